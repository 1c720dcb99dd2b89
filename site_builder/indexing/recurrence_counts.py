"""Count how often the same passage occurs, by article and by outlet."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from site_builder.model import PassageRecord, Recurrence, Recurrences
from site_builder.wording import round_count


def count_recurrences(sightings: Iterable[PassageRecord]) -> Recurrences:
    """Give the recurrence of every passage that stands in at least two articles, with counts rounded down.

    A passage counts once per article, however often it stands there.
    The order of the sightings does not matter.
    """
    seen = list(sightings)
    parts = sum(len(sighting.fingerprints) for sighting in seen) // _AT_ONCE + 1
    found: dict[int, Recurrence] = {}
    for part in range(parts):
        found |= weigh_passages((sighting.outlet, _part_of(sighting, part, parts)) for sighting in seen)
    return found


_RECOUNT_SHARE = 50
"""Where one article in this many or more changed, counting the passages of all of them anew is faster."""

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


def weigh_passages(seen: Iterable[tuple[str, Iterable[int]]]) -> dict[int, Recurrence]:
    """Weigh passages; `seen` has the outlet of each article and which of the passages it has, each once.

    Articles of one outlet may be there together, with a passage once for each of them.
    """
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


PassageChange = tuple[PassageRecord | None, PassageRecord | None]
"""The passages an article had and those it has now, None where it was or is not there."""


def update_recurrences(
    known: Recurrences, records: Collection[PassageRecord], changes: Collection[PassageChange]
) -> Recurrences:
    """Bring the counts in `known` up to date; the result equals `count_recurrences(records)`.

    `records` are those of all articles as they are now, `changes` what is different about them.
    The given value itself comes back where nothing recurs otherwise than before.
    """
    if len(changes) * _RECOUNT_SHARE >= len(records):
        counts = count_recurrences(records) if changes else known
        return known if counts == known else counts
    touched: set[int] = set()
    for before, after in changes:
        old, new = _passages(before), _passages(after)
        same_outlet = before and after and before.outlet == after.outlet
        touched |= old ^ new if same_outlet else old | new
    touched.discard(0)
    counts = weigh_passages(
        (record.outlet, touched.intersection(record.fingerprints)) for record in _likely(touched, records)
    )
    if all(known.get(passage) == counts.get(passage) for passage in touched):
        return known
    return {passage: count for passage, count in known.items() if passage not in touched} | dict(counts)


def changed_passages(before: Recurrences, after: Recurrences) -> frozenset[int]:
    """List the passages that recur otherwise in `after` than in `before`; none where both are the same object."""
    if after is before:
        return frozenset()
    passages = before.keys() | after.keys()
    return frozenset(each for each in passages if before.get(each) != after.get(each))


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


def select_recurrences(recurrences: Recurrences, record: PassageRecord) -> dict[int, Recurrence]:
    """Return those recurrences that are of one article's passages."""
    return {each: recurrences[each] for each in record.fingerprints if each in recurrences}
