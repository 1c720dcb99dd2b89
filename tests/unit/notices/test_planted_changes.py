"""Changes of wording that were planted in an archive are found, and no others."""

from collections import Counter

import pytest

from site_builder import pipeline
from site_builder.indexing import count_recurrences, list_order
from site_builder.model import Source
from site_builder.notices import collect_notices
from site_builder.settings import Settings
from tests.planted import planted


def boundaries(sources):
    """Read, understand and fold articles; count the wordings that begin, by outlet and day."""
    settings = Settings()
    studies = [pipeline.study(Source(path, path, text.encode()), settings) for path, text in sources.items()]
    recurrences = count_recurrences([study.passage_record for study in studies])
    articles = [pipeline.understand(study, recurrences, settings, reasons=False) for study in studies]
    cards = [
        pipeline.card_of(study, article, article.path, settings)
        for study, article in zip(studies, articles, strict=True)
    ]
    texts = {notice.text: notice.passage for article in articles for notice in article.notices}
    collected = collect_notices(sorted(cards, key=list_order), texts.__getitem__, copies=(), known={})
    return Counter(
        (notice.outlet.name, version.first) for notice in collected.notices for version in notice.versions[1:]
    )


def shares(sources, changes):
    """Return precision and recall."""
    found, wanted = boundaries(sources), Counter((change.outlet, change.day) for change in changes)
    hits = (found & wanted).total()
    return hits / found.total(), hits / wanted.total()


def test_planted_changes_are_found_and_no_others():
    precision, recall = shares(*planted(outlets=6, unchanging=2, changes=20, articles=20))

    assert precision >= 0.98
    assert recall >= 0.98


def test_outlets_that_never_change_have_no_boundaries():
    sources, changes = planted(outlets=5, unchanging=5, changes=0, articles=20)

    assert not changes
    assert not boundaries(sources)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_changes_at_fifty_outlets_are_found_and_no_others():
    precision, recall = shares(*planted(outlets=50, unchanging=20, changes=200, articles=40))

    assert precision >= 0.98
    assert recall >= 0.98
