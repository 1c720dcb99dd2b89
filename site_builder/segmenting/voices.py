"""The voice of every block: whose sentence it is, the author's, the source's, the publisher's or the editor's.

Every role has a usual voice. What tells otherwise is who is named in a passage, words of the desk or of one person,
a place behind the text, and recurrence at several publishers.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Label, Metadata, Reading, Recurrences, Role, Verdict, Voice
from site_builder.roles import BOILERPLATE, ROLES
from site_builder.segmenting.voice_cues import (
    introduces_article,
    names_agency,
    opens_editorial_note,
    says_where_saved,
    shows_video,
    speaks_for_one,
)

_NOT_WORDS = lazy_pattern(r"[\W_]+")
_NAME_LETTERS = 4
"""Letters of an outlet's name, at least; a shorter one stands in too many other words."""
_CUE_CHARACTERS = 600
"""Characters of a passage that are searched for words of the desk or of one person."""
_MEMO_CHARACTERS = 4000
"""A longer passage is not remembered."""

_STATING = frozenset({Role.DATELINE, Role.BYLINE})
"""Roles of lines that say where a piece was taken from."""
_LINKED = lazy_pattern(r"\[([^\[\]]{2,60})\]\(https?://([^/\s()]+)")
"""The words of a link and the host that it leads to."""
_APPEAL_BLANKS = 6
"""Blanks in an appeal that goes on, at least; a shorter one is a button of the page, if it names no account."""
_OWNER = lazy_pattern(r"©|\(c\)|copyright", re.IGNORECASE)
_CITES_ORIGIN = lazy_pattern(r"\boriginal source of\b|\bsource originale de\b", re.IGNORECASE)
"""What the carrier says of the rights of a piece that it took from elsewhere."""
_PAYMENT = lazy_pattern(r"\d{4}|@|paypal|patreon|iban|://", re.IGNORECASE)
_BIO_BLANKS = 8
"""Blanks in a biography, at least; a shorter line only heads what is listed below."""

_OF_ONE = frozenset({Role.SUPPORT, Role.BIO})
"""Roles in which an author may speak for himself."""
_RIGHTS = frozenset({Role.COPYRIGHT, Role.DISCLAIMER})


class _Parties(NamedTuple):
    """The forms in which a text may name outlets, in letters and digits run together."""

    source: frozenset[str]
    """Of the outlet that the piece was taken from, and of its host; empty where it was not."""
    publisher: frozenset[str]
    """Of the outlet that carries it."""


def assign_voices(
    reading: Reading, verdicts: Sequence[Verdict], metadata: Metadata, recurrences: Recurrences
) -> tuple[Label, ...]:
    """Return the label of every block: its verdict with the voice that speaks in it."""
    parties = _parties(reading, verdicts, metadata)
    body = [index for index, verdict in enumerate(verdicts) if verdict.role is Role.BODY]
    voices = [
        _notice_voice(reading, index, verdict.role, parties, recurrences)
        if verdict.role in BOILERPLATE
        else _article_voice(
            reading.blocks[index].text,
            verdict.role,
            above=not body or index < body[0],
            below=bool(body) and index > body[-1],
        )
        for index, verdict in enumerate(verdicts)
    ]
    for index in _introduction(reading, verdicts):
        voices[index] = Voice.PUBLISHER
    _spread(reading, verdicts, voices, parties)
    return tuple(
        Label(
            role=verdict.role,
            voice=voice,
            confidence=verdict.confidence,
            rule=verdict.rule,
            parts=verdict.parts,
        )
        for verdict, voice in zip(verdicts, voices, strict=True)
    )


def _parties(reading: Reading, verdicts: Sequence[Verdict], metadata: Metadata) -> _Parties:
    source, publisher = _names(metadata.source), _names(metadata.publisher)
    if not source or source & publisher:
        return _Parties(frozenset(), publisher)
    hosts = {
        _NOT_WORDS.sub("", host.casefold().removeprefix("www."))
        for block, verdict in zip(reading.blocks, verdicts, strict=True)
        if verdict.role in _STATING
        for words, host in _LINKED.findall(block.text)
        if _NOT_WORDS.sub("", words.casefold()) in source
    }
    return _Parties(source | hosts, publisher)


