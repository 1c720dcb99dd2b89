"""Detection and repair of mojibake: UTF-8 that was read as Windows-1252, and Windows-1252 read as Latin-1.

What counts as mojibake is decided by `ftfy`, a line at a time, so that every line keeps its number.
Nothing but the wrong decoding is undone: quotation marks, widths and line breaks stay.
"""

import re
from collections.abc import Iterator

import msgspec

from site_builder.lazy_patterns import lazy_pattern

_UNDEFINED_BYTES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""Bytes that Windows-1252 gives no meaning."""
_CONTINUATIONS = "".join(
    sorted(
        {chr(byte) for byte in range(0x80, 0xC0)}
        | {bytes([byte]).decode("cp1252") for byte in range(0x80, 0xC0) if byte not in _UNDEFINED_BYTES}
    )
)
"""What the second and later bytes of a character in UTF-8 look like in Latin-1 and Windows-1252."""
_NEXT = f"[{re.escape(_CONTINUATIONS)}]"
_SEQUENCE = lazy_pattern(
    f"[\u00c2-\u00f4](?:(?<=[\u00c2-\u00df]){_NEXT}|(?<=[\u00e0-\u00ef]){_NEXT}{{2}}|(?<=[\u00f0-\u00f4]){_NEXT}{{3}})"
)
"""What a character of two to four bytes in UTF-8 looks like."""
_C1_OR_LEAD = lazy_pattern("[\x80-\x84\x86-\x9f\u00c2-\u00f4]")
"""A control character of Latin-1, or what the first byte of a character in UTF-8 looks like."""
_NEXT_BYTES = rb"(?:\xc2[\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]|\xc5[\x92-\xbe]|\xc6\x92|\xcb[\x86\x9c])"
_CANDIDATE_BYTES = lazy_pattern(
    rb"\xc2[\x80-\x84\x86-\x9f]|\xc3(?:[\x82-\x9f]"
    + _NEXT_BYTES
    + rb"|[\xa0-\xaf]"
    + _NEXT_BYTES
    + rb"{2}|[\xb0-\xb4]"
    + _NEXT_BYTES
    + rb"{3})"
)
"""A control or a sequence in UTF-8, for text of which only the characters beyond ASCII are left."""
_ENCODING_NAMES = {
    "latin-1": "Latin-1",
    "sloppy-windows-1252": "Windows-1252",
    "windows-1252": "Windows-1252",
    "macroman": "Mac Roman",
    "utf-8": "UTF-8",
    "utf-8-variants": "UTF-8",
}
_EXAMPLE_CHARS = 40
"""Characters of the words that a message quotes, at most."""


class Mojibake(msgspec.Struct, frozen=True):
    """The first place of a text that was decoded with the wrong encoding."""

    line: int
    """0-based."""
    written: str
    """The words as they stand: `Americaâ€™s`."""
    meant: str
    """The same words repaired: `America’s`."""
    explanation: str
    """`UTF-8 read as Windows-1252`; empty where more than one step went wrong."""


def may_be_mojibake(beyond_ascii: bytes) -> bool:
    """Return whether a text can hold mojibake; `beyond_ascii` is its UTF-8 without the bytes of ASCII."""
    return _CANDIDATE_BYTES.search(beyond_ascii) is not None


def find_mojibake(text: str) -> Mojibake | None:
    """Return the first place where a text is UTF-8 that was decoded as something else; None where there is none."""
    for number, line in _candidates(text, _SEQUENCE):
        if _repaired_line(line)[0] != line:
            return Mojibake(number, *_example(line))
    return None


def repair_mojibake(text: str) -> str:
    """Return the text with wrong decoding undone, a line at a time: `Americaâ€™s` is `America’s`."""
    lines = text.split("\n")
    for number, line in _candidates(text, _C1_OR_LEAD):
        lines[number] = _repaired_line(line)[0]
    return "\n".join(lines)


def _candidates(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines that match."""
    number = line_start = 0
    match = pattern.search(text)
    while match:
        number += text.count("\n", line_start, match.start())
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.start())
        line_end = line_end if line_end >= 0 else len(text)
        yield number, text[line_start:line_end]
        line_start = line_end
        match = pattern.search(text, line_end)


def _repaired_line(line: str) -> tuple[str, str]:
    """Return the line with wrong decoding undone, and how it came about."""
    # The library takes long to load, and few archives need it.
    import ftfy

    result = ftfy.fix_encoding_and_explain(line)
    steps = result.explanation or ()
    names = [_ENCODING_NAMES.get(encoding, encoding) for action, encoding in steps if action != "transcode"]
    explanation = f"{names[1]} read as {names[0]}" if len(names) == 2 else ""
    return result.text, explanation


def _example(line: str) -> tuple[str, str, str]:
    """Return the first words of a line that change when they are repaired by themselves, repaired, and the cause."""
    for written in line.split():
        meant, explanation = _repaired_line(written)
        if meant != written and _SEQUENCE.search(written):
            return _shortened(written), _shortened(meant), explanation
    return _shortened(line), _shortened(_repaired_line(line)[0]), ""


def _shortened(text: str) -> str:
    text = text.strip(".,;:!?()[]*_# ")
    return text if len(text) <= _EXAMPLE_CHARS else f"{text[:_EXAMPLE_CHARS]}…"
