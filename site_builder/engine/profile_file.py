"""Profiles of a site as files: add phrases to one without touching what else stands in it."""

from collections.abc import Sequence
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from site_builder import profiles
from site_builder.model import Role, SiteError
from site_builder.wording import slug


def add_phrases(folder: Path, outlet: str, phrases: Sequence[tuple[Role, str]]) -> Path:
    """Add phrases to the profile of an outlet, which is made where there is none, and return its path.

    Raises SiteError where the file cannot be read as TOML.
    """
    path = _path_of(folder, outlet)
    shipped = _path_of(Path(profiles.__file__).parent, outlet)
    text = (
        path.read_text("utf-8")
        if path.exists()
        # A profile of the site replaces the one that comes with the program.
        else shipped.read_text("utf-8")
        if shipped.exists()
        else f"# Learnt from corrections.\n\nname = {_text(outlet)}\n"
    )
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SiteError(
            f"{path.name}: {error}", hint="mend the profile, then take the suggestions"
        ) from error
    table = document.setdefault("phrases", tomlkit.table())
    for role, phrase in phrases:
        known = table.setdefault(str(role), tomlkit.array().multiline(multiline=True))
        if phrase not in known:
            known.append(phrase)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(tomlkit.dumps(document), "utf-8")
    return path


def _path_of(folder: Path, outlet: str) -> Path:
    """Return the profile that names an outlet, or a new one's path."""
    for path in sorted(folder.glob("*.toml")):
        try:
            name = tomlkit.parse(path.read_text("utf-8")).get("name")
        except TOMLKitError:
            continue
        if isinstance(name, str) and slug(name) == slug(outlet):
            return path
    return folder / f"{slug(outlet)}.toml"


def _text(value: str) -> str:
    return tomlkit.string(value).as_string()
