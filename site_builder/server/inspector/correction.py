"""One correction as the inspector sends it, and the notes file with it."""

from collections.abc import Iterable, Sequence

import msgspec

from site_builder.annotating import QuoteError, anchor, quote_of_block
from site_builder.facts import FIELDS, is_list
from site_builder.model import Corrections, Role, Voice
from site_builder.reading import (
    NotesFileError,
    read_corrections,
    tables_in,
    with_changed_table,
    with_field,
    with_table,
    without_table,
)
from site_builder.server.live.article_reader import OpenArticle

BETWEEN_VALUES = " | "
"""What stands between several values of a field in the inspector."""


class CorrectionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A correction as the page sends it."""

    digest: str
    """Of the source the page shows."""
    block: int | None = None
    role: Role | None = None
    voice: Voice | None = None
    field: str | None = None
    value: str | None = None
    """Several values stand with ` | ` between them; None takes the correction back."""


def corrected_notes(
    text: str, request: CorrectionRequest, opened: OpenArticle, label_keys: Sequence[str]
) -> str:
    """Return the text of a notes file with a correction in it, as `read_corrections` will accept it.

    `label_keys` are the keys of the site's own facets. Raises NotesFileError, with the reason, where it would not.
    """
    if request.field is not None:
        corrected = _with_value(text, request.field, request.value, label_keys)
    else:
        corrected = _with_label(text, request, opened)
    before, after = (read_corrections(each.encode(), "", label_keys=label_keys) for each in (text, corrected))
    known = {problem.message for problem in before.problems}
    is_lost = request.value is not None and request.field not in after.fields
    for problem in after.problems:
        if problem.message not in known or (is_lost and str(request.field) in problem.message):
            raise NotesFileError(f"{problem.message}; {problem.hint}")
    return corrected


def _with_value(text: str, field: str, value: str | None, label_keys: Sequence[str]) -> str:
    if field not in (*FIELDS, *label_keys):
        raise NotesFileError(f"there is no field {field!r}")
    if value is None:
        return with_field(text, field, None)
    if is_list(field):
        values = value.split(BETWEEN_VALUES.strip())
        return with_field(text, field, _stripped(values))
    return with_field(text, field, value.strip())


def _stripped(values: Iterable[str]) -> list[str]:
    return [value.strip() for value in values if value.strip()]


def _with_label(text: str, request: CorrectionRequest, opened: OpenArticle) -> str:
    blocks, index = opened.article.blocks, request.block
    if index is None or not 0 <= index < len(blocks):
        raise NotesFileError("there is no such block")
    # As they are now: the page may have been made before somebody saved the notes.
    known = read_corrections(text.encode(), "")
    correction = anchor(blocks, Corrections(blocks=known.blocks))[0].get(index)
    try:
        quote = correction.quote if correction else quote_of_block(blocks, index)
    except QuoteError as error:
        raise NotesFileError(str(error)) from error
    return with_block(text, quote, role=request.role, voice=request.voice)


def with_block(text: str, quote: str, *, role: str | None, voice: str | None) -> str:
    """Return the text of a notes file that says what the block with a quote is; with neither, nothing any more.

    Raises NotesFileError where the file cannot be understood.
    """
    fields = {"role": role or "", "voice": voice or ""}
    tables = tables_in(text, "block")
    at = max((at for at, table in enumerate(tables) if table.get("quote") == quote), default=-1)
    if not any(fields.values()):
        return without_table(text, "block", at) if at >= 0 else text
    if at < 0:
        return with_table(text, "block", {"quote": quote, **fields})
    return with_changed_table(text, "block", at, fields)
