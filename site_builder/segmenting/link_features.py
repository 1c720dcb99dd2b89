"""Features of the addresses of a block's links: where they lead, and words of the path."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from urllib.parse import unquote

from site_builder.lazy_patterns import lazy_pattern
from site_builder.segmenting.block_text import BlockText
from site_builder.segmenting.link_purposes import link_purposes

_ADDRESSES = 10
"""Of a block, that are looked at."""
_ADDRESS_LENGTH = 160
"""Characters of an address that are looked at."""
_URL_WORD = lazy_pattern(r"[a-z]+")


def link_features(text: BlockText, *, home: str) -> Sequence[str]:
    """Return the features of the addresses of a block's links; `home` is the article's own host."""
    features = [_address_features(url[:_ADDRESS_LENGTH].lower(), home) for url in text.urls[:_ADDRESSES]]
    return tuple(dict.fromkeys(chain.from_iterable(features)))


# Share buttons, sections and pages of rules are linked from many articles.
@lru_cache(maxsize=1024)
def _address_features(url: str, home: str) -> tuple[str, ...]:
    """Return the features of one address in lower case, each once."""
    kind, path, words = _target(unquote(url) if "%" in url else url, home)
    features = {kind: None}
    if kind in ("link home", "link away") and not path.strip("/"):
        features["link front page"] = None
    words += [word for word in _URL_WORD.findall(path) if 2 <= len(word) <= 14]
    features.update([(f"u {word}", None) for word in words])
    features.update(dict.fromkeys(link_purposes(words)))
    features[f"link depth {min(path.count('/'), 4)}"] = None
    if path.count("-") >= 4:
        features["link to article"] = None
    return tuple(features)


def _target(url: str, home: str) -> tuple[str, str, list[str]]:
    """Return where an address leads, its path, and the words of a host that is not the article's own."""
    if url.endswith(("#", "#none")):
        return "link here", url, []
    if url.startswith(("http:", "https:", "//")):
        host, _, path = url.partition("//")[2].partition("/")
        if home and host.removeprefix("www.") == home:
            return "link home", path, []
        return "link away", path, _URL_WORD.findall(host)
    if url.startswith("#") or not url:
        return "link here" if len(url) < 2 else "link anchor", url, []
    scheme, _, rest = url.partition(":")
    return (f"link {scheme}", rest, []) if rest and scheme.isalpha() else ("link inside", url, [])
