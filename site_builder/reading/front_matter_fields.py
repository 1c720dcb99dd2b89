"""Turn the keys of front matter into stated metadata, naming what cannot be understood."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from site_builder.facets import FACETS, Facet
from site_builder.model import Metadata, Problem, Provenance, Span
from site_builder.reading.draft import is_flag
from site_builder.reading.front_matter import FrontMatter
from site_builder.reading.front_matter_values import Value
from site_builder.settings import Settings
from site_builder.wording import read_date_value, split_names, words

_FIELDS = {
    "title": "title headline",
    "byline": "author authors byline by writer",
    "date": "date published publish_date published_date date_published pubdate published_at publishdate",
    "publisher": "publisher publishers outlet site_name",
    "source": "source sources source_name original_source via",
    "source_date": "source_date original_date",
    "source_url": "source_url canonical_url canonical original_url url",
    **{facet.field: " ".join(facet.keys) for facet in FACETS if facet.keys},
    "language": "lang language locale",
}
# Only where nothing names themes outright; in other systems these two do the same work.
_LOOSE_THEMES = ("categories", "category", "tags", "tag")
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names.split()}
_OTHERS = words(
    """layout draft slug permalink id description summary excerpt image images cover weight aliases type template toc
    math comments updated modified lastmod series subtitle keywords license licence path status order created time
    site link"""
)
_KNOWN = frozenset([*_FIELD_OF, *_LOOSE_THEMES, *_OTHERS])
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}\Z")
_SPACES = re.compile(r"\s+")


class Stated(msgspec.Struct, frozen=True):
    """What front matter says, with where it says so and what is wrong with it."""

    metadata: Metadata
    provenance: tuple[tuple[str, Provenance], ...]
    problems: tuple[Problem, ...]


def state_fields(front_matter: FrontMatter, display_path: str, settings: Settings) -> Stated:
    """Read the known keys; unknown ones are left alone unless they look misspelt."""
    fields: dict[str, Any] = {}
    provenance: list[tuple[str, Provenance]] = []
    problems: list[Problem] = []
    chosen = _chosen_keys(settings.indexes)
    for key, value in front_matter.values.items():
        name = key.strip().lower().replace("-", "_").replace(" ", "_")
        line = front_matter.key_lines.get(key, 0)
        facet = chosen.get(name)
        field = (
            facet.key if facet else _FIELD_OF.get(name) or ("themes" if _loose(name, front_matter) else None)
        )
        if field is None:
            problems.extend(_misspelt(key, name, line, display_path))
            continue
        reader = _READERS.get(field, _list if facet and facet.several else _one_label)
        read, wrong = reader(value, settings)
        if wrong:
            code, message, hint = wrong
            problems.append(
                Problem(path=display_path, line=line + 1, code=code, message=f"{key}: {message}", hint=hint)
            )
        if not read:
            continue
        fields[field] = _merged(fields.get(field), read) if name in _LOOSE_THEMES else fields.get(field, read)
        provenance.append((field, Provenance(Span(line, line + 1), f"front matter `{key}`", 1.0)))
    labels = tuple(sorted((key, fields.pop(key)) for key in fields.keys() - _FIELDS.keys()))
    return Stated(Metadata(**fields, labels=labels), tuple(dict(provenance).items()), tuple(problems))


@lru_cache(maxsize=8)
def _chosen_keys(facets: tuple[Facet, ...]) -> Mapping[str, Facet]:
    """Map the keys of front matter that a site's own facets take to these."""
    return {key: facet for facet in facets if facet.chosen for key in facet.keys}


@lru_cache(maxsize=8)
def known_keys(facets: tuple[Facet, ...]) -> frozenset[str]:
    """Return the keys that make a block between `---` lines front matter."""
    return _KNOWN.union(_chosen_keys(facets))


def _loose(name: str, front_matter: FrontMatter) -> bool:
    named = {key.strip().lower() for key in front_matter.values}
    return name in _LOOSE_THEMES and not named & set(_FIELDS["themes"].split())


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


def _plain(value: Value) -> str:
    """Return the text of a value; of a table its name, of a list its first item."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or ""
    if isinstance(value, list):
        return _plain(value[0]) if value else ""
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) else ""


def _text(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = _plain(value)
    if not text and value:
        return None, ("bad-value", "expected a text", "write it as `key: words`")
    return text or None, None


def _names(value: Value, settings: Settings) -> tuple[tuple[str, ...], Wrong]:
    if isinstance(value, str):
        text = _SPACES.sub(" ", value).strip()
        names = split_names(text).people if text else ()
        return names or ((text,) if text else ()), None
    return _list(value, settings)


def _list(value: Value, settings: Settings) -> tuple[tuple[str, ...], Wrong]:
    if isinstance(value, str):
        value = list(value.split(";" if ";" in value else ","))
    items = value if isinstance(value, list) else [value]
    texts = tuple(dict.fromkeys(filter(None, map(_plain, items))))
    limit = settings.limits.tags
    if len(texts) > limit:
        hint = "shorten the list, or raise `tags` under [limits] in site.toml"
        return texts[:limit], ("too-many-tags", f"{len(texts):,} entries; {limit:,} are kept", hint)
    return texts, None


def _one_label(value: Value, settings: Settings) -> tuple[tuple[str, ...], Wrong]:
    return _list([value], settings) if isinstance(value, str) else _list(value, settings)


def _date(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = _plain(value)
    # Other systems write `published: true`.
    return (None, None) if is_flag(text) else read_date_value(text, date_order=settings.date_order)


def _url(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = _plain(value)
    # Other systems write a path of their own site under `url`, which says nothing about the origin.
    return (text, None) if re.match(r"https?://[^\s/]+", text) else (None, None)


def _language(value: Value, settings: Settings) -> tuple[str | None, Wrong]:
    text = _plain(value).lower().replace("_", "-").split(".")[0]
    if not text or _LANGUAGE.match(text):
        return text or None, None
    return None, ("bad-language", f"{text[:40]!r} is not a language code", "write en, de, pt-br, …")


_READERS: dict[str, Callable[[Value, Settings], tuple[Any, Wrong]]] = {
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
