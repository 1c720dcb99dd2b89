"""Find the articles of all shards that share the keywords of one range, and those that links in it may lead to."""

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from site_builder.cluster.article_keys import KeySection, MatchedSection, numbers_in, pack_section
from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.key_ranges import part_of
from site_builder.cluster.sequences import pack_sections
from site_builder.cluster.steps.task import Task
from site_builder.indexing import MAX_HOLDERS


def run_match(task: Task) -> StepResult:
    """Match the keys of a range; each shard gets a section with what concerns its articles."""
    workplace, ranges = task.workplace, task.plan.ranges
    shards = [workplace.result("understand", number).name for number in range(len(task.plan.shards))]
    objects = [f"understood/{shard}/keys" for shard in shards]
    digests = [workplace.sections.digest(name, ranges, task.number) for name in objects]
    name = recipe("match", digests)
    if not task.store.tag(f"matched/{name}"):
        sections = [
            msgspec.msgpack.decode(
                zlib.decompress(workplace.sections.read(each, ranges, task.number)), type=KeySection
            )
            for each in objects
        ]
        words, targets = match_words(sections), match_names(sections)
        matched = (
            MatchedSection(*both) for both in zip(map(array.tobytes, words), map(tuple, targets), strict=True)
        )
        task.store.create(f"matched/{name}", pack_sections(list(map(pack_section, matched))))
    return StepResult(name)


def read_matched(task: Task) -> tuple[Iterator[MatchedSection], list[bytes]]:
    """Return what other articles have to do with those of a shard, by range, and digests of that."""
    workplace, shards = task.workplace, len(task.plan.shards)
    names = [f"matched/{workplace.result('match', number).name}" for number in range(task.plan.ranges)]
    digests = [workplace.sections.digest(name, shards, task.number) for name in names]
    sections = (
        msgspec.msgpack.decode(
            zlib.decompress(workplace.sections.read(name, shards, task.number)), type=MatchedSection
        )
        for name in names
    )
    return sections, digests


def match_words(sections: Sequence[KeySection]) -> list["array[int]"]:
    """Return for each shard its keywords that relate articles, as `MatchedSection` has them."""
    seen: set[int] = set()
    holders: dict[int, list[int]] = {}
    for section in sections:
        for word in numbers_in(section.words):
            if word in seen:
                holders[word] = []
            seen.add(word)
    del seen
    for section in sections:
        for word, article in zip(numbers_in(section.words), numbers_in(section.holders), strict=True):
            articles = holders.get(word)
            if articles is not None and len(articles) <= MAX_HOLDERS:
                articles.append(article)
    found = [array("Q") for _ in sections]
    for word in sorted(holders):
        articles = sorted(holders.pop(word))
        if len(articles) <= MAX_HOLDERS:
            for shard in sorted({part_of(article, len(sections)) for article in articles}):
                found[shard].extend((word, len(articles), *articles))
    return found


def match_names(sections: Sequence[KeySection]) -> list[list[msgspec.Raw]]:
    """Return for each shard the articles that links of its articles may lead to."""
    offered = {name for section in sections for name in numbers_in(section.names)}
    askers: defaultdict[int, list[int]] = defaultdict(list)
    for shard, section in enumerate(sections):
        for name in offered.intersection(numbers_in(section.asked)):
            askers[name].append(shard)
    found: list[dict[bytes, msgspec.Raw]] = [{} for _ in sections]
    for section in sections:
        for name, target in zip(numbers_in(section.names), numbers_in(section.named), strict=True):
            for shard in askers.get(name, ()):
                raw = section.targets[target]
                found[shard][bytes(raw)] = raw
    return [[targets[key] for key in sorted(targets)] for targets in found]
