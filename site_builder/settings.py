"""Settings of a site, and their parser for site.toml, which reports every mistake with its line."""

import difflib
import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, get_args, get_origin

import msgspec

from site_builder.facet_catalogue import FacetSettings, site_facets
from site_builder.facets import FACETS, Facet
from site_builder.facts import DefaultRule, FactsTable, NameRules, defaults_for, parse_defaults, parse_names
from site_builder.facts.defaults import is_text_encoding
from site_builder.language_tags import is_language_tag, suggest_language_tag
from site_builder.model import NoticeNote, Problem, Profile, SiteError
from site_builder.toml_text import KeyLines, TomlError, TomlPath, as_toml, parse_toml


class SearchSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[search]`: the full-text index."""

    enabled: bool = True


class OutsideSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[outside]`: facts that are taken from outside the text where it does not state them."""

    date: bool = True
    """From the file's name, its folder, or the article's own address."""
    publisher: bool = True
    """From the host of the article's own address."""
    language: bool = True
    """From the folder, where the words do not tell."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[limits]`: what one source may weigh."""

    file_bytes: int = 5_000_000
    line_bytes: int = 1_000_000
    tags: int = 200
    picture_bytes: int = 20_000_000
    """Of one picture that articles show."""
    attachment_bytes: int = 100_000_000
    """Of one file that articles link to."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the owner of a site chose; every field has a default."""

    title: str = "Archive"
    description: str = ""
    base_url: str = ""
    """Absolute address the site is published under, or empty; only feeds, sitemap and canonical links need it."""
    language: str = "en"
    """Of the site's own words."""
    publisher: str = ""
    """The outlet that carries articles which do not say so themselves."""
    encoding: str = "utf-8"
    """Of sources without a byte-order mark."""
    repair_text: bool = False
    """Whether text that was decoded with the wrong encoding is shown repaired; sources stay as they are."""
    addresses: Literal["path", "title"] = "path"
    """What an article's address is made from."""
    pages: tuple[str, ...] = ()
    """Folders of the content that hold pages of the site itself, such as a handbook, and no articles."""
    page_size: int = 60
    """Articles on one page of a list."""
    facets: tuple[str | FacetSettings, ...] = ()
    """Indexes besides the built-in ones: by address from the catalogue, or `[[facets]]` of the site's own."""
    indexes: tuple[Facet, ...] = FACETS
    """All facets of the site, in the order of menus; made from `facets`."""
    menu: tuple[str, ...] = ()
    """What the menu leads to, by address and in its order; all indexes by default."""
    layout: Literal["full", "lean"] = "full"
    """Whether source and annotations stand beside each article, or in packs of many."""
    remote_images: Literal["link", "allow"] = "link"
    """Whether images of other hosts are shown or only linked."""
    date_order: Literal["", "dmy", "mdy"] = ""
    """How to read 04/05/2020 where the outlet's own dates do not tell."""
    profiles: tuple[Profile, ...] = ()
    """Known ways of publishers, from profiles/ and from the program; site.toml does not set them."""
    defaults: tuple[DefaultRule, ...] = ()
    """`[[defaults]]`: facts of the articles of a folder which do not say so themselves."""
    names: NameRules = NameRules()
    """`[not]` and `[same]`: names that are wrong, and spellings of one name."""
    table: FactsTable = FactsTable()
    """metadata.csv or metadata.jsonl; builds that have nothing to do leave it unread."""
    notice_notes: tuple[NoticeNote, ...] = ()
    """notices.notes.toml: notes on notices, wherever these stand."""
    drafts: bool = False
    """Whether drafts are taken in; a choice of the command."""
    outside: OutsideSettings = OutsideSettings()
    limits: Limits = Limits()
    search: SearchSettings = SearchSettings()

    def for_path(self, path: str) -> "Settings":
        """Return the settings that hold for one article: `[[defaults]]` may say how it is read, and who carries it."""
        if not self.defaults:
            return self
        defaults = defaults_for(path, self.defaults)
        changes = {
            "encoding": defaults.encoding,
            "date_order": defaults.date_order,
            "repair_text": defaults.repair_text,
            "publisher": defaults.metadata.publisher,
        }
        changes = {key: value for key, value in changes.items() if value not in (None, "")}
        return msgspec.structs.replace(self, **changes) if changes else self

    @property
    def label_keys(self) -> tuple[str, ...]:
        """Keys of the facets whose labels are no field of the metadata."""
        return tuple(facet.key for facet in self.indexes if not facet.field and facet.is_stated)


