"""Segments: runs of neighbouring blocks with one role and one voice."""

from collections.abc import Sequence
from itertools import pairwise

from site_builder.model import Label, Segment


def group_segments(labels: Sequence[Label]) -> tuple[Segment, ...]:
    """Return the segments of an article, in source order; every block is in exactly one."""
    if not labels:
        return ()
    changes = [
        index
        for index, (before, label) in enumerate(pairwise(labels), 1)
        if label.role is not before.role or label.voice is not before.voice
    ]
    return tuple(
        Segment(
            id=f"s{number}",
            role=labels[first].role,
            voice=labels[first].voice,
            first=first,
            end=end,
            rule=labels[first].rule,
        )
        for number, (first, end) in enumerate(pairwise((0, *changes, len(labels))))
    )
