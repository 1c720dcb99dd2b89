"""Where the sources and annotations of a lean site are, as pages and packs agree on it."""

import hashlib

PACKS = "data/packs"
"""The folder of the packs."""
PACKED = ("article.md", "annotations.json")
"""The files beside an article's page that are in packs where the layout is lean."""


def pack_key(address: str) -> str:
    """Return the hex digits of an article's address of which the first ones name its pack."""
    return hashlib.sha256(address.encode()).hexdigest()[:8]
