"""Turn the keys of front matter into stated metadata, naming what cannot be understood."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from site_builder.facets import FACETS, Facet
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Metadata, Problem, Provenance, Span
from site_builder.reading.draft import is_flag
from site_builder.reading.front_matter import FrontMatter
from site_builder.reading.front_matter_values import (
    NAME_FIELDS,
    Value,
    is_address,
    is_nothing,
    is_switch,
    plain_value,
    unescaped,
    without_saver_tags,
)
from site_builder.reading.saver_heads import CHANGED_KEYS, SAVED_KEYS, SAVER_FIELDS, normal_key
from site_builder.settings import Settings
from site_builder.wording import read_date_value, split_list, split_names, words

_FIELDS = {
    "title": "title, headline",
    "byline": "author, authors, byline, by, writer",
    "date": "date, published, publish_date, published_date, date_published, pubdate, published_at, publication_date",
    "publisher": "publisher, publishers, outlet, site_name, newspaper, publication",
    "source": "source, sources, source_name, original_source, via",
    "source_date": "source_date, original_date",
    "source_url": "source_url, canonical_url, canonical, original_url, url",
    **{facet.field: ", ".join(facet.keys) for facet in FACETS if facet.keys},
    "language": "lang, language, locale",
}
_FIELD_OF = {normal_key(name): field for field, names in _FIELDS.items() for name in names.split(",")}
# Only where nothing names themes outright; in other systems these two do the same work.
_TAG_KEYS = frozenset(["categories", "category", "tags", "tag"]) | {
    key for key, field in SAVER_FIELDS.items() if field == "tags"
}
_THEME_KEYS = frozenset(key for key, field in _FIELD_OF.items() if field == "themes")
_OTHER_KEYS = frozenset(
    map(
        normal_key,
        words(
            """layout draft slug permalink id description summary excerpt image images cover weight aliases type
            template toc math comments updated modified lastmod series subtitle keywords license licence path status
            order created time site link warning guid wordpress_id itemtype citekey website domain hostname generator"""
        ),
    )
)
_KNOWN = frozenset([*_FIELD_OF, *SAVER_FIELDS, *SAVED_KEYS, *_TAG_KEYS, *_OTHER_KEYS])
_GENERAL_DATES = frozenset(["date"])
"""Keys whose date gives way to one that says outright when a text was published."""

_LANGUAGE = lazy_pattern(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}\Z")


class Stated(msgspec.Struct, frozen=True):
    """What front matter says, with where it says so and what is wrong with it."""

    metadata: Metadata
    provenance: tuple[tuple[str, Provenance], ...]
    problems: tuple[Problem, ...]
    saved: tuple[str, ...] = ()
    """Days on which the file says it was saved."""


NOTHING_STATED = Stated(Metadata(), (), ())


def state_fields(front_matter: FrontMatter, display_path: str, settings: Settings) -> Stated:
    """Read the known keys; unknown ones are left alone unless they look misspelt."""
    return _Statement(front_matter, display_path, settings).read() if front_matter.values else NOTHING_STATED


class _Statement:
    """The facts of one front matter, key by key."""

    def __init__(self, front_matter: FrontMatter, display_path: str, settings: Settings) -> None:
        self._front_matter = front_matter
        self._display_path = display_path
        self._settings = settings
        self._chosen = _chosen_keys(settings.indexes)
        self._has_themes = any(normal_key(key) in _THEME_KEYS for key in front_matter.values)
        self._fields: dict[str, Any] = {}
        self._key_of: dict[str, str] = {}
        self._provenance: dict[str, Provenance] = {}
        self._problems: list[Problem] = []
        self._saved: list[str] = []

    def read(self) -> Stated:
        for key, value in self._front_matter.values.items():
            self._read_key(key, normal_key(key), value)
        chosen = self._fields.keys() - _FIELDS.keys() - {"saved"}
        labels = tuple(sorted((key, self._fields.pop(key)) for key in chosen))
        return Stated(
            Metadata(**self._fields, labels=labels),
            tuple(self._provenance.items()),
            tuple(self._problems),
            tuple(self._saved),
        )

    def _read_key(self, key: str, name: str, value: Value) -> None:
        facet = self._chosen.get(name)
        if facet:
            self._state(key, name, facet.key, value, _list if facet.several else _one_label)
            return
        if name in SAVED_KEYS:
            self._read_saved(key, name, value)
            return
        field = _FIELD_OF.get(name) or SAVER_FIELDS.get(name)
        if name in _TAG_KEYS:
            field = None if self._has_themes else "themes"
            value = without_saver_tags(value)
        elif field == "site":
            field = None
        if field is None:
            self._problems.extend(_misspelt(key, name, self._line(key), self._display_path))
        elif field in NAME_FIELDS and is_address(plain_value(value)):
            if field == "source":
                self._state(key, name, "source_url", value, _url)
        elif not (field == "date" and is_switch(plain_value(value))):
            self._state(key, name, field, value, _READERS[field])

    def _read_saved(self, key: str, name: str, value: Value) -> None:
        """Note a day on which a copy was made or changed; the earliest on which one was made is that of saving."""
        day = read_date_value(plain_value(value))[0]
        if not day:
            return
        self._saved.append(day)
        if name not in CHANGED_KEYS and day < self._fields.get("saved", "9"):
            self._fields.pop("saved", None)
            self._state(key, name, "saved", day, _date)

    def _state(self, key: str, name: str, field: str, value: Value, reader: "_Reader") -> None:
        content, wrong = reader(value, self._settings)
        line = self._line(key)
        if wrong:
            code, message, hint = wrong
            self._problems.append(Problem(self._display_path, line + 1, code, f"{key}: {message}", hint))
        if not content:
            return
        present = self._fields.get(field)
        if field == "themes" and name in _TAG_KEYS:
            content = _merged(present, content)
        elif present and not (field == "date" and self._key_of[field] in _GENERAL_DATES):
            return
        self._fields[field] = content
        self._key_of[field] = name
        rule = f"{self._front_matter.form} `{key}`"
        self._provenance[field] = Provenance(Span(line, line + 1), rule, 1.0)

    def _line(self, key: str) -> int:
        return self._front_matter.key_lines.get(key, 0)


@lru_cache(maxsize=8)
def _chosen_keys(facets: tuple[Facet, ...]) -> Mapping[str, Facet]:
    """Map the normal keys of front matter that a site's own facets take to these."""
    return {normal_key(key): facet for facet in facets if facet.stands_alone for key in facet.keys}


