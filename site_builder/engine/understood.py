"""What an article means to lists and to other articles, for whoever has articles understood without writing them."""

from collections.abc import Sequence

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
    Recurrences,
)

DOUBTFUL = 0.8
"""Blocks below this confidence are worth a look."""


class Certainty(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How certain the labels of an article are."""

    lowest: float
    """The confidence of its least certain block, 0 to 1."""
    doubtful: int
    """How many blocks are below `DOUBTFUL`."""
    gain: float = 0.0
    """How many blocks of the archive are likely wrong as the passage is that a look at this article settles most of."""
    passage: int = 0
    """The fingerprint of that passage; 0 where it stands here only."""


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
    study: pipeline.Study,
    understood: tuple[Article, Card, ArticleIdentity],
    digest: str,
    *,
    location: StudyLocation | None,
    recurrences: Recurrences,
) -> Understood:
    """Keep of an article, its card and its identity what lists, other articles and the list of doubts need."""
    article, card, identity = understood
    return Understood(
        article.path,
        digest,
        study.passage_record,
        article.problems,
        location,
        card,
        pipeline.blocks_by_class(article),
        certainty_of(article, study.reading.fingerprints, recurrences),
        study.outgoing,
        identity,
        tuple(study.attachments.addresses.items()),
        tuple((notice.text, notice.passage) for notice in article.notices),
        stated_url=article.stated_url or "",
    )


def certainty_of(article: Article, fingerprints: Sequence[int], recurrences: Recurrences) -> Certainty:
    """Measure how certain the labels of an article are, and what a look at it settles elsewhere."""
    confidences = [label.confidence for label in article.labels]
    gain, passage = 0.0, 0
    for confidence, fingerprint in zip(confidences, fingerprints, strict=True):
        if confidence < DOUBTFUL:
            recurrence = recurrences.get(fingerprint)
            articles = recurrence.articles if recurrence else 1
            gain, passage = max(
                (gain, passage), ((1 - confidence) * articles, fingerprint if articles > 1 else 0)
            )
    lowest, doubtful = min(confidences, default=1.0), sum(each < DOUBTFUL for each in confidences)
    return Certainty(lowest, doubtful, round(gain, 3), passage)
