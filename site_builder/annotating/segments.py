"""Join neighbouring blocks that have one role and one voice."""

from collections.abc import Sequence

from site_builder.model import Label, Role, Segment

_QUIET = frozenset({Role.BODY, Role.MEDIA, Role.STANDFIRST})


def group(labels: Sequence[Label]) -> tuple[Segment, ...]:
    """Give the segments of an article, in source order; every block is in exactly one."""
    segments: list[Segment] = []
    first = 0
    for index in range(1, len(labels) + 1):
        if index < len(labels) and (labels[index].role, labels[index].voice) == (
            labels[first].role,
            labels[first].voice,
        ):
            continue
        label = labels[first]
        segments.append(
            Segment(
                id=f"s{len(segments)}",
                role=label.role,
                voice=label.voice,
                first=first,
                end=index,
                rule=label.rule,
            )
        )
        first = index
    return tuple(segments)
