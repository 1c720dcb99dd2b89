"""Count in how many articles and at how many outlets each passage of one range of fingerprints stands."""

from array import array
from collections.abc import Iterator

import msgspec

from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.sequences import pack_sections
from site_builder.cluster.steps.study import PassageSection
from site_builder.cluster.steps.task import Task
from site_builder.indexing import weigh_passages
from site_builder.model import Recurrence, Recurrences


class CountedPassages(msgspec.Struct, frozen=True, array_like=True):
    """Passages that stand in two articles or more, ascending, and how often."""

    passages: bytes
    """64 bits each."""
    articles: bytes
    """32 bits each."""
    outlets: bytes
    """32 bits each."""

    @classmethod
    def of(cls, counts: Recurrences) -> "CountedPassages":
        """Pack counts."""
        passages = sorted(counts)
        return cls(
            array("Q", passages).tobytes(),
            array("I", [counts[passage].articles for passage in passages]).tobytes(),
            array("I", [counts[passage].outlets for passage in passages]).tobytes(),
        )

    def items(self) -> Iterator[tuple[int, Recurrence]]:
        """Yield each passage with its counts."""
        columns = (memoryview(self.passages).cast("Q"), self.articles, self.outlets)
        articles, outlets = (memoryview(column).cast("I") for column in columns[1:])
        for passage, in_articles, at_outlets in zip(columns[0], articles, outlets, strict=True):
            yield passage, Recurrence(in_articles, at_outlets)


def run_count(task: Task) -> StepResult:
    """Count the passages of a range over all shards; each shard gets a section with those that it has."""
    workplace, plan = task.workplace, task.plan
    studies = [workplace.result("study", number).name for number in range(len(plan.shards))]
    name = recipe("count", task.number, plan.ranges, studies)
    if not task.store.tag(f"counts/{name}"):
        shards = [_Passages(task, study) for study in studies]
        counts = weigh_passages(pair for shard in shards for pair in shard.pairs())
        sections = [_encoded(shard.select(counts)) for shard in shards]
        task.store.create(f"counts/{name}", pack_sections(sections))
    return StepResult(name)


class _Passages:
    """The passages of one shard in the range of a task."""

    def __init__(self, task: Task, study: str) -> None:
        section = task.workplace.sections.read(f"passages/{study}", task.plan.ranges, task.number)
        self._section = msgspec.msgpack.decode(section, type=PassageSection)

    def pairs(self) -> Iterator[tuple[str, memoryview]]:
        """Yield outlets with the passages of their articles."""
        for outlet, packed in self._section.by_outlet.items():
            yield outlet, memoryview(packed).cast("Q")

    def select(self, counts: Recurrences) -> Recurrences:
        """Return those counts that are of passages of this shard."""
        passages = set(memoryview(self._section.copies).cast("Q"))
        passages.update(*(group for _, group in self.pairs()))
        return {passage: counts[passage] for passage in passages if passage in counts}


def _encoded(counts: Recurrences) -> bytes:
    return msgspec.msgpack.encode(CountedPassages.of(counts))


def read_counts(task: Task) -> tuple[dict[int, Recurrence], list[bytes]]:
    """Return the counts of the passages of a shard, and digests that change whenever one of them does."""
    workplace, sections = task.workplace, len(task.plan.shards)
    counts: dict[int, Recurrence] = {}
    digests = []
    for number in range(task.plan.ranges):
        name = f"counts/{workplace.result('count', number).name}"
        digests.append(workplace.sections.digest(name, sections, task.number))
        data = workplace.sections.read(name, sections, task.number)
        counts.update(msgspec.msgpack.decode(data, type=CountedPassages).items())
    return counts, digests
