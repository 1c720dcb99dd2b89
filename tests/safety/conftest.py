"""Hostile sites, built once for all tests of this folder."""

import pytest

from tests.safety import corpus
from tests.safety.checks import Judge
from tests.unit.engine.sites import SmallSite


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """Build a site in which every payload stands in every place of a body, and each in one place of a head."""
    site = SmallSite(tmp_path_factory.mktemp("hostile"))
    (site.root / "site.toml").write_text('title = "Tide tables"\nbase_url = "https://tide.example/archive"\n')
    corpus.write(site.content, corpus.articles())
    site.summary = site.build()
    return site


@pytest.fixture(scope="session")
def judge(hostile: SmallSite) -> Judge:
    """Give the judge of the hostile site."""
    return Judge(hostile.output, base_url="https://tide.example/archive")
