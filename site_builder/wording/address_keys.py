"""Compare web addresses: one number for all spellings of the address of one page."""

import hashlib
import re
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.web_addresses import unwrap_address

_SCHEME = lazy_pattern(r"https?://(?:[^/?#@]*@)?(?:www\d?\.)?([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_TRACKING = lazy_pattern(
    r"(?:utm_|fb|gclid|dclid|mc_|ref(?:=|_src|_url)|igshid|cmp=|cmpid|ocid|smid|ito=|at_)", re.IGNORECASE
)
"""Beginnings of the parameters that say where a reader came from."""
_PORT = lazy_pattern(r":(?:80|443)\Z")


@lru_cache(maxsize=4096)
def address_key(address: str) -> int:
    """Return 64 bits that are equal for spellings of one web address, and 0 for what is no web address.

    Wrappers of web archives, the scheme, `www.`, the fragment, parameters of tracking and a slash at the end
    make no difference.
    """
    match = _SCHEME.match(unwrap_address(address))
    if match is None or not match[1]:
        return 0
    host, path, query = _PORT.sub("", match[1].lower()).rstrip("."), match[2].rstrip("/"), match[3] or ""
    if query:
        query = "&".join(sorted(part for part in query.split("&") if part and not _TRACKING.match(part)))
    if not (path or query):
        # The front page of an outlet is no article.
        return 0
    digest = hashlib.blake2b(f"{host}{path}?{query}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") or 1
