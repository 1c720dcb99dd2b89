"""Style sheets without what browsers pass over: indentation, empty lines, comments on lines of their own."""

from collections.abc import Iterator


def compact_style(style: bytes) -> bytes:
    r"""Return a style sheet that means the same in fewer bytes.

    Comments that begin with an exclamation mark (a licence) stay, as do those behind something else on their line.
    A sheet with a line that goes on over its end, as only strings do, stays as it is.

        >>> compact_style(b"/* Ink on paper. */\np {\n  color: red; /* for now */\n}\n")
        b'p {\ncolor: red; /* for now */\n}'
    """
    return style if b"\\\n" in style else b"\n".join(_lines(style))


def _lines(style: bytes) -> Iterator[bytes]:
    is_dropped = is_kept = False
    """Whether a line begins inside of a comment of either kind."""
    for whole in style.split(b"\n"):
        line = whole.strip()
        if not is_kept and line.startswith(b"/*") and not line.startswith(b"/*!"):
            is_dropped = True
        if is_dropped:
            _, end, rest = line.partition(b"*/")
            is_dropped = not end
            line = rest.strip()
        opened, closed = line.rfind(b"/*"), line.rfind(b"*/")
        is_kept = opened > closed or (is_kept and closed < 0)
        if line:
            yield line
