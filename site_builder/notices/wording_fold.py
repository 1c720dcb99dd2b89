"""A fold over the cards of an archive: in which articles each wording of each outlet stands."""

from array import array
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from site_builder.model import Card, Role, Speaker, Term
from site_builder.notices.occurrences import outlet_of, unpack_occurrences
from site_builder.wording import label_slug


class Wording:
    """One wording of one outlet; the fold adds to it article by article."""

    __slots__ = ("articles", "loose", "roles", "words")

    def __init__(self, words: int, loose: int) -> None:
        self.words = words
        self.loose = loose
        self.articles = array("I")
        """Positions of its articles in the order of all lists, 32 bits each."""
        self.roles: dict[Role, int] = {}
        """The roles that articles give it."""

    @property
    def role(self) -> Role:
        """The role that most articles give it; the first of the table among equals."""
        return main_role(self.roles)


def main_role(roles: Mapping[Role, int]) -> Role:
    """Return the role that was counted most often, the first of all roles among equals."""
    if len(roles) == 1:
        return next(iter(roles))
    order = tuple(Role)
    return min(roles, key=lambda role: (-roles[role], order.index(role)))


class FoldedNotices:
    """What the fold found."""

    def __init__(self) -> None:
        self.outlets: dict[str, dict[int, Wording]] = {}
        """The wordings of each outlet by their digest; outlets by slug, empty where it is not known."""
        self.names: dict[str, Counter[str]] = {}
        """How often each outlet is spelt how."""
        self.totals: Counter[int] = Counter()
        """Articles with each wording, whatever the outlet."""
        self.publishers: set[str] = set()
        self.sources: set[str] = set()

    def outlet(self, slug: str) -> Term:
        """Return an outlet with its most frequent spelling, the first in order among equals."""
        names = self.names[slug]
        return Term(min(names, key=lambda name: (-names[name], name)), slug)

    def facet(self, slug: str) -> str:
        """Return the key of the index that has a page of an outlet; empty where none has."""
        if slug in self.publishers:
            return "publishers"
        return "sources" if slug in self.sources else ""


def fold_notices(cards: Iterable[Card], copies: Container[str]) -> FoldedNotices:
    """Fold the cards of an archive, which come in the order of lists; `copies` are the paths of those left out."""
    folded = FoldedNotices()
    for position, card in enumerate(cards):
        if card.path in copies:
            continue
        metadata = card.metadata
        slugs: dict[Speaker, str] = {}
        if metadata.publisher:
            folded.publishers.add(label_slug(metadata.publisher))
        if metadata.source:
            folded.sources.add(label_slug(metadata.source))
        for words, loose, _, role, speaker in unpack_occurrences(card.notices):
            slug = slugs.get(speaker)
            if slug is None:
                name = outlet_of(speaker, metadata)
                slug = slugs[speaker] = label_slug(name) if name else ""
                folded.names.setdefault(slug, Counter())[name] += 1
            wordings = folded.outlets.setdefault(slug, {})
            wording = wordings.get(words)
            if wording is None:
                wording = wordings[words] = Wording(words, loose)
            wording.articles.append(position)
            wording.roles[role] = wording.roles.get(role, 0) + 1
    for wordings in folded.outlets.values():
        folded.totals.update({words: len(wording.articles) for words, wording in wordings.items()})
    return folded


def oldest(articles: Sequence[int], cards: Sequence[Card]) -> int:
    """Return the position of the first of some articles by date; any undated one where none has a date."""
    for position in reversed(articles):
        if cards[position].metadata.date:
            return position
    return articles[-1]
