"""Separate drawings (SVG) that can run script, if somebody opens them by themselves, from those that cannot."""

import re
from xml.parsers import expat

from site_builder.lazy_patterns import lazy_pattern

_SVG = "http://www.w3.org/2000/svg"
_ACTIVE = frozenset(
    {"script", "foreignobject", "handler", "listener", "iframe", "embed", "object", "audio", "video"}
)
_HARMLESS_TARGET = lazy_pattern(r"#|data:image/(?:png|jpe?g|gif|webp|avif)[;,]|https?://", re.IGNORECASE)
_BETWEEN = " "
"""Parts the namespace from the name of an element or attribute."""


class _ActiveError(Exception):
    """Something in a drawing can run script."""


def is_inert(data: bytes) -> bool:
    """Return whether a drawing is well-formed and holds no script, no foreign markup and no link that runs anything."""
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.StartElementHandler = _check_element
    parser.ProcessingInstructionHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, _ActiveError, ValueError, LookupError):
        return False
    return True


def _refuse(*_declared: object) -> None:
    raise _ActiveError


def _check_element(name: str, attributes: dict[str, str]) -> None:
    namespace, _, local = name.rpartition(_BETWEEN)
    if local.lower() in _ACTIVE or (namespace != _SVG and "xhtml" in namespace):
        raise _ActiveError
    for key, value in attributes.items():
        attribute = key.rpartition(_BETWEEN)[2].lower()
        is_link = attribute in ("href", "src") and value.strip()
        animates_link = attribute == "attributename" and value.strip().lower().rpartition(":")[2] in (
            "href",
            "src",
        )
        if (
            attribute.startswith("on")
            or animates_link
            or (attribute == "attributename" and value.strip().lower().startswith("on"))
            or (is_link and not _HARMLESS_TARGET.match(value.strip()))
        ):
            raise _ActiveError
