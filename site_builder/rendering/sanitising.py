"""Sanitise the HTML of a block, last of all: whatever was written before, nothing is left but what policies write."""

import nh3

from site_builder.lazy_patterns import lazy_pattern
from site_builder.rendering.article_links import INTERNAL
from site_builder.rendering.code import CLASSES as CODE_CLASSES
from site_builder.rendering.foreign_links import REL, SCHEMES
from site_builder.rendering.pictures import PUBLISHED
from site_builder.rendering.raw_tags import ATTRIBUTES, STANDS_FOR

_OWN_ANCHOR = lazy_pattern(r"#?[\w\-]*fn(?:ref)?-[0-9]+(?:-[0-9]+)?")


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Let the sanitiser keep only what policies write."""
    if attribute == "id":
        return value if _OWN_ANCHOR.fullmatch(value) else None
    if attribute == "rel":
        return value if value == REL else None
    return value


def _is_own_address(url: str) -> bool:
    """Return whether an address is a footnote of the page, a file that is published for it or another article."""
    return (
        (url[:1] == "#" and _OWN_ANCHOR.fullmatch(url) is not None)
        or PUBLISHED.fullmatch(url) is not None
        or (url != "" and INTERNAL.fullmatch(url) is not None)
    )


ALLOWED_TAGS = {*STANDS_FOR.values(), "img"}
ALLOWED_ATTRIBUTES = {
    **{tag: set(names) for tag, names in ATTRIBUTES.items()},
    "a": {"href", "title", "rel", "id", "aria-label"},
    "p": {"id"},
    "div": {"id"},
    "span": {"title"},
    "img": {"src", "alt", "title", "loading", "decoding", "referrerpolicy", "width", "height"},
}
ALLOWED_CLASSES = {
    "a": {"md-image", "md-note", "md-back", "md-copy", "md-original"},
    "span": {"md-image", "md-lang", *CODE_CLASSES},
    "p": {"md-left", "md-footnote"},
    "div": {"md-footnote"},
    "figure": {"md-figure"},
    "pre": {"md-code"},
    "td": {"md-center", "md-right"},
    "th": {"md-center", "md-right"},
}

_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes=ALLOWED_ATTRIBUTES,
    allowed_classes=ALLOWED_CLASSES,
    attribute_filter=_keep,
    link_rel=None,
    url_schemes=set(SCHEMES),
    url_relative=lambda url: url if _is_own_address(url) else None,
)


def sanitise(html: str) -> str:
    """Return well-formed HTML with nothing in it that no policy would write."""
    return _CLEANER.clean(html)
