"""Margin notes of every passage that is not the article's own."""

from collections.abc import Iterator, Sequence

from site_builder.model import (
    Annotation,
    Label,
    Metadata,
    Recurrences,
    Role,
    Segment,
    Voice,
)
from site_builder.roles import ROLES

_PROBABLE = 0.6
"""Confidence; a role that is less certain is told as a guess."""


def annotate(
    segments: Sequence[Segment],
    labels: Sequence[Label],
    metadata: Metadata,
    fingerprints: Sequence[int],
    recurrences: Recurrences,
) -> tuple[Annotation, ...]:
    """Return one note for each segment of boilerplate or disclaimer, in source order.

    `labels` and `fingerprints` have one entry per block.
    """
    return tuple(_notes(segments, labels, metadata, fingerprints, recurrences))


def _notes(
    segments: Sequence[Segment],
    labels: Sequence[Label],
    metadata: Metadata,
    fingerprints: Sequence[int],
    recurrences: Recurrences,
) -> Iterator[Annotation]:
    for segment in segments:
        if not ROLES[segment.role].boilerplate:
            continue
        blocks = slice(segment.first, segment.end)
        yield Annotation(
            segment=segment.id,
            label=_name(segment.role, labels[blocks]) + _doubt(labels[blocks]),
            speaker=_speaker(segment.voice, metadata),
            says=ROLES[segment.role].sentence,
            common=_common(fingerprints[blocks], recurrences),
        )


def _name(role: Role, labels: Sequence[Label]) -> str:
    """Return the name of the role and, after it, the other roles that parts of the passage have."""
    others = dict.fromkeys(part.role for label in labels for part in label.parts if part.role != role)
    return " · ".join([ROLES[role].name, *(ROLES[other].part for other in others if ROLES[other].part)])


def _doubt(labels: Sequence[Label]) -> str:
    """Return what tells that a passage may be something else, or that some of its blocks may be."""
    doubtful = sum(label.confidence < _PROBABLE for label in labels)
    if not doubtful:
        return ""
    return ", probably" if doubtful == len(labels) else ", in part probably"


def _speaker(voice: Voice, metadata: Metadata) -> str:
    if voice is Voice.SOURCE:
        return f"{metadata.source}, the source" if metadata.source else "The source"
    if voice is Voice.PUBLISHER:
        return f"{metadata.publisher}, the publisher" if metadata.publisher else "The publisher"
    if voice is Voice.AUTHOR:
        names = (
            " and ".join(metadata.byline[:2])
            if len(metadata.byline) <= 2
            else f"{metadata.byline[0]} and others"
        )
        return f"{names}, the author" if len(metadata.byline) == 1 else (names or "The author")
    return "The archive's editor"


def _common(fingerprints: Sequence[int], recurrences: Recurrences) -> str:
    """Return in how many articles the most frequent passage of the segment occurs.

    The counts arrive rounded down, so that one more article does not change every page.
    """
    counts = [recurrences[passage].articles for passage in fingerprints if passage in recurrences]
    most = max(counts, default=1)
    if most < 2:
        return ""
    return "Same words in another article" if most == 2 else f"Same words in {most:,} articles or more"
