"""Write corrections into the notes file beside an article, and leave all else in it as somebody wrote it."""

import json
import re
import tomllib
from collections.abc import Sequence
from typing import Any

from site_builder.annotating import anchor
from site_builder.commonmark import plain_block
from site_builder.model import Block, Correction, Corrections

_HEADER = re.compile(r"\s*\[")
_BLOCK = re.compile(r"\s*\[\[\s*block\s*\]\]")
_WORDS = 6
"""Words a quote has at least, where the block has so many; shorter ones get lost in the next edit."""


class NotesError(Exception):
    """A correction that cannot be written, with the reason."""


def quote_for(blocks: Sequence[Block], index: int) -> str:
    """Give the first words of a block, as many as tell it from all others.

    Raises NotesError where no words do.
    """
    words = plain_block(blocks[index]).line_with_alt.split()
    if not words:
        raise NotesError("this block has no words that could be quoted")
    for length in range(min(_WORDS, len(words)), len(words) + 1):
        quote = " ".join(words[:length])
        found, _ = anchor(blocks, Corrections(blocks=(Correction(quote, None, None, 1),)))
        if list(found) == [index]:
            return quote
    raise NotesError(
        "another block has the same words, so that a quote could mean both; edit one of them first"
    )


def with_block(text: str, quote: str, *, line: int | None, role: str | None, voice: str | None) -> str:
    """Say in the text of a notes file what a block is; with neither role nor voice, say nothing of it any more.

    `line` is that of the table that speaks of the block already, counted from 1.
    Raises NotesError where the file cannot be understood.
    """
    data = _parsed(text)
    lines = text.splitlines(keepends=True)
    said = {key: value for key, value in (("role", role), ("voice", voice)) if value}
    written = [f"{key} = {_string(value)}\n" for key, value in said.items()]
    tables = data.setdefault("block", [])
    if line is None:
        if said:
            tables.append({"quote": quote, **said})
            lines = _ended(lines, gap=True)
            lines += ["[[block]]\n", f"quote = {_string(quote)}\n", *written]
    else:
        start, end = line - 1, _end(lines, line)
        position = sum(1 for each in lines[:start] if _BLOCK.match(each))
        if position >= len(tables) or not _BLOCK.match(lines[start]):
            raise NotesError("the notes file is written in a way that only you can change")
        if said:
            kept = {key: value for key, value in tables[position].items() if key not in ("role", "voice")}
            tables[position] = {**kept, **said}
            lines[start:end] = _rewritten(lines[start:end], written)
        else:
            del tables[position]
            del lines[start:end]
    if not tables:
        del data["block"]
    return _checked("".join(lines), data)


def with_field(text: str, name: str, value: str | Sequence[str] | None) -> str:
    """Say in the text of a notes file what a metadata field is; None says nothing of it any more.

    Raises NotesError where the file cannot be understood.
    """
    data = _parsed(text)
    lines = text.splitlines(keepends=True)
    top = next((at for at, each in enumerate(lines) if _HEADER.match(each)), len(lines))
    start, end = _assignment(lines[:top], name)
    if value is None:
        data.pop(name, None)
        del lines[start:end]
        return _checked("".join(lines), data)
    data[name] = value if isinstance(value, str) else list(value)
    written = _string(value) if isinstance(value, str) else f"[{', '.join(map(_string, value))}]"
    if start == end:
        while start and not lines[start - 1].strip():
            start = end = start - 1
        lines[:start] = _ended(lines[:start], gap=False)
        gap = ["\n"] if start == 0 and top < len(lines) and lines[start].strip() else []
        lines[start:end] = [f"{name} = {written}\n", *gap]
    else:
        lines[start:end] = [f"{name} = {written}\n"]
    return _checked("".join(lines), data)


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotesError(f"the notes file is not TOML: {error}; correct it first") from error


def _checked(text: str, wanted: dict[str, Any]) -> str:
    """Give the text if it says what it should, and nothing else."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        found = None
    if found != wanted:
        raise NotesError("the notes file is written in a way that only you can change")
    return text


def _end(lines: Sequence[str], start: int) -> int:
    """Give the line after a table; what stands before the next one, blank or comment, belongs to that."""
    end = next((at for at in range(start, len(lines)) if _HEADER.match(lines[at])), len(lines))
    while end > start and end < len(lines) and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _rewritten(table: list[str], written: list[str]) -> list[str]:
    kept = [each for each in table if not re.match(r"\s*(role|voice)\s*=", each)]
    tail = len(kept)
    while not kept[tail - 1].strip():
        tail -= 1
    return [*_ended(kept[:tail], gap=False), *written, *kept[tail:]]


def _ended(lines: list[str], *, gap: bool) -> list[str]:
    """Give lines of which the last one has its end, and with `gap` an empty one after them."""
    if not lines:
        return []
    ended = [*lines[:-1], lines[-1] if lines[-1].endswith("\n") else lines[-1] + "\n"]
    return [*ended, "\n"] if gap and ended[-1].strip() else ended


def _assignment(lines: Sequence[str], name: str) -> tuple[int, int]:
    """Give the first line that sets a key and the line after it; the end twice where none does."""
    pattern = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=")
    for start, line in enumerate(lines):
        if not pattern.match(line):
            continue
        for end in range(start + 1, len(lines) + 1):
            try:
                if list(tomllib.loads("".join(lines[start:end]))) == [name]:
                    return start, end
            except tomllib.TOMLDecodeError:
                continue
    return len(lines), len(lines)


def _string(text: str) -> str:
    """Write a text as TOML does; JSON has the same escapes but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
