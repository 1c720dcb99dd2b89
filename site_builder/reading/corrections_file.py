"""Read the notes file beside an article, in which people correct what the program understood."""

import re
import tomllib
from typing import Any

from site_builder.model import Correction, Corrections, Metadata, Problem, Role, Voice
from site_builder.wording import read_date_value

_LISTS = frozenset({"byline", "regions", "themes", "reports"})
_DATES = frozenset({"date", "source_date"})
_FIELDS = Metadata.__struct_fields__
_KEYS_HINT = "fields: " + ", ".join((*_FIELDS, "repair_text"))
_HINT = "a notes file has metadata fields, and [[block]] tables with quote, role and voice"


def read_corrections(data: bytes, display_path: str) -> Corrections:
    """Parse a notes file; never raises.

    `shown` is its name for messages. What cannot be understood is a problem, and the rest holds.
    """
    if not data:
        return Corrections()
    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A ValueError is also what an integer of thousands of digits raises.
        line = re.search(r"at line (\d+)", str(error))
        where = int(line[1]) if line else 1
        message = f"these notes are not TOML: {error}"
        problem = Problem(display_path, where, "bad-notes", message, _HINT, refused=True)
        return Corrections(display_path=display_path, problems=(problem,))
    return _Notes(text, display_path).read(table)


_LABELS_OF = "labels."


def _expected(key: str) -> str:
    if key == "labels":
        return "a table with a list of texts for each facet"
    if key in _LISTS or key.startswith(_LABELS_OF):
        return "a list of texts"
    return "a date such as 2020-02-04" if key in _DATES else "a text"


class _Notes:
    def __init__(self, text: str, display_path: str) -> None:
        self._lines = text.split("\n")
        self._shown = display_path
        self._problems: list[Problem] = []

    def read(self, table: dict[str, Any]) -> Corrections:
        fields: dict[str, Any] = {}
        for key, value in table.items():
            if key in ("block", "repair_text"):
                continue
            if key not in _FIELDS:
                self._say(self._line(key), f"there is no field {key!r}", _KEYS_HINT)
                continue
            checked = self._value(key, value)
            if checked is not None:
                fields[key] = checked
        blocks = table.get("block", [])
        if not isinstance(blocks, list):
            self._say(self._line("block"), "block is not a list of tables", _HINT)
            blocks = []
        starts = [
            number for number, line in enumerate(self._lines, 1) if line.strip().startswith("[[block]]")
        ]
        starts += [1] * (len(blocks) - len(starts))
        corrections = [self._block(table, line) for table, line in zip(blocks, starts, strict=False)]
        return Corrections(
            display_path=self._shown,
            repair_text=self._repair_text(table.get("repair_text")),
            fields=tuple(fields),
            lines=tuple(self._line(key) for key in fields),
            metadata=Metadata(**fields),
            blocks=tuple(table for table in corrections if table),
            problems=tuple(self._problems),
        )

    def _repair_text(self, value: object) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        self._say(
            self._line("repair_text"), f"repair_text = {value!r} is not true or false", "write true or false"
        )
        return None

    def _value(self, key: str, value: object) -> object:
        """Return the value in the shape of its field, or None with a problem; an empty string states nothing."""
        if key == "labels" and isinstance(value, dict):
            labels = {facet: self._value(_LABELS_OF + facet, names) for facet, names in value.items()}
            return tuple(sorted((facet, names) for facet, names in labels.items() if names is not None))
        if key in _LISTS or key.startswith(_LABELS_OF):
            values = [value] if isinstance(value, str) else value
            if isinstance(values, list) and all(isinstance(item, str) for item in values):
                return tuple(item for item in values if item)
        elif hasattr(value, "isoformat"):
            return value.isoformat()[:10] if key in _DATES else None
        elif isinstance(value, str):
            if key not in _DATES or not value or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
                return value
            date = read_date_value(value)[0]
            if date:
                return date
        expected = _expected(key)
        self._say(self._line(key), f"{key} = {value!r} is not {expected}", f"write {expected}")
        return None

    def _block(self, table: object, line: int) -> Correction | None:
        quote = table.get("quote") if isinstance(table, dict) else None
        if not isinstance(table, dict) or not isinstance(quote, str) or not quote.strip():
            self._say(line, "this block has no quote", "quote the first words of the block it means")
            return None
        role, voice = table.get("role"), table.get("voice")
        roles, voices = {item.value for item in Role}, {item.value for item in Voice}
        if role is not None and role not in roles:
            self._say(line, f"there is no role {role!r}", "roles: " + ", ".join(sorted(roles)))
            return None
        if voice is not None and voice not in voices:
            self._say(line, f"there is no voice {voice!r}", "voices: " + ", ".join(sorted(voices)))
            return None
        return Correction(quote, Role(role) if role else None, Voice(voice) if voice else None, line)

    def _line(self, key: str) -> int:
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=|\s*\[+\s*{re.escape(key)}\s*\]")
        return next((number for number, line in enumerate(self._lines, 1) if pattern.match(line)), 1)

    def _say(self, line: int, message: str, hint: str) -> None:
        self._problems.append(Problem(self._shown, line, "bad-notes", message, hint))