@lru_cache(maxsize=8)
def known_keys(facets: tuple[Facet, ...]) -> frozenset[str]:
    """Return the normal keys that make a block between `---` lines front matter."""
    return _KNOWN.union(_chosen_keys(facets))


def _merged(before: tuple[str, ...] | None, more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(before or ()), *more]))


def _misspelt(key: str, name: str, line: int, display_path: str) -> Iterator[Problem]:
    if name in _KNOWN or len(name) < 4:
        return
    near = difflib.get_close_matches(name, _FIELD_OF, n=1, cutoff=0.75)
    if near:
        message = f"the key {key!r} is not known"
        yield Problem(
            path=display_path,
            line=line + 1,
            code="unknown-key",
            message=message,
            hint=f"did you mean {near[0]!r}?",
        )


Wrong = tuple[str, str, str] | None
_Reader = Callable[[Value, Settings], tuple[Any, Wrong]]


def _text(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = plain_value(value)
    if not text and value and not is_nothing(value):
        return None, ("bad-value", "expected a text", "write it as `key: words`")
    return text or None, None


def _names(value: Value, settings: Settings) -> tuple[tuple[str, ...], Wrong]:
    if isinstance(value, str):
        text = plain_value(value)
        names = split_names(text).people if text else ()
        return names or ((text,) if text else ()), None
    names, wrong = _list(value, settings)
    return tuple(name for name in names if not is_address(name)), wrong


def _list(value: Value, settings: Settings) -> tuple[tuple[str, ...], Wrong]:
    items: list[Value] = value if isinstance(value, list) else [value]
    if isinstance(value, str):
        items = list(split_list(unescaped(value)))
    texts = tuple(dict.fromkeys(filter(None, map(plain_value, items))))
    limit = settings.limits.tags
    if len(texts) > limit:
        hint = "shorten the list, or raise `tags` under [limits] in site.toml"
        return texts[:limit], ("too-many-tags", f"{len(texts):,} entries; {limit:,} are kept", hint)
    return texts, None


def _one_label(value: Value, settings: Settings) -> tuple[tuple[str, ...], Wrong]:
    return _list([value], settings) if isinstance(value, str) else _list(value, settings)


def _date(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = plain_value(value)
    # Other systems write `published: true`.
    return (None, None) if is_flag(text) else read_date_value(text, date_order=settings.date_order)


def _url(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = plain_value(value)
    # Other systems write a path of their own site under `url`, which says nothing about the origin.
    return (text, None) if re.match(r"https?://[^\s/]+", text) else (None, None)


def _language(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = plain_value(value).lower().replace("_", "-").split(".")[0]
    if not text or _LANGUAGE.match(text):
        return text or None, None
    return None, ("bad-language", f"{text[:40]!r} is not a language code", "write en, de, pt-br, …")


_READERS: dict[str, _Reader] = {
    "title": _text,
    "byline": _names,
    "date": _date,
    "publisher": _text,
    "source": _text,
    "source_date": _date,
    "source_url": _url,
    "regions": _list,
    "themes": _list,
    "reports": _list,
    "language": _language,
}
