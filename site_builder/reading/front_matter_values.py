"""The values of front matter, in whatever language it is written."""

Value = str | list["Value"] | dict[str, "Value"]

DEEPEST = 20
"""Lists and tables inside each other, at most."""


class BrokenError(Exception):
    """Front matter that cannot be read; `line` counts from 0 within it."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line
