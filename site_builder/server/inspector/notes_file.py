"""Write corrections into the notes file beside an article, and leave all else in it as somebody wrote it."""

import tomllib
from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AoT, Array, Item, SingleKey, Table

from site_builder.annotating import anchor
from site_builder.commonmark import plain_block
from site_builder.model import Block, Correction, Corrections

_QUOTE_WORDS = 6
"""Words a quote has at least, where the block has so many; shorter ones get lost in the next edit."""


class NotesError(Exception):
    """A correction that cannot be written, with the reason."""


def quote_for(blocks: Sequence[Block], index: int) -> str:
    """Return the first words of a block, as many as tell it from all others.

    Raises NotesError where no words do.
    """
    words = plain_block(blocks[index]).line_with_alt.split()
    if not words:
        raise NotesError("this block has no words that could be quoted")
    for length in range(min(_QUOTE_WORDS, len(words)), len(words) + 1):
        quote = " ".join(words[:length])
        anchored, _ = anchor(blocks, Corrections(blocks=(Correction(quote, None, None, 1),)))
        if list(anchored) == [index]:
            return quote
    raise NotesError(
        "another block has the same words, so that a quote could mean both; edit one of them first"
    )


def with_block(text: str, quote: str, *, role: str | None, voice: str | None) -> str:
    """State in the text of a notes file what the block with a quote is; with neither role nor voice, nothing any more.

    Raises NotesError where the file cannot be understood.
    """
    data, document = _parsed(text)
    tables = data.get("block", [])
    choices = {"role": role, "voice": voice}
    stated = {name: value for name, value in choices.items() if value}
    at = max((at for at, table in enumerate(tables) if table.get("quote") == quote), default=-1)
    if at < 0:
        if not stated:
            return text
        data["block"] = [*tables, {"quote": quote, **stated}]
        return _checked(_appended(text, {"block": [{"quote": quote, **stated}]}), data)
    if not stated:
        del tables[at]
        if not tables:
            del data["block"]
        _remove_table(document, at)
        return _checked(document.as_string(), data)
    table = document["block"][at]
    for name, value in choices.items():
        tables[at].pop(name, None)
        if value:
            tables[at][name] = value
            _set(table, table.value if isinstance(table, Table) else None, name, value, text)
        elif name in table:
            del table[name]
    return _checked(document.as_string(), data)


def with_field(text: str, name: str, value: str | Sequence[str] | None) -> str:
    """State in the text of a notes file what a metadata field is; None states nothing of it any more.

    Raises NotesError where the file cannot be understood.
    """
    data, document = _parsed(text)
    if value is not None:
        data[name] = value if isinstance(value, str) else list(value)
        _set(document, document, name, data[name], text)
    elif data.pop(name, None) is not None:
        del document[name]
    return _checked(document.as_string(), data)


def _parsed(text: str) -> tuple[dict[str, Any], tomlkit.TOMLDocument]:
    try:
        data = tomllib.loads(text)
        document = tomlkit.parse(text)
    except (ValueError, RecursionError) as error:
        raise NotesError(f"the notes file is not TOML: {error}; correct it first") from error
    tables = data.get("block", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise NotesError("block is not a list of tables in the notes file; correct it first")
    return data, document


def _checked(text: str, wanted: dict[str, Any]) -> str:
    """Return the text if it states what it should, and nothing else."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        data = None
    if data != wanted:
        raise NotesError("the notes file is written in a way that only you can change")
    return text


def _set(table: Any, container: Container | None, name: str, value: str | list[str], text: str) -> None:
    """Set a key in its place; a new one follows the last key there is, before blank lines and comments."""
    if name in table or container is None:
        table[name] = value
        return
    body = container.body
    end = _line_end(text)
    tables = [at for at, (_, item) in enumerate(body) if isinstance(item, Table | AoT)]
    keys = [at for at, (key, _) in enumerate(body[: tables[0] if tables else None]) if key]
    item = tomlkit.item(value)
    item.trivia.trail = end
    if keys:
        place = keys[-1] + 1
        # The last line of a file may have no end.
        body[place - 1][1].trivia.trail = body[place - 1][1].trivia.trail or end
    else:
        place = 0 if tables else len(body)
        item.trivia.trail = 2 * end if tables else end
        if place:
            body[place - 1][1].trivia.trail = body[place - 1][1].trivia.trail or end
    body.insert(place, (SingleKey(name), item))


def _remove_table(document: tomlkit.TOMLDocument, at: int) -> None:
    """Remove one of the `[[block]]` tables; what stands after its keys, blank or comment, belongs to the next."""
    tables = document["block"]
    if isinstance(tables, Array):
        del tables[at]
    if not isinstance(tables, AoT):
        return
    tail = _tail(tables[at].value.body)
    if at:
        tables[at - 1].value.body.extend(tail)
        del tables[at]
        return
    body = document.body
    place = next(place for place, (_, item) in enumerate(body) if item is tables)
    del tables[at]
    body[place : place if len(tables) else place + 1] = tail


def _tail(body: list[tuple[Any, Item]]) -> list[tuple[Any, Item]]:
    end = max((at for at, (key, _) in enumerate(body) if key), default=-1) + 1
    return body[end:]


def _appended(text: str, data: dict[str, Any]) -> str:
    """Append tables, after an empty line."""
    end = _line_end(text)
    if text and not text.endswith("\n"):
        text += end
    gap = end if text and text.splitlines()[-1].strip() else ""
    return text + gap + tomlkit.dumps(data).replace("\n", end)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
