"""Whole articles become exactly the pages kept beside them; `make golden` rewrites those for reading."""

from pathlib import Path

import pytest

from site_builder import pipeline
from site_builder.model import Source
from site_builder.rendering import Renderer
from site_builder.settings import Settings
from tests.site import theme

CASES = Path(__file__).parent / "golden/articles"


def article_html(source):
    """Build one article and give what its page has inside `<main>`."""
    settings = Settings()
    study = pipeline.study(Source("a.md", "a.md", source), settings)
    article = pipeline.understand(study, {}, settings)
    card = pipeline.card_of(study, article, "articles/a/", settings)
    outputs = pipeline.render_article(
        study, article, card, settings=settings, facets=(), renderer=Renderer(theme())
    )
    page = next(output.data.decode() for output in outputs if output.path.endswith("index.html"))
    return page[page.index("<main") : page.index("</main>")] + "</main>\n"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_an_article_becomes_the_page_kept_beside_it(case, rewrite_golden):
    made = article_html((CASES / case / "input.md").read_bytes())
    kept = CASES / case / "expected.html"
    if rewrite_golden:
        kept.write_text(made)

    assert made == kept.read_text()
