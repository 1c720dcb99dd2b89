"""Decide who speaks in each passage: the author, the source, the publisher or whoever keeps the archive."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from site_builder.model import Label, Metadata, Reading, Recurrences, Role, Verdict, Voice
from site_builder.roles import ROLES

_SIGNS = re.compile(r"[\W_]+")
_PUBLISHER = Voice.PUBLISHER
_LONGEST = 4000
"""Characters of a passage that is remembered."""


def assign_voices(
    reading: Reading, verdicts: Sequence[Verdict], metadata: Metadata, recurrences: Recurrences
) -> tuple[Label, ...]:
    """Say of every block who speaks in it.

    Furniture is the publisher's, unless it names the outlet the piece was taken from and not the publisher,
    recurs at several publishers, or stands together with such a passage, before any rule or notice of the publisher.
    """
    source, publisher = _names(metadata.source), _names(metadata.publisher)
    taken = bool(source) and not source & publisher
    voices = [
        _voice(reading, index, verdict, source if taken else frozenset(), publisher, recurrences)
        for index, verdict in enumerate(verdicts)
    ]
    if taken:
        _spread(reading, verdicts, voices, publisher)
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


def _names(outlet: str | None) -> frozenset[str]:
    """Give the forms in which a text may name an outlet: `southfront` for South Front."""
    if not outlet:
        return frozenset()
    plain = _SIGNS.sub("", outlet.casefold())
    short = plain.removeprefix("the")
    return frozenset(name for name in (plain, short) if len(name) >= 4)


def _voice(
    reading: Reading,
    index: int,
    verdict: Verdict,
    source: frozenset[str],
    publisher: frozenset[str],
    recurrences: Recurrences,
) -> Voice:
    row = ROLES[verdict.role]
    if not row.names_speaker:
        return row.voice
    # Whoever is named: where the piece was not taken from elsewhere, it is the publisher.
    if not source:
        return _PUBLISHER
    squeezed = _squeezed(reading.blocks[index].text)
    if any(name in squeezed for name in publisher):
        return _PUBLISHER
    if any(name in squeezed for name in source):
        return Voice.SOURCE
    recurrence = recurrences.get(reading.fingerprints[index])
    return Voice.SOURCE if recurrence is not None and recurrence.outlets > 1 else _PUBLISHER


def _squeezed(text: str) -> str:
    """Give the letters and digits of a passage run together."""
    return (_recalled if len(text) <= _LONGEST else _recalled.__wrapped__)(text)


# Notices come again.
@lru_cache(maxsize=1024)
def _recalled(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


def _spread(
    reading: Reading, verdicts: Sequence[Verdict], voices: list[Voice], publisher: frozenset[str]
) -> None:
    """Let neighbouring appeals and share notes of one run have one voice, where the publisher is not named."""
    soft = (Role.SHARE, Role.SUPPORT)
    order = range(len(verdicts))
    for before, after in [*pairwise(order), *pairwise(reversed(order))]:
        if voices[before] == Voice.SOURCE and verdicts[after].role in soft:
            squeezed = _squeezed(reading.blocks[after].text)
            if not any(name in squeezed for name in publisher):
                voices[after] = Voice.SOURCE
