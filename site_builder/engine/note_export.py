"""Export the notes of a site in the formats of other programs."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from site_builder import pipeline
from site_builder.disk import Folder
from site_builder.engine.note_archive import NotedArticle, read_articles
from site_builder.engine.site import Site, open_theme
from site_builder.exchange import ExportedNote, format_named
from site_builder.model import Problem, SiteError
from site_builder.pages import AROUND, selected
from site_builder.rendering import PageText, Renderer, page_text, utf16_length


def export_notes(site: Site, name: str, problems: list[Problem]) -> tuple[str, int]:
    """Return the text of a file with all notes of a site in one of the formats, and how many these are."""
    writer = format_named(name).write
    if writer is None:
        raise SiteError(f"{name} is read and not written", hint="choose another --format")
    renderer = Renderer(open_theme(site).templates)
    articles = (noted for noted in read_articles(site, problems) if noted.study.corrections.notes)
    notes = [exported for noted in articles for exported in _exported(noted, site, renderer)]
    return writer(notes, site.settings.title), len(notes)


def _exported(noted: NotedArticle, site: Site, renderer: Renderer) -> Iterator[ExportedNote]:
    """Yield the notes of one article in the order of its notes file."""
    base = site.settings.base_url
    page = f"{base.rstrip('/')}/{noted.card.address}" if base else f"{noted.card.address}index.html"
    built = _built_page(noted, site)
    found = {item["id"].rpartition("#note-")[2]: item for item in _annotations(noted, site, renderer)}
    if built:
        found = {name: _on_page(item, name, page, built) for name, item in found.items()}
    words = _passages(noted)
    for note in noted.study.corrections.notes:
        own = note.quote or note.block or note.first, note.prefix, note.suffix
        yield ExportedNote(
            note,
            noted.article.path,
            noted.card.title,
            page,
            noted.original,
            found.get(note.name, {}),
            *words.get(note.name, own),
            _in_body(built, note.name) if built else None,
        )


def _built_page(noted: NotedArticle, site: Site) -> PageText | None:
    """Return the text of the page of an article as it was built last; None where it is not built."""
    data = Folder(site.output).read(f"{noted.card.address}index.html")
    return page_text(data.decode("utf-8", "replace")) if data else None


def _on_page(item: dict[str, Any], name: str, address: str, built: PageText) -> dict[str, Any]:
    """Return an annotation with the place on the page as it was built, where it is marked on it.

    What other articles say in common is not known here, and the margin that is laid out here may lack it.
    """
    if name not in built.notes:
        return item
    digest = hashlib.sha256(built.text.encode("utf-8", "surrogatepass")).hexdigest()
    return {**item, "target": [item["target"][0], selected(address, built.text, built.notes[name], digest)]}


def _in_body(built: PageText, name: str) -> tuple[int, int] | None:
    if name not in built.notes:
        return None
    start, end = built.notes[name]
    before = built.before + utf16_length(built.text[:start])
    return before, before + utf16_length(built.text[start:end])


def _passages(noted: NotedArticle) -> dict[str, tuple[str, str, str]]:
    """Return the words of the article beside which each placed note stands, with those before and after."""
    whole = noted.text
    found: dict[str, tuple[str, str, str]] = {}
    for placed in noted.study.notes.placed:
        start, end = whole.offset(placed.first, placed.start), whole.offset(placed.last, placed.end)
        text = whole.text
        found[placed.note.name] = (
            text[start:end],
            text[max(0, start - AROUND) : start],
            text[end : end + AROUND],
        )
    return found


def _annotations(noted: NotedArticle, site: Site, renderer: Renderer) -> list[dict[str, Any]]:
    """Return the annotations of the keeper's notes, as the site has them beside the article."""
    outputs = pipeline.render_article(
        noted.study, noted.article, noted.card, settings=site.settings, facets=(), renderer=renderer
    )
    data = next(output.data for output in outputs if output.path.endswith("annotations.json"))
    return [item for item in msgspec.json.decode(data)["items"] if "#note-" in item["id"]]
