"""Addresses of notices, which depend on the outlet and the words alone."""

from collections.abc import Sequence

from site_builder.notices.notice_words import VARIABLE
from site_builder.wording import slug

_OUTLET = 30
_OPENING = 40
"""Characters of the name of the outlet and of the first words in an address, at most."""
_WORDS = 5


def wording_address(outlet: str, tokens: Sequence[str], digest: int, *, is_loose: bool) -> str:
    """Return the address of a wording: `notices/harbour-review-the-opinions-in-this-1a2b3c4d/`.

    `outlet` is its slug, `digest` is that of the words.
    `is_loose` tells whether the words are those of a notice with a date or a counter that changes with each article.
    """
    words = [token for token in tokens if token != VARIABLE and not token[0].isdigit()][:_WORDS]
    parts = [slug(outlet, limit=_OUTLET)] if outlet else []
    parts += [slug(" ".join(words), limit=_OPENING)] if words else []
    return f"notices/{'-'.join((*parts, wording_key(digest, is_loose=is_loose)))}/"


def wording_key(digest: int, *, is_loose: bool) -> str:
    """Return the hex digits that tell a wording from others of its outlet."""
    return f"{digest >> 32:08x}"[: 8 - is_loose] + "x" * is_loose
