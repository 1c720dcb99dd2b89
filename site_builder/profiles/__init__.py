"""Profiles of single publishers: one TOML file each, data and no code."""

import difflib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from site_builder.model import Problem, Profile, Role, SiteError
from site_builder.toml_text import KeyLines, TomlError, as_toml, decode_text, parse_toml

_KEYS = ("name", "names", "hosts", "date_order", "phrases")
_DATE_ORDERS = ("", "dmy", "mdy")
_HINT = "a profile has name, names, hosts, date_order and a table [phrases] of texts by role"

_Mistakes = Iterator[tuple[tuple[str, ...], str, str]]
"""Path of the key, what is wrong, and the way out."""


def parse_profile(text: str, *, display_path: str) -> Profile:
    """Parse a profile. Raises SiteError naming every mistake as `file:LINE: what`, with a way out."""
    profile, problems = read_profile(text.encode(), display_path=display_path)
    if problems or profile is None:
        raise SiteError.of(problems)
    return profile


def read_profile(data: bytes, *, display_path: str) -> tuple[Profile | None, tuple[Problem, ...]]:
    """Parse the bytes of a profile; returns None where something is wrong with it, and all that is."""
    try:
        text = decode_text(data)
        table = parse_toml(text)
    except TomlError as error:
        return None, (Problem(display_path, error.line, "bad-profile", error.message, _HINT),)
    lines = KeyLines(text)
    problems = tuple(
        Problem(display_path, lines.find(*path), "bad-profile", message, hint)
        for path, message, hint in _mistakes(table)
    )
    if problems:
        return None, problems
    phrases = ((Role(role), phrase) for role, texts in table.get("phrases", {}).items() for phrase in texts)
    names, hosts = tuple(table.get("names", ())), tuple(table.get("hosts", ()))
    return Profile(table["name"], names, hosts, table.get("date_order", ""), tuple(phrases)), ()


def _mistakes(table: dict[str, Any]) -> _Mistakes:
    if "name" not in table:
        yield (), "a profile needs a name", 'write name = "The outlet"'
    for key, value in table.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            yield (key,), f"a profile has no {key!r}{meant}", _HINT
        elif key == "phrases":
            yield from _phrase_mistakes(value)
        elif key == "date_order" and value not in _DATE_ORDERS:
            yield (key,), f"date_order = {as_toml(value)} is not known", 'write "dmy" or "mdy"'
        elif key == "name" and not (isinstance(value, str) and value.strip()):
            yield (key,), f"name = {as_toml(value)} is not a text", 'write name = "The outlet"'
        elif key in ("names", "hosts") and not _is_texts(value):
            message = f"{key} = {as_toml(value)} is not a list of texts"
            yield (key,), message, f'write {key} = ["one", "another"]'


def _phrase_mistakes(table: object) -> _Mistakes:
    if not isinstance(table, dict):
        yield (
            ("phrases",),
            f"phrases = {as_toml(table)} is not a table",
            'write [phrases], and below it promo = ["…"]',
        )
        return
    roles = [role.value for role in Role]
    for role, phrases in table.items():
        if role not in roles:
            yield ("phrases", role), f"there is no role {role!r}", f"roles: {', '.join(roles)}"
        elif not _is_texts(phrases):
            message = f"phrases.{role} = {as_toml(phrases)} is not a list of texts"
            yield ("phrases", role), message, f'write {role} = ["words that open such a passage"]'


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


@cache
def shipped_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with the program, by file name."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(parse_profile(file.read_text("utf-8"), display_path=file.name) for file in files)


def merge_profiles(own: tuple[Profile, ...], shipped: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """Return all profiles, a site's own in place of shipped ones of the same name."""
    names = {profile.name for profile in own}
    return (*own, *(profile for profile in shipped if profile.name not in names))
