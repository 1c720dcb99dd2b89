"""Count how often the same passage occurs, by article and by outlet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from site_builder.model import PassageRecord, Recurrence, Recurrences

_STEPS = (1, 2, 5)


def round_count(count: int) -> int:
    """Round down to 1, 2, 5, 10, 20, 50, …; counts that are shown may not change with every new article."""
    power = 1
    while count >= power * 10:
        power *= 10
    return max(step * power for step in _STEPS if step * power <= max(count, 1))


def count_recurrences(sightings: Iterable[PassageRecord]) -> Recurrences:
    """Give the recurrence of every passage that stands in at least two articles, with counts rounded down.

    A passage counts once per article, however often it stands there.
    The order of the sightings does not matter.
    """
    seen = list(sightings)
    parts = sum(len(sighting.fingerprints) for sighting in seen) // _AT_ONCE + 1
    found: dict[int, Recurrence] = {}
    for part in range(parts):
        found |= _weigh((sighting.outlet, _part_of(sighting, part, parts)) for sighting in seen)
    return found


_FEW = 8
"""Passages that are looked for one by one; with more, taking every article's apart is less work."""
_RUN = 64
"""Articles in which they are looked for together."""

_AT_ONCE = 1_000_000
"""Passages that are counted together; counting takes a hundred bytes for each."""


def _part_of(sighting: PassageRecord, part: int, parts: int) -> set[int]:
    """Give those passages of an article whose fingerprints leave `part` when divided by `parts`."""
    passages = set(sighting.fingerprints)
    passages.discard(0)
    return passages if parts == 1 else {each for each in passages if each % parts == part}


def _weigh(seen: Iterable[tuple[str, set[int]]]) -> dict[int, Recurrence]:
    """Weigh passages; `seen` has the outlet of each article and which of the passages it has."""
    by_outlet: dict[str, list[int]] = {}
    for outlet, passages in seen:
        by_outlet.setdefault(outlet, []).extend(passages)
    articles: Counter[int] = Counter()
    outlets: Counter[int] = Counter()
    for outlet, found in by_outlet.items():
        counts = Counter(found)
        articles.update(counts)
        if outlet:
            outlets.update(counts.keys())
    return {
        passage: Recurrence(
            articles=round_count(count), outlets=round_count(outlets[passage]) if outlets[passage] else 0
        )
        for passage, count in articles.items()
        if count > 1
    }


def update_recurrences(
    known: Recurrences,
    sightings: Iterable[PassageRecord],
    changes: Iterable[tuple[PassageRecord | None, PassageRecord | None]],
) -> Recurrences:
    """Update the counts in `known` for a few `changes`; the result equals `count_recurrences(sightings)`.

    A change is what was seen of an article before and what is seen now, None where it was or is not there.
    The given value itself comes back where nothing recurs otherwise than before.
    """
    touched: set[int] = set()
    for before, after in changes:
        here, there = _passages(before), _passages(after)
        same_outlet = before and after and before.outlet == after.outlet
        touched |= here ^ there if same_outlet else here | there
    touched.discard(0)
    found = _weigh(
        (each.outlet, touched.intersection(each.fingerprints)) for each in _likely(touched, sightings)
    )
    if all(known.get(passage) == found.get(passage) for passage in touched):
        return known
    return {passage: each for passage, each in known.items() if passage not in touched} | found


def _likely(touched: set[int], sightings: Iterable[PassageRecord]) -> Iterator[PassageRecord]:
    """Yield the sightings of every article that has a touched passage, and of others where that is less work.

    A mended paragraph is two passages, and looking for their bytes in many articles at once takes a fifth of the time.
    """
    if len(touched) > _FEW:
        yield from sightings
        return
    wanted = [PassageRecord.of("", (each,)).packed for each in touched]
    rest = iter(sightings)
    while run := list(islice(rest, _RUN)):
        joined = b"".join([each.packed for each in run])
        if any(each in joined for each in wanted):
            yield from run


def _passages(sighting: PassageRecord | None) -> set[int]:
    return set(sighting.fingerprints) if sighting else set()
