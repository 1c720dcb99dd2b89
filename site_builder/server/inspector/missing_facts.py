"""List the articles that lack facts, and begin the table in which people fill them in."""

from typing import Any
from urllib.parse import quote

from site_builder.content_types import content_type_of
from site_builder.engine.facts_table import find_table, read_table_text
from site_builder.facts import FIELDS, value_of
from site_builder.facts.missing import NOUNS, count_missing, missing_fields
from site_builder.facts.table_writing import ArticleFacts, csv_table, jsonl_table
from site_builder.model import Card, Provenance, SiteError
from site_builder.server.inspector.inspector_views import IncompleteArticle, MissingField, MissingView
from site_builder.server.inspector.live_templates import LiveTemplates
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.resource import Resource, as_resource, broken_page

ROOT = "/_missing/"
"""Begins the addresses of these lists."""
_LISTED = 500
"""Articles that a list shows; the table has all."""


class MissingFacts:
    """The lists of one site: `/_missing/`, `/_missing/date/`, and the table for each, `/_missing/date/metadata.csv`."""

    def __init__(self, live: LiveSite, templates: LiveTemplates) -> None:
        self._live = live
        self._templates = templates

    def page(self, path: str) -> Resource | None:
        """Return the list or the table at an address; None where there is none."""
        name, _, file = path.removeprefix(ROOT).rpartition("/")
        if name and name not in NOUNS:
            return None
        wanted = (name,) if name else tuple(NOUNS)
        if not file:
            return self._templates.fill("missing.html", self._view(wanted))
        return self._table(wanted) if file == self._table_name() else None

    def fields(self) -> tuple[MissingField, ...]:
        """Return the facts that some articles lack."""
        counts = count_missing(self._live.archive.cards)
        return tuple(MissingField(NOUNS[field], f"{ROOT}{field}/", count) for field, count in counts.items())

    def _view(self, wanted: tuple[str, ...]) -> MissingView:
        articles = self._live.articles
        cards = self._incomplete(wanted)
        root = self._live.site.root
        return MissingView(
            self._live.site.settings.title,
            " or ".join(NOUNS[field] for field in wanted),
            self.fields(),
            tuple(map(_incomplete_article, cards[:_LISTED])),
            len(cards),
            len(articles.addresses) - len(self._live.archive.cards),
            self._table_name(),
            find_table(root) is not None,
        )

    def _incomplete(self, wanted: tuple[str, ...]) -> list[Card]:
        cards = (
            card for card in self._live.archive.cards if not set(wanted).isdisjoint(missing_fields(card))
        )
        return sorted(cards, key=lambda card: card.path)

    def _table_name(self) -> str:
        table = find_table(self._live.site.root)
        return table.name if table else "metadata.csv"

    def _table(self, wanted: tuple[str, ...]) -> Resource:
        """Return the table of the site with a row for each article that lacks one of these facts."""
        name = self._table_name()
        fields = (*FIELDS, *self._live.site.settings.label_keys)
        rows = [ArticleFacts(card.path, "", _facts(card, fields)) for card in self._incomplete(wanted)]
        make = jsonl_table if name.endswith(".jsonl") else csv_table
        try:
            table = make(rows, wanted, fields, kept=read_table_text(self._live.site.root))
        except SiteError as error:
            return broken_page(error)
        return as_resource(table.encode("utf-8", "surrogateescape"), content_type_of(name))


def _facts(card: Card, fields: tuple[str, ...]) -> dict[str, tuple[Any, Provenance | None]]:
    values = ((field, value_of(card.metadata, field)) for field in fields)
    return {field: (value, None) for field, value in values if value}


def _incomplete_article(card: Card) -> IncompleteArticle:
    missing = " · ".join(NOUNS[field] for field in missing_fields(card))
    href = "/_inspect/" + quote(card.path.encode("utf-8", "surrogateescape"))
    return IncompleteArticle(card.title, href, card.path, missing)
