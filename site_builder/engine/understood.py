"""What an article means to lists and to other articles, for whoever has articles understood without writing them."""

import msgspec

from site_builder import pipeline
from site_builder.engine.spill import StudyLocation
from site_builder.model import (
    Article,
    ArticleIdentity,
    Card,
    NoticeText,
    OutgoingLinks,
    PassageRecord,
    Problem,
)

DOUBTFUL = 0.8
"""Blocks below this confidence are worth a look."""


class Certainty(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How certain the labels of an article are."""

    lowest: float
    """The confidence of its least certain block, 0 to 1."""
    doubtful: int
    """How many blocks are below `DOUBTFUL`."""


class Understood(msgspec.Struct, frozen=True, array_like=True):
    """One source, understood or refused."""

    path: str
    digest: str
    passages: PassageRecord | None
    """None for a source that is refused, and so is the card."""
    problems: tuple[Problem, ...]
    location: StudyLocation | None = None
    card: Card | None = None
    blocks: tuple[int, ...] = ()
    """What `blocks_by_class` gives."""
    certainty: Certainty | None = None
    outgoing: OutgoingLinks = OutgoingLinks()
    identity: ArticleIdentity | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    """Key and address of every file that it refers to."""
    notice_texts: tuple[tuple[int, NoticeText], ...] = ()
    """The texts of its notices by their digest; those that were sent before may be missing."""
    article: StudyLocation | None = None
    """Where article and card wait for the last step of a build."""
    stated_url: str = ""
    """The address of the original that it states itself."""


def summarise(
    study: pipeline.Study, understood: tuple[Article, Card], digest: str, *, location: StudyLocation | None
) -> Understood:
    """Keep of an article and its card what lists, other articles and the list of doubts need."""
    article, card = understood
    return Understood(
        article.path,
        digest,
        study.passage_record,
        article.problems,
        location,
        card,
        pipeline.blocks_by_class(article),
        certainty_of(article),
        study.outgoing,
        pipeline.identity(study, article, card),
        tuple(study.attachments.addresses.items()),
        tuple((notice.text, notice.passage) for notice in article.notices),
        stated_url=article.stated_url or "",
    )


def certainty_of(article: Article) -> Certainty:
    """Measure how certain the labels of an article are."""
    confidences = [label.confidence for label in article.labels]
    return Certainty(min(confidences, default=1.0), sum(each < DOUBTFUL for each in confidences))
