"""Hold what is known of single publishers: one TOML file each, data and no code."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from site_builder.model import Profile, Role, SiteError


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """A profile as written."""

    name: str
    names: list[str] = []
    hosts: list[str] = []
    date_order: str = ""
    phrases: dict[str, list[str]] = {}


def parse_profile(text: str, *, shown: str) -> Profile:
    """Read a profile from TOML text; raises SiteError naming the file and what is wrong with it."""
    try:
        found = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        hint = "a profile has name, names, hosts, date_order and a table [phrases] of texts by role"
        raise SiteError(f"{shown}: {error}", hint=hint) from error
    unknown = sorted(set(found.phrases) - {role.value for role in Role})
    if unknown:
        roles = ", ".join(role.value for role in Role)
        raise SiteError(f"{shown}: there is no role {unknown[0]!r}", hint=f"roles: {roles}")
    if found.date_order not in ("", "dmy", "mdy"):
        raise SiteError(f"{shown}: date_order is {found.date_order!r}", hint='write "dmy" or "mdy"')
    phrases = tuple((Role(role), text) for role, texts in found.phrases.items() for text in texts)
    return Profile(found.name, tuple(found.names), tuple(found.hosts), found.date_order, phrases)


@cache
def shipped_profiles() -> tuple[Profile, ...]:
    """Give the profiles that come with the program, by file name."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(parse_profile(file.read_text("utf-8"), shown=file.name) for file in files)


def merge_profiles(own: tuple[Profile, ...], shipped: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """Give all profiles, a site's own in place of shipped ones of the same name."""
    names = {profile.name for profile in own}
    return (*own, *(profile for profile in shipped if profile.name not in names))
