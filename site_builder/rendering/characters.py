"""Isolate text that holds bidirectional controls."""

from site_builder.lazy_patterns import lazy_pattern

_BIDI_CONTROL = lazy_pattern("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def isolate_bidi(html: str) -> str:
    """Wrap HTML in `<bdi>` if it holds characters that change the direction of the text after them."""
    if html.isascii() or html.isprintable() or not _BIDI_CONTROL.search(html):
        return html
    return f"<bdi>{html}</bdi>"
