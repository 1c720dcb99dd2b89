"""Give every article an address that does not change when others come and go."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from site_builder.model import Problem
from site_builder.wording import slug

_DEEPEST = 180
"""Characters an address may have before its middle is replaced by a digest; file systems stop at 255 or so."""


class Placement(NamedTuple):
    """Where the articles of an archive live, and what was wrong with their names."""

    addresses: Mapping[str, str]
    """Site-relative address by source path: `articles/2020/holm-gauge/`."""
    problems: tuple[Problem, ...]


def place(paths: Iterable[str], *, shown: Callable[[str], str]) -> Placement:
    """Make addresses from source paths; two paths that slug alike both get six hex digits and are reported.

    `shown` gives the name of each path for messages.
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        alike[_address(path)].append(path)
    addresses: dict[str, str] = {}
    problems: list[Problem] = []
    for address, same in alike.items():
        if len(same) == 1:
            addresses[same[0]] = address
            continue
        for path in same:
            addresses[path] = f"{address[:-1]}-{path_digest(path)}/"
            others = ", ".join(shown(other) for other in same if other != path)
            problems.append(
                Problem(
                    path=shown(path),
                    line=None,
                    code="same-address",
                    message=f"its name gives the same address as {others}",
                    hint=f"it is published as {addresses[path]}; rename one of the files for a plain address",
                )
            )
    return Placement(_apart(addresses), tuple(problems))


def path_digest(path: str, *, digits: int = 6) -> str:
    """Give the hex digits that tell a source path from others which slug alike."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:digits]


def _apart(addresses: dict[str, str]) -> dict[str, str]:
    """Tell apart what is still alike, as a file can be named after another's digits; no slug has a `_`."""
    if len(set(addresses.values())) == len(addresses):
        return addresses
    counts = Counter(addresses.values())
    return {
        path: address if counts[address] == 1 else f"{address[:-1]}_{path_digest(path, digits=32)}/"
        for path, address in addresses.items()
    }


def _address(path: str) -> str:
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    parts = [*map(_folder, folders), _part(stem)]
    # The content folder often has an `articles` folder of its own; saying it twice helps nobody.
    if len(parts) > 1 and parts[0] == "articles":
        del parts[0]
    address = "articles/" + "/".join(parts) + "/"
    if len(address) > _DEEPEST:
        address = f"articles/{parts[0][:40]}/{parts[-1]}-{path_digest(path)}/"
    return address


def _part(name: str) -> str:
    return slug(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


_folder = lru_cache(maxsize=4096)(_part)
"""Thousands of articles stand in the same folders."""
