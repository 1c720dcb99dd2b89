"""Names that a site's owner declared wrong (`[not]`), and spellings declared to be one name (`[same]`)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from site_builder.toml_text import KeyLines, as_toml

NAME_KINDS: Mapping[str, str] = {
    "authors": "byline",
    "publishers": "publisher",
    "sources": "source",
    "regions": "regions",
    "themes": "themes",
    "reports": "reports",
}
"""What `[not]` and `[same]` call the values of a field."""


class NameRules(msgspec.Struct, frozen=True):
    """Names to leave out, and names to replace, by metadata field and folded spelling."""

    excluded: dict[str, tuple[str, ...]] = {}
    same: dict[str, dict[str, str]] = {}

    def exclude(self, field: str, value: Any) -> Any:
        """Return the value of a field without the names declared wrong; None or empty where nothing is left.

        `value` is a text or a tuple of texts.
        """
        wrong = self.excluded.get(field)
        if not wrong or not value:
            return value
        if isinstance(value, tuple):
            return tuple(name for name in value if fold(name) not in wrong)
        return None if fold(value) in wrong else value

    def unify(self, field: str, value: Any) -> Any:
        """Return the value of a field with every spelling replaced by the name it belongs to, each name once."""
        names = self.same.get(field)
        if not names or not value:
            return value
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(names.get(fold(name), name) for name in value))
        return names.get(fold(value), value)


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Normalise a name for comparison: case and white space make no difference."""
    return " ".join(name.split()).casefold()


def parse_names(
    wrong: object, same: object, lines: KeyLines, label_keys: Sequence[str]
) -> tuple[NameRules, list[tuple[int, str, str]]]:
    """Read the tables `[not]` and `[same]` of site.toml; returns the rules, and mistakes as line, message, hint.

    `label_keys` are the keys of the site's own facets.
    """
    kinds = {**NAME_KINDS, **{key: key for key in label_keys}}
    mistakes: list[tuple[int, str, str]] = []
    excluded = {
        field: tuple(sorted({fold(name) for name in names}))
        for field, names in _excluded(wrong, kinds, lines, mistakes)
    }
    unified: dict[str, dict[str, str]] = {}
    for field, name, spellings in _unified(same, kinds, lines, mistakes):
        table = unified.setdefault(field, {})
        for spelling in (name, *spellings):
            other = table.setdefault(fold(spelling), name)
            if other != name:
                line = lines.find("same", _kind_of(field), name)
                message = f"{as_toml(spelling)} cannot be both {as_toml(other)} and {as_toml(name)}"
                mistakes.append((line, message, "list it under one of them"))
    return NameRules(excluded, unified), mistakes


def _excluded(
    table: object, fields: Mapping[str, str], lines: KeyLines, mistakes: list[tuple[int, str, str]]
) -> Iterator[tuple[str, list[str]]]:
    for kind, value in _kinds("not", table, fields, lines, mistakes):
        names = [value] if isinstance(value, str) else value
        if _is_texts(names):
            yield fields[kind], names
        else:
            message = f"not.{kind} = {as_toml(names)} is not a list of names"
            mistakes.append((lines.find("not", kind), message, f'write {kind} = ["Admin", "New Delhi"]'))


def _unified(
    table: object, fields: Mapping[str, str], lines: KeyLines, mistakes: list[tuple[int, str, str]]
) -> Iterator[tuple[str, str, list[str]]]:
    hint = 'write publishers."The Guardian" = ["guardian.com", "Guardian"]'
    for kind, entries in _kinds("same", table, fields, lines, mistakes):
        if not isinstance(entries, dict):
            message = f"same.{kind} = {as_toml(entries)} is not a table of names"
            mistakes.append((lines.find("same", kind), message, hint))
            continue
        for name, value in entries.items():
            spellings = [value] if isinstance(value, str) else value
            if _is_texts(spellings):
                yield fields[kind], name, spellings
            else:
                message = f"same.{kind}.{as_toml(name)} = {as_toml(spellings)} is not a list of spellings"
                mistakes.append((lines.find("same", kind, name), message, hint))


def _kinds(
    above: str,
    table: object,
    fields: Mapping[str, str],
    lines: KeyLines,
    mistakes: list[tuple[int, str, str]],
) -> Iterator[tuple[str, Any]]:
    """Yield the kinds of names in a table and what stands under each."""
    kinds = ", ".join(fields)
    if not isinstance(table, dict):
        mistakes.append((lines.find(above), f"{above} = {as_toml(table)} is not a table", f"write [{above}]"))
        return
    for kind, value in table.items():
        if kind in fields:
            yield kind, value
        else:
            mistakes.append(
                (lines.find(above, kind), f"[{above}] has no {kind!r}", f"names in [{above}]: {kinds}")
            )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def _kind_of(field: str) -> str:
    return next((kind for kind, name in NAME_KINDS.items() if name == field), field)