def _names(outlet: str | None) -> frozenset[str]:
    """Return the forms in which a text may name an outlet: `southfront` for South Front."""
    if not outlet:
        return frozenset()
    plain = _NOT_WORDS.sub("", outlet.casefold())
    return frozenset(name for name in (plain, plain.removeprefix("the")) if len(name) >= _NAME_LETTERS)


def _notice_voice(
    reading: Reading, index: int, role: Role, parties: _Parties, recurrences: Recurrences
) -> Voice:
    """Return who speaks in a passage of boilerplate."""
    text = reading.blocks[index].text
    row = ROLES[role]
    if role in _OF_ONE and speaks_for_one(text[:_CUE_CHARACTERS]):
        return Voice.AUTHOR
    if not row.names_speaker or (role is Role.BIO and text.count(" ") < _BIO_BLANKS):
        return row.voice
    if _is_named(parties.publisher, text):
        return Voice.PUBLISHER
    if role in _RIGHTS and names_agency(text[:_CUE_CHARACTERS]):
        return Voice.SOURCE
    # Whoever else is named: where the piece was not taken from elsewhere, it is the publisher.
    if not parties.source:
        return row.voice
    if _is_named(parties.source, text):
        return row.voice if _CITES_ORIGIN.search(text) else Voice.SOURCE
    recurrence = recurrences.get(reading.fingerprints[index])
    return Voice.SOURCE if recurrence is not None and recurrence.outlets > 1 else row.voice


def _article_voice(text: str, role: Role, *, above: bool, below: bool) -> Voice:
    """Return who speaks in a passage of the article; it may stand above or below the running text."""
    opening = text[:_CUE_CHARACTERS]
    if role is Role.MEDIA and below and not shows_video(opening):
        # What the author shows stands within the text; below it are the carrier's credits and logos.
        return Voice.PUBLISHER
    if role in (Role.BODY, Role.STANDFIRST) and opens_editorial_note(opening):
        return Voice.PUBLISHER
    if role is Role.DATELINE and says_where_saved(opening, above=above):
        return Voice.EDITOR
    return ROLES[role].voice


def _introduction(reading: Reading, verdicts: Sequence[Verdict]) -> Iterator[int]:
    """Yield the standfirsts in a run of which one introduces the article, or opens an editor's note."""
    for role, run in groupby(range(len(verdicts)), key=lambda index: verdicts[index].role):
        if role is Role.STANDFIRST:
            indices = list(run)
            texts = [reading.blocks[index].text[:_CUE_CHARACTERS] for index in indices]
            if any(introduces_article(text) or opens_editorial_note(text) for text in texts):
                yield from indices


def _spread(reading: Reading, verdicts: Sequence[Verdict], voices: list[Voice], parties: _Parties) -> None:
    """Set the voice of appeals and rights beside ones of the source to the source too.

    Those that name the publisher stay, and appeals of a piece that was not taken from elsewhere.
    """
    order = range(len(verdicts))
    for before, after in [*pairwise(order), *pairwise(reversed(order))]:
        role = verdicts[after].role
        continues = (role is Role.SUPPORT and bool(parties.source)) or (
            role is Role.COPYRIGHT and verdicts[before].role is Role.COPYRIGHT
        )
        if (
            continues
            and voices[before] is Voice.SOURCE
            and _continues(reading.blocks[after].text, role, parties)
        ):
            voices[after] = Voice.SOURCE


def _continues(text: str, role: Role, parties: _Parties) -> bool:
    """Return whether a passage goes on with the one beside it: it names no publisher and is no mere button."""
    if _is_named(parties.publisher, text):
        return False
    if role is Role.COPYRIGHT:
        return _OWNER.search(text) is not None
    return text.count(" ") >= _APPEAL_BLANKS or _PAYMENT.search(text) is not None


def _is_named(names: frozenset[str], text: str) -> bool:
    """Return whether a passage names an outlet, be it in an address."""
    if not names:
        return False
    letters = (_letters if len(text) <= _MEMO_CHARACTERS else _letters.__wrapped__)(text)
    return any(name in letters for name in names)


# hot: see tests/benchmarks/stages.py; notices recur.
@lru_cache(maxsize=1024)
def _letters(text: str) -> str:
    """Return the letters and digits of a passage run together."""
    return _NOT_WORDS.sub("", text.casefold())
