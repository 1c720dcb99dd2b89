"""From the cards of an archive to its notices: passages of boilerplate that recur, with their versions."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from site_builder.model import Card, Notice
from site_builder.notices.notice_maker import (
    NoticeMaker,
    ReadText,
    WordingGroup,
    changes_each_time,
    merged,
)
from site_builder.notices.occurrences import digest_of_tokens
from site_builder.notices.similar_wordings import ComparedWording, similar_pairs
from site_builder.notices.wording_fold import (
    Wording,
    fold_notices,
)


class OutletMemory(msgspec.Struct, frozen=True, array_like=True):
    """What takes long to work out of an outlet's wordings, and what it was worked out from."""

    basis: int
    pairs: tuple[tuple[int, int], ...]
    """Similar wordings."""
    addresses: tuple[tuple[int, bool, str], ...] = ()
    """Of versions: the digest, whether it is that without dates and numbers, the address."""


class CollectedNotices(NamedTuple):
    """The notices of an archive."""

    notices: tuple[Notice, ...]
    """Those with most articles first, then by address."""
    versions: Mapping[tuple[str, int], tuple[Notice, int]]
    """The notice and the index of its version, by slug of the outlet and digest of the wording."""
    memory: Mapping[str, OutletMemory]
    """For the next time, by slug of the outlet."""


def collect_notices(
    cards: Sequence[Card],
    read_text: ReadText,
    *,
    copies: Container[str],
    known: Mapping[str, OutletMemory],
) -> CollectedNotices:
    """Collect the notices of an archive; cards come in the order of lists.

    `copies` are the paths of copies of other files, as a file counts once.
    `known` are what an earlier collection worked out, of this archive or of another.
    """
    folded = fold_notices(cards, copies)
    maker = NoticeMaker(cards, folded, read_text)
    notices: list[tuple[Notice, list[tuple[int, int]]]] = []
    memory: dict[str, OutletMemory] = {}
    for slug in sorted(folded.outlets):
        groups = list(_join_printings(folded.outlets[slug].values()))
        before = known.get(slug)
        maker.addresses = (
            {(digest, loose): address for digest, loose, address in before.addresses} if before else {}
        )
        basis, pairs = _pairs(groups, maker, before)
        made = [
            maker.notice(slug, family)
            for family in _families(groups, pairs)
            if sum(len(group.articles) for group in family) > 1 or folded.totals[family[0].words] > 1
        ]
        notices += made
        addresses = tuple((*key, address) for key, address in sorted(maker.addresses.items()))
        same = before and before.basis == basis and before.addresses == addresses
        memory[slug] = before if before and same else OutletMemory(basis, pairs, addresses)
    return _collected(notices, memory)


def _collected(
    found: Iterable[tuple[Notice, list[tuple[int, int]]]], memory: Mapping[str, OutletMemory]
) -> CollectedNotices:
    """Sort notices, and let those with the same words name each other."""
    ordered = sorted(found, key=lambda each: (-each[0].count, each[0].address))
    holders: dict[int, list[Notice]] = {}
    for notice, wordings in ordered:
        for words in dict.fromkeys(words for words, _ in wordings):
            holders.setdefault(words, []).append(notice)
    notices: list[Notice] = []
    versions: dict[tuple[str, int], tuple[Notice, int]] = {}
    for notice, wordings in ordered:
        others = {
            (other.outlet.name, other.address)
            for words, _ in wordings
            for other in holders[words]
            if other is not notice
        }
        named = msgspec.structs.replace(notice, elsewhere=tuple(sorted(others))) if others else notice
        notices.append(named)
        versions.update(((notice.outlet.slug, words), (named, index)) for words, index in wordings)
    return CollectedNotices(tuple(notices), versions, memory)


def _join_printings(wordings: Iterable[Wording]) -> Iterator[WordingGroup]:
    """Join wordings that differ only in a date or a number which changes with each article."""
    by_loose: dict[int, list[Wording]] = {}
    for wording in sorted(wordings, key=lambda wording: wording.words):
        by_loose.setdefault(wording.loose, []).append(wording)
    for alike in by_loose.values():
        articles = sum(len(wording.articles) for wording in alike)
        if len(alike) > 1 and changes_each_time(len(alike), articles):
            yield WordingGroup(tuple(alike), merged(wording.articles for wording in alike))
        else:
            yield from (WordingGroup((wording,), wording.articles) for wording in alike)


def _families(
    groups: Sequence[WordingGroup], pairs: Iterable[tuple[int, int]]
) -> Iterator[list[WordingGroup]]:
    """Yield the groups that are versions of one notice together.

    Two wordings that stand in one article are two notices, however similar they are.
    """
    by_words = {group.words: group for group in groups}
    family_of = {group.words: [group] for group in groups}
    for first, second in sorted(pairs):
        one, other = family_of[first], family_of[second]
        if one is other or _stand_together(one, other):
            continue
        one += other
        for group in other:
            family_of[group.words] = one
    seen: set[int] = set()
    for words in by_words:
        family = family_of[words]
        if id(family) not in seen:
            seen.add(id(family))
            yield family


def _stand_together(one: Iterable[WordingGroup], other: Iterable[WordingGroup]) -> bool:
    """Return whether some article has a wording of both."""
    articles = {position for group in one for position in group.articles}
    return not articles.isdisjoint(position for group in other for position in group.articles)


def _pairs(
    groups: Sequence[WordingGroup], maker: NoticeMaker, known: OutletMemory | None
) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Return a digest of the groups of an outlet, and which of them are similar."""
    facts = [(group.words, group.role, len(group.articles) == 1) for group in groups]
    basis = digest_of_tokens([f"{words:x} {role} {is_lone}" for words, role, is_lone in sorted(facts)])
    if known and known.basis == basis:
        return basis, known.pairs
    compared = (
        ComparedWording(words, role, is_lone, maker.tokens(group))
        for (words, role, is_lone), group in zip(facts, groups, strict=True)
    )
    return basis, tuple(sorted(similar_pairs(tuple(compared))))
