"""Addresses of articles, which do not change when other articles come and go."""

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


def assign_addresses(
    paths: Iterable[str], *, shown: Callable[[str], str], known: Mapping[str, str] | None = None
) -> Placement:
    """Make addresses from source paths; two paths that slug alike both get six hex digits and are reported.

    `shown` gives the name of each path for messages, `known` addresses made before, when no two slugged alike.
    """
    found = known or {}
    addresses = {path: found.get(path) or _address(path) for path in paths}
    if len(set(addresses.values())) == len(addresses):
        return Placement(addresses, ())
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(addresses):
        alike[addresses[path]].append(path)
    problems: list[Problem] = []
    for address, same in alike.items():
        if len(same) == 1:
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
    """Return the hex digits that tell a source path from others which slug alike."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:digits]


def path_key(path: str) -> int:
    """Return 64 bits that tell a source path from others; their order is no order of names."""
    return int.from_bytes(hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _apart(addresses: dict[str, str]) -> dict[str, str]:
    """Separate addresses that are still equal, as a file can be named after another's digits; no slug has a `_`."""
    if len(set(addresses.values())) == len(addresses):
        return addresses
    counts = Counter(addresses.values())
    return {
        path: address if counts[address] == 1 else f"{address[:-1]}_{path_digest(path, digits=32)}/"
        for path, address in addresses.items()
    }


def _address(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    above, part = _above(folder) if slash else "", _part(stem)
    address = f"articles/{above}{part}/"
    if len(address) > _DEEPEST:
        top = above.partition("/")[0] or part
        address = f"articles/{top[:40]}/{part}-{path_digest(path)}/"
    return address


def _part(name: str) -> str:
    if not name.isascii():
        name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return slug(name)


@lru_cache(maxsize=4096)
def _above(folder: str) -> str:
    """Return the address of a source folder below that of all articles, which thousands of articles share."""
    parts = [_part(each) for each in folder.split("/")]
    # The content folder often has an `articles` folder of its own; saying it twice helps nobody.
    if parts[0] == "articles":
        del parts[0]
    return "".join(f"{part}/" for part in parts)
