"""Keep count of recurring passages while articles come, change and go."""

from collections.abc import Iterable

from site_builder.indexing import round_count
from site_builder.model import PassageRecord, Recurrence, Recurrences


class Passages:
    """The same recurrences that `count_recurrences` gives, kept up to date by one article at a time."""

    def __init__(self) -> None:
        self.recurrences: dict[int, Recurrence] = {}
        """By fingerprint; a passage of one article only is left out."""
        # The outlet of a passage that stands in one article, or how many articles of each outlet have it.
        # Most passages stand in one article, so this is a tenth of a table for each of them.
        self._holders: dict[int, str | dict[str, int]] = {}

        self._uncounted: tuple[PassageRecord, ...] = ()

    def recall(self, sightings: Iterable[PassageRecord], recurrences: Recurrences) -> None:
        """Begin with articles that were weighed before; they are counted when it is first needed."""
        self._uncounted = tuple(sightings)
        self.recurrences = dict(recurrences)

    def count(self) -> None:
        """Count what has been put off."""
        sightings, self._uncounted = self._uncounted, ()
        for sighting in sightings:
            self._add(sighting)

    def replace(self, before: PassageRecord | None, after: PassageRecord | None) -> frozenset[int]:
        """Count what an article says now instead of what it said; give the passages whose recurrence changed."""
        if before == after:
            return frozenset()
        self.count()
        touched: set[int] = set()
        if before:
            touched.update(self._remove(before))
        if after:
            touched.update(self._add(after))
        return frozenset(passage for passage in touched if self._weigh(passage))

    def slice(self, sighting: PassageRecord) -> dict[int, Recurrence]:
        """Give the recurrences of one article's passages."""
        found = self.recurrences
        return {each: found[each] for each in sighting.fingerprints if each in found}

    def _add(self, sighting: PassageRecord) -> Iterable[int]:
        """Count an article and give its passages that now stand in several."""
        holders = self._holders
        outlet = sighting.outlet
        several = []
        for passage in set(sighting.fingerprints):
            held = holders.get(passage)
            if held is None:
                if passage:
                    holders[passage] = outlet
                continue
            if isinstance(held, str):
                held = holders[passage] = {held: 1}
            held[outlet] = held.get(outlet, 0) + 1
            several.append(passage)
        return several

    def _remove(self, sighting: PassageRecord) -> Iterable[int]:
        """Forget an article and give its passages that stood in several."""
        holders = self._holders
        outlet = sighting.outlet
        several = []
        for passage in set(sighting.fingerprints) - {0}:
            held = holders[passage]
            if isinstance(held, str):
                del holders[passage]
                continue
            several.append(passage)
            held[outlet] -= 1
            if not held[outlet]:
                del held[outlet]
            if list(held.values()) == [1]:
                holders[passage] = next(iter(held))
        return several

    def _weigh(self, passage: int) -> bool:
        """Bring one recurrence up to date and say whether it changed."""
        before = self.recurrences.get(passage)
        held = self._holders.get(passage)
        if held is None or isinstance(held, str):
            self.recurrences.pop(passage, None)
            return before is not None
        outlets = len(held) - ("" in held)
        after = Recurrence(round_count(sum(held.values())), round_count(outlets) if outlets else 0)
        if after == before:
            return False
        self.recurrences[passage] = after
        return True
