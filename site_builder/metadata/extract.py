"""Settle the metadata of an article from its front matter, its text and the roles of its blocks."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from site_builder.facts.merge import PUBLISHER_SETTING
from site_builder.metadata.byline import find_byline
from site_builder.metadata.date import find_dates_of_publication
from site_builder.metadata.date_cues import EARLIER
from site_builder.metadata.labels import find_labels
from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.metadata.origin import find_origin
from site_builder.metadata.outside import find_outside
from site_builder.metadata.title import find_title
from site_builder.model import ExtractedMetadata, Metadata, Problem, Provenance, Reading, Role, Span
from site_builder.settings import Settings

_STATED = tuple(
    field.name for field in msgspec.structs.fields(Metadata) if field.name not in ("language", "labels")
)


def extract_metadata(
    reading: Reading, roles: Sequence[Role], settings: Settings, *, supplied_address: str | None = None
) -> ExtractedMetadata:
    """Extract what an article states about itself, with the lines and the rule for each field.

    Front matter comes first, then the text, the publisher of the settings, and evidence outside the text.
    `roles` has one role per block; one that is off by a kind does no harm where the words are plain.
    `supplied_address` is its own address where people state it elsewhere.
    """
    layout = ArticleLayout(reading, roles, settings)
    values: dict[str, Any] = {}
    evidence: dict[str, Provenance] = {}
    problems: list[Problem] = []
    names = settings.names
    stated = {
        name: value for name in _STATED if (value := names.exclude(name, getattr(reading.stated, name)))
    }
    labels = {key: value for key, texts in reading.stated.labels if (value := names.exclude(key, texts))}
    for name, finding in _found(layout, problems, stated):
        value = names.exclude(name, finding.value) if finding is not None else None
        if finding is not None and value and name not in stated and name not in labels:
            values[name] = value
            evidence[name] = Provenance(reading.blocks[finding.block].lines, finding.rule, finding.confidence)
    labels |= {name: values.pop(name) for name in values.keys() - set(_STATED)}
    values |= stated
    evidence.update(
        (name, provenance)
        for name, provenance in reading.provenance
        if name in stated or name in labels or name == "language"
    )
    if settings.publisher and "publisher" not in values:
        values["publisher"] = settings.publisher
        evidence["publisher"] = Provenance(Span(0, 0), PUBLISHER_SETTING, 1.0)
    values["language"] = reading.language
    for fact in find_outside(reading, values, evidence, settings, supplied_address=supplied_address):
        if names.exclude(fact.field, fact.value):
            values[fact.field] = fact.value
            evidence[fact.field] = fact.provenance
    metadata = Metadata(labels=tuple(sorted(labels.items())), **values)
    return ExtractedMetadata(metadata, tuple(sorted(evidence.items())), tuple(sorted(set(problems))))


def _found(
    layout: ArticleLayout, problems: list[Problem], stated: dict[str, Any]
) -> Iterator[tuple[str, Finding | None]]:
    """Run the finders in order; what one finds helps the next."""
    yield "title", find_title(layout)
    byline = find_byline(layout)
    yield "byline", byline
    when = find_dates_of_publication(layout, byline)
    if "date" not in stated:
        problems.extend(when.problems)
    yield "publisher", when.publisher
    publisher = stated.get("publisher") or (when.publisher.value if when.publisher else None)
    origin = find_origin(layout, publisher, when.source)
    yield "date", None if _is_of_origin(layout, when.date, origin.date) else when.date
    yield "source", origin.source
    yield "source_date", when.source_date or origin.date
    yield "source_url", origin.url
    labels = find_labels(layout)
    problems.extend(labels.problems)
    yield from labels.found.items()


def _is_of_origin(layout: ArticleLayout, date: Finding | None, of_source: Finding | None) -> bool:
    """Return whether the only date is that of `Originally published at … on …`, and so not that of this printing."""
    if date is None or of_source is None or (date.block, date.value) != (of_source.block, of_source.value):
        return False
    return EARLIER.search(layout.view(date.block).line) is not None
