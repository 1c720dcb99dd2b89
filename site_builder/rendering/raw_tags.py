"""Raw HTML in articles: the tags that are shown as such, how they are read, and the text between them."""

import re
from collections.abc import Mapping

from markdown_it.common.utils import escapeHtml, unescapeAll

from site_builder.lazy_patterns import lazy_pattern
from site_builder.rendering.characters import isolate_bidi
from site_builder.wording import show_controls

_TAGS = """
    a abbr b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure
    h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup
    table tbody td tfoot th thead tr u ul var
"""
# Presentation of other times, and sections that would pass for the page's own.
STANDS_FOR: Mapping[str, str] = {tag: tag for tag in _TAGS.split()} | {
    "acronym": "abbr",
    "big": "span",
    "center": "div",
    "font": "span",
    "h1": "h2",
    "strike": "s",
    "tt": "code",
    **dict.fromkeys(("section", "article", "header", "footer", "main", "nav", "aside", "address"), "div"),
}
VOID = frozenset({"br", "hr"})
_NUMBER = lazy_pattern(r"-?[0-9]{1,4}")
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "abbr": frozenset({"title"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
MAX_TAG = 3000
"""Characters of a tag; a longer one is text."""

TAG = lazy_pattern(r"<(/?)([A-Za-z][A-Za-z0-9\-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>")
_ATTRIBUTE = lazy_pattern(
    r"([A-Za-z_:][A-Za-z0-9:._\-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)
# What browsers take for text up to its own end, and so do we.
RAW_TEXT = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"}
)
_ENTITY = lazy_pattern(r"&#?[A-Za-z0-9]{1,31};")


def end_of(source: str, mark: str, start: int, ends: dict[str, int]) -> int:
    """Return where a mark ends, or `start` if there is none; what is not found once is not sought again."""
    if ends.get(mark) == -1:
        return start
    found = source.find(mark, start)
    ends[mark] = found
    return found + len(mark) if found >= 0 else start


def attributes_of(source: str) -> dict[str, str]:
    """Read a raw tag's attributes; the first of a name counts, as in browsers."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), show_controls(_ENTITY.sub(_decoded, value)))
    return found


def safe_attributes(name: str, attributes: Mapping[str, str]) -> str:
    """Write the attributes of a tag that are harmless."""
    return "".join(
        f' {key}="{escapeHtml(value)}"'
        for key, value in attributes.items()
        if key in ATTRIBUTES.get(name, ()) and (key == "title" or _NUMBER.fullmatch(value))
    )


def text_of(source: str) -> str:
    """Escape text between raw tags, in which references to characters count."""
    if "&" in source:
        source = _ENTITY.sub(_decoded, source)
    return isolate_bidi(escapeHtml(source))


def _decoded(match: re.Match[str]) -> str:
    return unescapeAll(match.group())
