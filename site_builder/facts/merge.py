"""Settle the metadata of an article from all evidence, by precedence.

Notes file, table, front matter, text, `[[defaults]]`, `publisher` in site.toml, evidence outside the text.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from site_builder.facts.defaults import ArticleDefaults
from site_builder.facts.fields import LIST_FIELDS, value_of, with_values
from site_builder.facts.name_rules import NAME_KINDS, NameRules
from site_builder.facts.table import TableRow
from site_builder.model import Corrections, ExtractedMetadata, Metadata, Problem, Provenance, Span

NOTES = "notes"
TABLE = "table"
DEFAULTS = "defaults"
PUBLISHER_SETTING = "`publisher` in site.toml"
OUTSIDE = "outside"
"""How the rules of evidence outside the text begin, such as `outside: file name`."""

_ANSWERED = {"date": ("bad-date", "ambiguous-date"), "source_date": ("bad-date", "ambiguous-date")}
"""Problems of the text that are settled where people state the field."""


def merge_facts(
    extracted: ExtractedMetadata,
    *,
    notes: Corrections,
    row: TableRow | None,
    defaults: ArticleDefaults,
    names: NameRules,
) -> ExtractedMetadata:
    """Merge what an article states with what people say of it.

    `extracted` has front matter, text, the publisher of the settings and evidence outside the text.
    """
    overriding = [*_from_row(row), *_from_notes(notes)]
    if not overriding and not defaults.fields and defaults.added == _NOTHING and not names.same:
        return extracted
    values: dict[str, Any] = {}
    evidence = dict(extracted.provenance)
    for field, value, line in _from_defaults(defaults):
        weak = field in evidence and _yields_to_defaults(evidence[field].rule)
        if value and (weak or not value_of(extracted.metadata, field)):
            values[field] = value
            evidence[field] = Provenance(Span(line - 1, line), DEFAULTS, 1.0)
    for field in (*LIST_FIELDS, *(key for key, _ in defaults.added.labels)):
        more = value_of(defaults.added, field)
        if more:
            values[field] = (*values.get(field, value_of(extracted.metadata, field)), *more)
            evidence.setdefault(field, Provenance(Span(0, 0), DEFAULTS, 1.0))
    for field, value, provenance in overriding:
        values[field] = value
        evidence[field] = provenance
    metadata = with_values(extracted.metadata, values)
    return ExtractedMetadata(
        _unified(metadata, names),
        tuple(sorted(evidence.items())),
        _unanswered(extracted.problems, [field for field, _, _ in overriding]),
    )


_NOTHING = Metadata()


def _from_notes(notes: Corrections) -> Iterator[tuple[str, Any, Provenance]]:
    for field, line in zip(notes.fields, notes.lines, strict=True):
        yield field, value_of(notes.metadata, field), Provenance(Span(line - 1, line), NOTES, 1.0)


def _from_row(row: TableRow | None) -> Iterator[tuple[str, Any, Provenance]]:
    for field in row.fields if row else ():
        assert row is not None
        provenance = Provenance(Span(row.line - 1, row.line), TABLE, 1.0)
        yield field, value_of(row.metadata, field), provenance


def _from_defaults(defaults: ArticleDefaults) -> Iterator[tuple[str, Any, int]]:
    for field, line in zip(defaults.fields, defaults.lines, strict=True):
        yield field, value_of(defaults.metadata, field), line


def _yields_to_defaults(rule: str) -> bool:
    return rule == PUBLISHER_SETTING or rule.startswith(OUTSIDE)


def _unified(metadata: Metadata, names: NameRules) -> Metadata:
    """Replace every spelling by the name it belongs to, and drop repeated labels."""
    changes = {}
    for field in (*NAME_KINDS.values(), *(key for key, _ in metadata.labels)):
        value = value_of(metadata, field)
        unified = names.unify(field, tuple(dict.fromkeys(value)) if isinstance(value, tuple) else value)
        if unified != value:
            changes[field] = unified
    return with_values(metadata, changes) if changes else metadata


def _unanswered(problems: tuple[Problem, ...], fields: Sequence[str]) -> tuple[Problem, ...]:
    answered = {code for field in fields for code in _ANSWERED.get(field, ())}
    return tuple(problem for problem in problems if problem.code not in answered)
