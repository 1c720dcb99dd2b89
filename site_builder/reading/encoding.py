"""Turn the bytes of a source into text, or say why they are none."""

import codecs
import re

import msgspec

from site_builder.model import Problem, Source
from site_builder.settings import Settings

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its mark begins like the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile(
    rb"\A(?:%PDF|\x89PNG|\xff\xd8\xff|GIF8|PK\x03\x04|\x1f\x8b|RIFF|\x7fELF|ID3|OggS|\xd0\xcf\x11\xe0)"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile(f"{_CONTROL.pattern}|{_BIDI.pattern}|{_SURROGATE.pattern}|\ufffd")
_COMMON = bytes(code for code in range(128) if not _CONTROL.match(chr(code)))
_MOST_CONTROLS = 0.05


class Decoded(msgspec.Struct, frozen=True):
    """The text of a source with `\\n` as its only line end, and what is wrong with it."""

    text: str | None
    """None where the source is refused."""
    problems: tuple[Problem, ...]


def decode(source: Source, settings: Settings) -> Decoded:
    """Decode a source; a byte-order mark decides, otherwise `settings.encoding`."""
    data = source.data
    limit = settings.limits.file_bytes
    if len(data) > limit:
        return _refuse(
            source,
            None,
            "file-too-large",
            f"the file has {len(data):,} bytes; at most {limit:,} are read",
            "split it, or raise `file_bytes` under [limits] in site.toml",
        )
    if not data.strip():
        return _refuse(
            source, None, "empty-file", "the file is empty", "write the article, or remove the file"
        )
    bom, encoding = next(
        ((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", settings.encoding)
    )
    try:
        if not getattr(codecs.lookup(encoding), "_is_text_encoding", True):
            raise LookupError
        text = data[len(bom) :].decode(encoding)
    except LookupError:
        return _refuse(
            source,
            None,
            "unknown-encoding",
            f"there is no text encoding {encoding!r}",
            "set `encoding` in site.toml to utf-8, latin-1, cp1252, …",
        )
    except UnicodeDecodeError as error:
        return _undecodable(source, encoding, error)
    except ValueError as error:
        return _refuse(source, None, "not-text", f"the file is not {encoding}: {error}", _SAVE)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _checked(source, text, settings)


_SAVE = "save it as UTF-8, or set `encoding` in site.toml"


def _undecodable(source: Source, encoding: str, error: UnicodeDecodeError) -> Decoded:
    before = source.data[: error.start]
    line = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
    if _BINARY.match(source.data) or (b"\0" in source.data and not encoding.startswith(("utf-16", "utf-32"))):
        return _refuse(
            source, line, "not-text", "the file is not text", "keep only Markdown in the content folder"
        )
    byte = source.data[error.start : error.start + 1].hex().upper()
    return _refuse(source, line, "bad-encoding", f"byte 0x{byte} is not {encoding}", _SAVE)


def _checked(source: Source, text: str, settings: Settings) -> Decoded:
    """Refuse text that is none, and note what will be left out or looks damaged."""
    if not text.strip():
        return _refuse(
            source, None, "empty-file", "the file is empty", "write the article, or remove the file"
        )
    is_odd = _has_odd(text)
    control = _CONTROL.search(text) if is_odd else None
    null = text.find("\0") if is_odd else -1
    if null >= 0 or (control and len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text)):
        at = null if null >= 0 else (control.start() if control else 0)
        hint = "save it as UTF-8 text" + (
            " (it looks like UTF-16)" if text.count("\0") * 3 > len(text) else ""
        )
        return _refuse(
            source, _line(text, at), "not-text", "the file is not text: it has control characters", hint
        )
    surrogate = _SURROGATE.search(text) if is_odd else None
    if surrogate:
        line = _line(text, surrogate.start())
        return _refuse(source, line, "not-text", "half of a character stands alone", _SAVE)
    long_line = _long_line(text, settings.limits.line_bytes)
    if long_line:
        limit = settings.limits.line_bytes
        message = f"the line is longer than {limit:,} bytes"
        return _refuse(
            source,
            long_line,
            "line-too-long",
            message,
            "break it, or raise `line_bytes` under [limits] in site.toml",
        )
    return Decoded(text, tuple(_notes(source, text, control)) if is_odd else ())


def _has_odd(text: str) -> bool:
    """Return whether a text has a character worth a note; without common ones little is left to look at."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _COMMON)
    return bool(rest) and _ODD.search(rest.decode("utf-8", "surrogatepass")) is not None


def _notes(source: Source, text: str, control: re.Match[str] | None) -> list[Problem]:
    notes = []
    if control:
        message = (
            f"control character U+{ord(control[0]):04X}; it is kept in the source and left out of the page"
        )
        notes.append(
            _problem(source, _line(text, control.start()), "control-character", message, "remove it")
        )
    bidi = _BIDI.search(text)
    if bidi:
        message = f"character U+{ord(bidi[0]):04X} changes the direction of the text; its effect ends with the block"
        notes.append(
            _problem(
                source, _line(text, bidi.start()), "bidi-control", message, "remove it if it is not meant"
            )
        )
    lost = text.find("\ufffd")
    if lost >= 0:
        message = "a replacement character stands where another was lost"
        hint = "an earlier conversion damaged the text; restore it from its origin"
        notes.append(_problem(source, _line(text, lost), "replacement-character", message, hint))
    return notes


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _long_line(text: str, limit: int) -> int | None:
    """Return the 1-based number of the first line over the limit."""
    if len(text) * 4 <= limit:
        return None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) * 4 > limit and len(line.encode("utf-8", "surrogatepass")) > limit:
            return number
    return None


def _problem(source: Source, line: int | None, code: str, message: str, hint: str) -> Problem:
    return Problem(path=source.display_path, line=line, code=code, message=message, hint=hint)


def _refuse(source: Source, line: int | None, code: str, message: str, hint: str) -> Decoded:
    problem = Problem(
        path=source.display_path, line=line, code=code, message=message, hint=hint, refused=True
    )
    return Decoded(None, (problem,))
