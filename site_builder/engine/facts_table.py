"""Find and load the table of facts in the folder of a site."""

import hashlib
from pathlib import Path

import msgspec

from site_builder.engine.site import Site, display_path
from site_builder.facts import FIELDS, FactsTable
from site_builder.model import SiteError
from site_builder.settings import Settings

TABLES = ("metadata.csv", "metadata.jsonl")
"""Names of the table in the folder of a site; the first that is there is read."""


def table_digest(root: Path) -> str:
    """Digest the table of a site; empty where there is none."""
    path = find_table(root)
    return hashlib.sha256(_read(path)).hexdigest() if path else ""


def with_table(site: Site) -> Site:
    """Return a site with its table of facts in its settings."""
    return msgspec.structs.replace(site, settings=settings_with_table(site.root, site.settings))


def settings_with_table(root: Path, settings: Settings) -> Settings:
    """Return the settings of the site in a folder with its table of facts."""
    path = find_table(root)
    if path is None:
        return (
            settings
            if settings.table == FactsTable()
            else msgspec.structs.replace(settings, table=FactsTable())
        )
    # Few sites have a table, and importing this takes longer than finding that out.
    from site_builder.facts.table_file import parse_table

    table = parse_table(
        _read(path),
        name=path.name,
        display_path=display_path(path),
        fields=(*FIELDS, *settings.label_keys),
        date_order=lambda source: settings.for_path(source).date_order,
    )
    return msgspec.structs.replace(settings, table=table)


def find_table(root: Path) -> Path | None:
    """Find the table in the folder of a site."""
    paths = (root / name for name in TABLES)
    # A link that leads nowhere is found as well, so that reading it says what is wrong.
    return next((path for path in paths if path.is_file() or path.is_symlink()), None)


def read_table_text(root: Path) -> str:
    """Return the table of a site as text, empty where there is none. Raises SiteError where it cannot be read."""
    from site_builder.toml_text import TomlError, decode_text

    path = find_table(root)
    if path is None:
        return ""
    try:
        return decode_text(_read(path))
    except TomlError as error:
        raise SiteError(f"{display_path(path)}: {error.message}", hint="save the table as UTF-8") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SiteError(
            f"{display_path(path)}: cannot be read: {reason}", hint="check its permissions"
        ) from error
