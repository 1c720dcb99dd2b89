"""Recognise the publisher whose ways are known."""

from functools import lru_cache

from site_builder.model import Profile
from site_builder.reading.outlet import host_outlet
from site_builder.wording import slug


def recognise(outlet: str, profiles: tuple[Profile, ...]) -> Profile | None:
    """Return the profile of an outlet, by the word that `guess_outlet` makes of its name or host."""
    return _keys(profiles).get(outlet) if outlet and profiles else None


@lru_cache(maxsize=8)
def _keys(profiles: tuple[Profile, ...]) -> dict[str, Profile]:
    keys: dict[str, Profile] = {}
    for profile in profiles:
        names = [slug(name).replace("-", "") for name in (profile.name, *profile.names)]
        for key in (*names, *map(host_outlet, profile.hosts)):
            keys.setdefault(key, profile)
    keys.pop("", None)
    return keys
