"""Build a whole site in memory from one string, through the same functions a real build uses."""

import re
from pathlib import Path

from site_builder import pipeline
from site_builder.facets import keys_with_labels
from site_builder.indexing import assign_addresses, build_index, count_recurrences
from site_builder.model import Source
from site_builder.pages import menu, plan_pages
from site_builder.rendering import Renderer
from site_builder.settings import Settings, parse_settings

TEMPLATES = Path(__file__).parents[1] / "templates"


def theme():
    """Give the texts of the theme's templates by name."""
    found = (path for path in TEMPLATES.rglob("*") if path.is_file() and "static" not in path.parts)
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in found}


def sources(text):
    """Cut `-- name --` sections into sources; `site.toml` is not one of them."""
    parts = re.split(r"^-- (\S+) --\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def build_site(text):
    """Give every page of the site as text, by path."""
    files = sources(text)
    settings = parse_settings(files.pop("site.toml", "")) if "site.toml" in files else Settings()
    studies = [
        pipeline.study(Source(name, f"content/{name}", body.encode()), settings)
        for name, body in files.items()
    ]
    sightings = [study.passage_record for study in studies]
    recurrences = count_recurrences(sightings)
    addresses = assign_addresses(files, shown=str).addresses
    articles = [pipeline.understand(study, recurrences, settings) for study in studies]
    facets = keys_with_labels((article.metadata for article in articles), settings.indexes)
    renderer = Renderer(theme())
    pages, cards = {}, []
    for study, article in zip(studies, articles, strict=True):
        card = pipeline.card_of(study, article, addresses[article.path], settings)
        cards.append(card)
        for output in pipeline.render_article(
            study, article, card, settings=settings, facets=facets, renderer=renderer
        ):
            pages[output.path] = output.data.decode()
    for page in plan_pages(build_index(cards, settings.indexes), settings, nav=menu(facets, settings)):
        pages[page.path] = renderer.render(page).decode()
    return pages
