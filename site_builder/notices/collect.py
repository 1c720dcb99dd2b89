"""From the cards of an archive to its notices: passages of boilerplate that recur, with their versions."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from site_builder.model import Card, Notice, NoticeText, NoticeVersion, Role, Term
from site_builder.notice_purposes import purposes_of
from site_builder.notices.addresses import wording_address
from site_builder.notices.notice_words import loose_tokens, wording_tokens
from site_builder.notices.occurrences import digest_of_tokens
from site_builder.notices.similar_wordings import ComparedWording, similar_pairs
from site_builder.notices.wording_fold import (
    FoldedNotices,
    Wording,
    fold_notices,
    main_role,
    oldest,
    text_digest,
)

_FREE_SLOT = 4
"""Wordings of a notice, at least, most of them in one article, that show that its words vary with the article."""


class OutletPairs(msgspec.Struct, frozen=True, array_like=True):
    """The similar wordings of an outlet, and what they were worked out from."""

    basis: int
    pairs: tuple[tuple[int, int], ...]


ReadText = Callable[[int], NoticeText]
"""Returns the text with a digest."""


class CollectedNotices(NamedTuple):
    """The notices of an archive."""

    notices: tuple[Notice, ...]
    """Those with most articles first, then by address."""
    versions: Mapping[tuple[str, int], tuple[Notice, int]]
    """The notice and the index of its version, by slug of the outlet and digest of the wording."""
    pairs: Mapping[str, OutletPairs]
    """For the next time, by slug of the outlet."""


class _Group(NamedTuple):
    """Printings that count as one wording: one wording, or several that differ in a date or a counter."""

    wordings: tuple[Wording, ...]
    articles: Sequence[int]

    @property
    def words(self) -> int:
        return self.wordings[0].words

    @property
    def role(self) -> Role:
        return main_role(sum((wording.roles for wording in self.wordings), Counter()))


def collect_notices(
    cards: Sequence[Card], read_text: ReadText, *, known_pairs: Mapping[str, OutletPairs]
) -> CollectedNotices:
    """Collect the notices of an archive; cards come in the order of lists.

    `known_pairs` are what an earlier collection worked out, of this archive or of another.
    """
    folded = fold_notices(cards)
    collector = _Collector(cards, folded, read_text)
    notices: list[tuple[Notice, list[tuple[int, int]]]] = []
    pairs: dict[str, OutletPairs] = {}
    for slug in sorted(folded.outlets):
        groups = list(_join_printings(folded.outlets[slug].values()))
        pairs[slug] = collector.pairs(groups, known_pairs.get(slug))
        notices += [
            collector.notice(slug, family)
            for family in _families(groups, pairs[slug].pairs)
            if sum(len(group.articles) for group in family) > 1 or folded.totals[family[0].words] > 1
        ]
    return _collected(notices, pairs)


def _collected(
    found: Iterable[tuple[Notice, list[tuple[int, int]]]], pairs: Mapping[str, OutletPairs]
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
    return CollectedNotices(tuple(notices), versions, pairs)


def _join_printings(wordings: Iterable[Wording]) -> Iterator[_Group]:
    """Join wordings that differ only in a date or a number which changes with each article."""
    by_loose: dict[int, list[Wording]] = {}
    for wording in sorted(wordings, key=lambda wording: wording.words):
        by_loose.setdefault(wording.loose, []).append(wording)
    for alike in by_loose.values():
        articles = sum(len(wording.articles) for wording in alike)
        if len(alike) > 1 and _changes_each_time(len(alike), articles):
            yield _Group(tuple(alike), _merged(wording.articles for wording in alike))
        else:
            yield from (_Group((wording,), wording.articles) for wording in alike)


def _changes_each_time(variants: int, articles: int) -> bool:
    """Return whether a notice in so many articles has nearly as many variants."""
    return variants == articles or (variants >= _FREE_SLOT and 2 * variants > articles)


def _merged(articles: Iterable[Iterable[int]]) -> "array[int]":
    return array("I", sorted({position for positions in articles for position in positions}))


def _families(groups: Sequence[_Group], pairs: Iterable[tuple[int, int]]) -> Iterator[list[_Group]]:
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


def _stand_together(one: Iterable[_Group], other: Iterable[_Group]) -> bool:
    """Return whether some article has a wording of both."""
    articles = {position for group in one for position in group.articles}
    return not articles.isdisjoint(position for group in other for position in group.articles)


class _Collector:
    """Makes notices of families."""

    def __init__(self, cards: Sequence[Card], folded: FoldedNotices, read_text: ReadText) -> None:
        self._cards = cards
        self._folded = folded
        self._read_text = read_text

    def pairs(self, groups: Sequence[_Group], known: OutletPairs | None) -> OutletPairs:
        """Return which groups of an outlet are similar, from what is known where it was worked out from the same."""
        facts = [(group.words, group.role, len(group.articles) == 1) for group in groups]
        basis = digest_of_tokens([f"{words:x} {role} {is_lone}" for words, role, is_lone in sorted(facts)])
        if known and known.basis == basis:
            return known
        compared = (
            ComparedWording(words, role, is_lone, self._tokens(group))
            for (words, role, is_lone), group in zip(facts, groups, strict=True)
        )
        return OutletPairs(basis, tuple(sorted(similar_pairs(tuple(compared)))))

    def _passage(self, group: _Group) -> NoticeText:
        """Return a notice as its first article has it."""
        card = self._cards[oldest(group.articles, self._cards)]
        return self._read_text(text_digest(card, (wording.words for wording in group.wordings)))

    def _tokens(self, group: _Group) -> tuple[str, ...]:
        passage = self._passage(group)
        tokens = wording_tokens(passage.text, passage.variables)
        return loose_tokens(tokens) if len(group.wordings) > 1 else tokens

    def notice(self, slug: str, family: Sequence[_Group]) -> tuple[Notice, list[tuple[int, int]]]:
        """Return the notice of a family, and the index of the version of each wording."""
        outlet = self._folded.outlet(slug)
        versions = sorted(
            ((self._version(outlet, group), group) for group in family),
            key=lambda each: (not each[0].first, each[0].first, each[0].address),
        )
        articles = _merged(group.articles for group in family)
        varies = len(family) >= _FREE_SLOT and _changes_each_time(len(family), len(articles))
        shown = [version for version, _ in versions]
        first, last = self._span(articles)
        if varies:
            common = max(shown, key=lambda version: version.count)
            shown = [
                msgspec.structs.replace(
                    shown[0],
                    passage=common.passage,
                    first=first,
                    last=last,
                    count=len(articles),
                    articles=articles.tobytes(),
                )
            ]
        role = main_role(sum((wording.roles for group in family for wording in group.wordings), Counter()))
        notice = Notice(
            role=role,
            outlet=outlet,
            facet=self._folded.facet(slug) if outlet.name else "",
            versions=tuple(shown),
            first=first,
            last=last,
            count=len(articles),
            years=self._years(articles),
            purposes=(),
            varies=varies,
        )
        purposes = purposes_of(role, notice.current.passage.text)
        indices = [
            (wording.words, 0 if varies else index)
            for index, (_, group) in enumerate(versions)
            for wording in group.wordings
        ]
        return msgspec.structs.replace(notice, purposes=purposes), indices

    def _version(self, outlet: Term, group: _Group) -> NoticeVersion:
        first, last = self._span(group.articles)
        tokens = self._tokens(group)
        digest = group.wordings[0].loose if len(group.wordings) > 1 else group.words
        return NoticeVersion(
            address=wording_address(outlet.slug, tokens, digest, is_loose=len(group.wordings) > 1),
            passage=self._passage(group),
            first=first,
            last=last,
            count=len(group.articles),
            articles=array("I", group.articles).tobytes(),
        )

    def _span(self, articles: Sequence[int]) -> tuple[str, str]:
        """Return when the first and the last of some articles were published; empty where none has a date."""
        newest = self._cards[articles[0]].metadata.date or ""
        return (self._cards[oldest(articles, self._cards)].metadata.date or "", newest)

    def _years(self, articles: Sequence[int]) -> tuple[tuple[int, int], ...]:
        dates = (self._cards[position].metadata.date for position in articles)
        return tuple(sorted(Counter(int(date[:4]) for date in dates if date).items()))