NOT_IN_FILE = frozenset({"profiles", "defaults", "names", "table", "notice_notes", "drafts", "indexes"})
"""Fields of `Settings` that are no plain keys of site.toml."""
_TABLES = ("defaults", "not", "same", "deploy")
"""Tables of site.toml with parsers of their own; those of `deploy` change no page and are read by it alone."""
_LATER_ADDRESSES = frozenset({"notices", "notes", "search"})
"""Addresses of pages that sites have only when there is something to show in them."""
_NOT_TOML = (
    'texts stand in quotes, lists in brackets: title = "Archive", pages = ["handbook"]; see https://toml.io'
)


def parse_settings(text: str, *, name: str = "site.toml") -> Settings:
    """Parse the text of site.toml.

    Raises SiteError naming every mistake as `site.toml:LINE: what`, with a way out.
    """
    settings, problems = read_settings_text(text, name=name)
    if problems:
        raise SiteError.of(problems)
    return settings


def read_settings_text(text: str, *, name: str) -> tuple[Settings, tuple[Problem, ...]]:
    """Parse the text of site.toml; a setting with a mistake has its default, and a problem with its line."""
    try:
        data = parse_toml(text)
    except TomlError as error:
        return Settings(), (Problem(name, error.line, "bad-setting", error.message, _NOT_TOML),)
    lines = KeyLines(text)
    problems: list[Problem] = []
    tables = {key: data.pop(key) for key in _TABLES if key in data}
    for path, message, hint in list(_mistakes(data, Settings, ())):
        problems.append(Problem(name, lines.find(*path), "bad-setting", message, hint))
        _remove(data, path)
    settings = msgspec.convert(data, Settings)
    try:
        settings = msgspec.structs.replace(settings, indexes=site_facets(settings.facets))
    except ValueError as error:
        hint = "the handbook page on settings has examples"
        problems.append(Problem(name, lines.find("facets"), "bad-setting", str(error), hint))
    for message, hint in _unknown_menu_entries(settings):
        problems.append(Problem(name, lines.find("menu"), "bad-setting", message, hint))
    keys = settings.label_keys
    defaults, mistakes = parse_defaults(tables.get("defaults", []), lines, keys)
    names, more = parse_names(tables.get("not", {}), tables.get("same", {}), lines, keys)
    problems += [
        Problem(name, line, "bad-setting", message, hint) for line, message, hint in (*mistakes, *more)
    ]
    settings = msgspec.structs.replace(settings, defaults=defaults, names=names)
    return settings, tuple(sorted(problems, key=lambda problem: problem.line or 0))


