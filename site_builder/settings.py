"""Turn the text of site.toml into settings, naming every mistake with its line."""

import difflib
import re
import tomllib
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from site_builder.facet_catalogue import FacetSettings, site_facets
from site_builder.facets import FACETS, Facet
from site_builder.model import Profile, SiteError


class SearchSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[search]`: the full-text index."""

    enabled: bool = True


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[limits]`: what one source may weigh."""

    file_bytes: int = 5_000_000
    line_bytes: int = 1_000_000
    tags: int = 200


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
    page_size: int = 50
    """Articles on one page of a list."""
    facets: tuple[str | FacetSettings, ...] = ()
    """Indexes besides the built-in ones: by address from the catalogue, or `[[facets]]` of the site's own."""
    indexes: tuple[Facet, ...] = FACETS
    """All facets of the site, in the order of menus; made from `facets`."""
    menu: tuple[str, ...] = ()
    """What the menu leads to, by address and in its order; all indexes by default."""
    remote_images: Literal["link", "allow"] = "link"
    """Whether images of other hosts are shown or only linked."""
    date_order: Literal["", "dmy", "mdy"] = ""
    """How to read 04/05/2020 where the outlet's own dates do not tell."""
    profiles: tuple[Profile, ...] = ()
    """Known ways of publishers, from profiles/ and from the program; site.toml does not set them."""
    limits: Limits = Limits()
    search: SearchSettings = SearchSettings()


def parse_settings(text: str, *, name: str = "site.toml") -> Settings:
    """Read settings from TOML text.

    Raises SiteError naming every mistake as `site.toml:LINE: what`, with a way out.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A ValueError is also what an integer of thousands of digits raises.
        line = re.search(r"at line (\d+)", str(error))
        where = f"{name}:{line[1]}" if line else name
        raise SiteError(
            f"{where}: this is not TOML: {error}", hint="see https://toml.io for the notation"
        ) from error
    mistakes = [
        f"{name}:{_line_of(text, path)}: {message}" for path, message in _mistakes(data, Settings, ())
    ]
    if mistakes:
        hint = "settings: " + ", ".join(_names(Settings))
        raise SiteError("\n".join(mistakes), hint=hint)
    settings = msgspec.convert(data, Settings)
    if settings.base_url and not re.match(r"https?://[^\s/]+", settings.base_url):
        where = f"{name}:{_line_of(text, ('base_url',))}"
        raise SiteError(
            f"{where}: base_url is not an address: {settings.base_url!r}",
            hint="write https://example.org/archive",
        )
    try:
        return msgspec.structs.replace(settings, indexes=site_facets(settings.facets))
    except ValueError as error:
        where = f"{name}:{_line_of(text, ('facets',))}"
        raise SiteError(f"{where}: {error}", hint="the handbook page on settings has examples") from error


NOT_IN_FILE = frozenset({"indexes", "profiles"})
"""Settings that do not come from site.toml."""


def _names(kind: type[msgspec.Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(kind) if field.name not in NOT_IN_FILE]


def _mistakes(
    data: dict[str, Any], kind: type[msgspec.Struct], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    for key, value in data.items():
        path = (*above, key)
        if key not in fields or key in NOT_IN_FILE:
            near = difflib.get_close_matches(key, _names(kind), n=1)
            yield (
                path,
                f"there is no setting {'.'.join(path)!r}" + (f"; did you mean {near[0]!r}?" if near else ""),
            )
            continue
        wanted = fields[key].type
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct) and isinstance(value, dict):
            yield from _mistakes(value, wanted, path)
            continue
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError as error:
            yield path, f"{'.'.join(path)} = {value!r}: {str(error)[0].lower()}{str(error)[1:]}"
            continue
        if isinstance(value, int) and not isinstance(value, bool) and value < 1:
            yield path, f"{'.'.join(path)} = {value}: expected at least 1"


def _line_of(text: str, path: tuple[str, ...]) -> int:
    """Find the 1-based line that sets a key; tables are followed, inline tables are found by their first key."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            if table == path:
                return number
            continue
        key = re.match(r"\s*([\w.\-\"']+)\s*=", line)
        if key:
            full = (*table, *(part.strip("\"'") for part in key[1].split(".")))
            if full == path[: len(full)]:
                return number
    return 1
