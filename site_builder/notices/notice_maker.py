"""Notices made of wordings that belong together: their versions in the order of time, their spans and counts."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from site_builder.model import Card, Notice, NoticeText, NoticeVersion, Role, Term
from site_builder.notice_purposes import purposes_of
from site_builder.notices.notice_words import loose_tokens, wording_tokens
from site_builder.notices.occurrences import text_digest
from site_builder.notices.periods import cut_periods
from site_builder.notices.wording_address import wording_address
from site_builder.notices.wording_fold import FoldedNotices, Wording, main_role, oldest

_FREE_SLOT = 4
"""Wordings of a notice, at least, most of them in one article, that show that its words vary with the article."""


ReadText = Callable[[int], NoticeText]
"""Returns the text with a digest."""


class WordingGroup(NamedTuple):
    """Printings that count as one wording: one wording, or several that differ in a date or a counter."""

    wordings: tuple[Wording, ...]
    articles: Sequence[int]

    @property
    def words(self) -> int:
        """The digest that tells it from others."""
        return self.wordings[0].words

    @property
    def role(self) -> Role:
        """The role that most articles give it."""
        return role_of(self.wordings)


def role_of(wordings: Sequence[Wording]) -> Role:
    """Return the role that most articles give to some wordings."""
    if len(wordings) == 1:
        return wordings[0].role
    counts: Counter[Role] = Counter()
    for wording in wordings:
        counts.update(wording.roles)
    return main_role(counts)


def changes_each_time(variants: int, articles: int) -> bool:
    """Return whether a notice in so many articles has nearly as many variants."""
    return variants == articles or (variants >= _FREE_SLOT and 2 * variants > articles)


def merged(articles: Iterable[Iterable[int]]) -> "array[int]":
    """Return the positions of all articles, each once and in order."""
    return array("I", sorted({position for positions in articles for position in positions}))


class NoticeMaker:
    """Makes notices of families."""

    def __init__(self, cards: Sequence[Card], folded: FoldedNotices, read_text: ReadText) -> None:
        self._cards = cards
        self._folded = folded
        self._read_text = read_text
        self._passages: dict[int, NoticeText] = {}
        self.addresses: dict[tuple[int, bool], str] = {}
        """Of the wordings of one outlet, by digest and whether it is that without dates and numbers."""
        self._dated = bisect_left(cards, True, key=lambda card: not card.metadata.date)
        """Position of the first card without a date."""

    def _passage(self, group: WordingGroup) -> NoticeText:
        """Return a notice as its first article has it."""
        card = self._cards[oldest(group.articles, self._cards)]
        digest = text_digest(card.notices, {wording.words for wording in group.wordings})
        if digest not in self._passages:
            self._passages[digest] = self._read_text(digest)
        return self._passages[digest]

    def tokens(self, group: WordingGroup) -> tuple[str, ...]:
        """Return the words of a wording."""
        passage = self._passage(group)
        tokens = wording_tokens(passage.text, passage.variables)
        return loose_tokens(tokens) if len(group.wordings) > 1 else tokens

    def notice(self, slug: str, family: Sequence[WordingGroup]) -> tuple[Notice, list[tuple[int, int]]]:
        """Return the notice of a family, and the index of the version of each wording."""
        outlet = self._folded.outlet(slug)
        articles = merged(group.articles for group in family)
        varies = len(family) >= _FREE_SLOT and changes_each_time(len(family), len(articles))
        versions = (
            [self._common_version(outlet, family, articles)] if varies else self._versions(outlet, family)
        )
        shown = tuple(version for version, _ in versions)
        role = role_of([wording for group in family for wording in group.wordings])
        current = max(shown, key=lambda version: (version.last, version.first))
        first, last = self._span(articles)
        notice = Notice(
            role=role,
            outlet=outlet,
            facet=self._folded.facet(slug) if outlet.name else "",
            versions=shown,
            first=first,
            last=last,
            count=len(articles),
            years=self._years(articles),
            purposes=purposes_of(role, current.passage.text),
            varies=varies,
        )
        # Of a wording with several periods the first.
        indices = {
            wording.words: index
            for index, (_, groups) in reversed(list(enumerate(versions)))
            for group in groups
            for wording in group.wordings
        }
        return notice, list(indices.items())

    def _versions(
        self, outlet: Term, family: Sequence[WordingGroup]
    ) -> list[tuple[NoticeVersion, Sequence[WordingGroup]]]:
        """Return the versions of a notice in the order of time, each with its wording."""
        periods = cut_periods([group.articles for group in family], self._dated)
        versions = (
            (self._version(outlet, group, articles), (group,))
            for group, cut in zip(family, periods, strict=True)
            for articles in cut
        )
        return sorted(versions, key=lambda each: (not each[0].first, each[0].first, each[0].address))

    def _common_version(
        self, outlet: Term, family: Sequence[WordingGroup], articles: Sequence[int]
    ) -> tuple[NoticeVersion, Sequence[WordingGroup]]:
        """Return what stands for all wordings of a notice: the most frequent, the first in time among equals."""
        common = max(family, key=lambda group: (len(group.articles), max(group.articles), group.words))
        return self._version(outlet, common, articles), family

    def _version(self, outlet: Term, group: WordingGroup, articles: Sequence[int]) -> NoticeVersion:
        first, last = self._span(articles)
        is_loose = len(group.wordings) > 1
        digest = group.wordings[0].loose if is_loose else group.words
        address = self.addresses.get((digest, is_loose))
        if address is None:
            address = wording_address(outlet.slug, self.tokens(group), digest, is_loose=is_loose)
            self.addresses[digest, is_loose] = address
        return NoticeVersion(
            address=address,
            passage=self._passage(group),
            first=first,
            last=last,
            count=len(articles),
            articles=array("I", articles).tobytes(),
        )

    def _span(self, articles: Sequence[int]) -> tuple[str, str]:
        """Return when the first and the last of some articles were published; empty where none has a date."""
        newest = self._cards[articles[0]].metadata.date or ""
        return (self._cards[oldest(articles, self._cards)].metadata.date or "", newest)

    def _years(self, articles: Sequence[int]) -> tuple[tuple[int, int], ...]:
        dates = (self._cards[position].metadata.date for position in articles)
        return tuple(sorted(Counter(int(date[:4]) for date in dates if date).items()))
