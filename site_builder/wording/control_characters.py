"""Control characters as people see them: by their pictures or numbers."""

from site_builder.lazy_patterns import lazy_pattern

_CONTROL = lazy_pattern(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: "\u2421",
    **{code: f"\\x{code:02x}" for code in range(0x80, 0xA0)},
}


def show_controls(text: str) -> str:
    """Replace control characters by their pictures, such as `␇`; those without one by `\\x92` and the like."""
    # hot: see tests/benchmarks/markdown.py (most texts are printable)
    return text if text.isprintable() or not _CONTROL.search(text) else text.translate(_CONTROL_PICTURES)