def _unknown_menu_entries(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield message and hint for every address in `menu` that this site cannot have."""
    if not settings.menu:
        return
    # Few sites have a menu of their own, and a build with nothing to do is over before this is imported.
    from site_builder.wording import slug

    pages = [slug(folder) for folder in settings.pages]
    addresses = ["articles", *(facet.key for facet in settings.indexes), *pages, "about"]
    for address in settings.menu:
        if address not in addresses and address not in _LATER_ADDRESSES:
            near = difflib.get_close_matches(address, addresses, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            message = f"menu names {address!r}, and no page of this site has that address{meant}"
            yield message, f"addresses: {', '.join(addresses)}"


def line_of_setting(text: str, *path: str | int) -> int:
    """Return the 1-based line of site.toml that sets a key."""
    return KeyLines(text).find(*path)


def _remove(data: dict[str, Any], path: TomlPath) -> None:
    """Remove the value at a path."""
    table: Any = data
    *above, key = path
    for part in above:
        table = table[part]
    table.pop(key, None)


def _names(kind: type[msgspec.Struct]) -> list[str]:
    names = [field.name for field in msgspec.structs.fields(kind) if field.name not in NOT_IN_FILE]
    return [*names, *_TABLES] if kind is Settings else names


_Mistakes = Iterator[tuple[TomlPath, str, str]]
"""Path of the key, what is wrong, and the way out."""


def _mistakes(data: dict[str, Any], kind: type[msgspec.Struct], above: tuple[str, ...]) -> _Mistakes:
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for key, value in data.items():
        path = (*above, key)
        if key not in fields or key in NOT_IN_FILE:
            yield path, *_unknown_key(path, kind)
            continue
        wanted = fields[key].type
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
            if isinstance(value, dict):
                yield from _mistakes(value, wanted, path)
            else:
                yield (
                    path,
                    f"{key} = {as_toml(value)} is not a table",
                    f"write [{key}] and its settings below it",
                )
            continue
        name = ".".join(path)
        expected = _expectation(wanted)
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError:
            yield path, f"{name} = {as_toml(value)} is not {expected[0]}", f"write {key} = {expected[1]}"
            continue
        if isinstance(value, int) and not isinstance(value, bool) and value < 1:
            yield path, f"{name} = {value} is less than 1", "write a whole number of at least 1"
        elif key in _CHECKS and value:
            message, hint = _CHECKS[key](value)
            if message:
                yield path, f"{name} = {as_toml(value)} {message}", hint


def _unknown_key(path: tuple[str, ...], kind: type[msgspec.Struct]) -> tuple[str, str]:
    near = difflib.get_close_matches(path[-1], _names(kind), n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    where = f"settings of [{'.'.join(path[:-1])}]" if path[1:] else "settings"
    return f"there is no setting {'.'.join(path)!r}{meant}", f"{where}: {', '.join(_names(kind))}"


def _expectation(wanted: Any) -> tuple[str, str]:
    """Describe a type as a person would, and how to write it."""
    if get_origin(wanted) is Literal:
        choices = [as_toml(choice) for choice in get_args(wanted)]
        choices = [choice for choice in choices if choice != '""'] + [
            each for each in choices if each == '""'
        ]
        words = " or ".join([", ".join(choices[:-1]), choices[-1]])
        return words, words
    if wanted is bool:
        return "true or false", "true, or false"
    if wanted is int:
        return "a whole number", "a number without quotes, such as 50"
    if wanted is str:
        return "a text", '"words in quotes"'
    if wanted == Settings.__annotations__["facets"]:
        return (
            "a list of names or of [[facets]] with a name",
            '["countries"], or [[facets]] and name = "…" below it',
        )
    return "a list of texts", '["one", "another"]'


def check_base_url(address: str) -> tuple[str, str]:
    """Return what is wrong with an address to publish under and the way out, or two empty texts."""
    # Needed by a few sites only, and a build with nothing to do is over before it is imported.
    from urllib.parse import urlsplit

    hint = "write https://example.org/archive"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not an address", hint
    if parts.scheme.lower() not in ("http", "https") or not host:
        return "is not an address", hint
    if re.search(r"""[\s<>"\\^`{|}\x00-\x1f\x7f]""", address):
        return "has a blank or another sign that no address has", hint
    if not re.fullmatch(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)*\.?|[0-9a-f:.]+", host):
        return "names a host that cannot be", hint
    if "@" in parts.netloc:
        return "has a user name, which would stand in every feed", hint
    if "?" in address or "#" in address:
        return "has more than a host and a path", hint
    return "", ""


def _check_language(tag: str) -> tuple[str, str]:
    return ("", "") if is_language_tag(tag) else ("is no language", suggest_language_tag(tag))


def _check_encoding(name: str) -> tuple[str, str]:
    hint = "write utf-8, windows-1252, or another name that Python knows"
    return ("", "") if is_text_encoding(name) else ("is not known", hint)


def _check_pages(folders: list[str]) -> tuple[str, str]:
    outside = [
        as_toml(folder)
        for folder in folders
        if folder.startswith("/") or ".." in folder.split("/") or not folder.strip("./")
    ]
    if not outside:
        return "", ""
    verb = "is no folder" if len(outside) == 1 else "are no folders"
    return f"has {', '.join(outside)}, which {verb} of the content folder", 'write pages = ["handbook"]'


_CHECKS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "base_url": check_base_url,
    "language": _check_language,
    "encoding": _check_encoding,
    "pages": _check_pages,
}
