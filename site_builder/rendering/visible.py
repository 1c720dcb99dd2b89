"""Make characters visible that would control a page or a terminal, and keep those that turn text around at home."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: "\u2421",
    **{code: f"\\x{code:02x}" for code in range(0x80, 0xA0)},
}


def visible(text: str) -> str:
    """Show control characters by their pictures, such as `␇`; those without one by their number, such as `\\x92`."""
    # Most texts are printable, which is known in a sixth of the time.
    return text if text.isprintable() or not _CONTROL.search(text) else text.translate(_PICTURES)


def isolated(html: str) -> str:
    """Wrap a stretch of HTML in `<bdi>` if it holds characters that change the direction of what follows."""
    if html.isascii() or html.isprintable() or not _TURNING.search(html):
        return html
    return f"<bdi>{html}</bdi>"
