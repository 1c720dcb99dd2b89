"""The packs of a lean site as scripts of its pages ask for them: here each article has a pack of its own."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from site_builder.pages import PACKED, PACKS, pack_key

_DIGITS = 8
"""All characters of a key, so that no pack has to be made of many articles."""
_NAME = re.compile(rf"{PACKS}/(?P<key>[0-9a-f]{{{_DIGITS}}})(?P<kind>\.json|-0\.pack)")


def live_pack(path: str, addresses: Iterable[str], read: Callable[[str], bytes | None]) -> bytes | None:
    """Return a file of the packs, or None where there is none; `read` returns what stands at an address.

    `data/packs/index.json` says how many digits of a key name a pack, `KEY.json` where in `KEY-0.pack` the parts are.
    """
    if path == f"{PACKS}/index.json":
        return msgspec.json.encode({"digits": _DIGITS})
    match = _NAME.fullmatch(path)
    if match is None:
        return None
    index: dict[str, dict[str, Any]] = {}
    held = b""
    for address in sorted(address for address in addresses if pack_key(address) == match["key"]):
        entry: dict[str, Any] = {"pack": f"{match['key']}-0.pack"}
        for part in PACKED:
            data = read(address + part) or b""
            entry[part] = [len(held), len(data)]
            held += data
        index[address] = entry
    if not index:
        return None
    return held if match["kind"] == "-0.pack" else msgspec.json.encode(index)
