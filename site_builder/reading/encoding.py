"""Turn the bytes of a source into text, or say why they are none."""

import codecs
import re

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Problem, Source
from site_builder.reading.mojibake import find_mojibake, may_be_mojibake, repair_mojibake
from site_builder.settings import Settings
from site_builder.wording import show_controls

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its mark begins like the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = lazy_pattern(
    rb"\A(?:%PDF|\x89PNG|\xff\xd8\xff|GIF8|PK\x03\x04|\x1f\x8b|RIFF|\x7fELF|ID3|OggS|\xd0\xcf\x11\xe0)"
)
_CONTROL = lazy_pattern("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_C0 = lazy_pattern("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_C1 = lazy_pattern("[\x80-\x9f]")
_WINDOWS_SUPERSETS = {"iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
"""By Python's name of an encoding: the one that has letters and marks where it has controls (WHATWG Encoding)."""
_BIDI = lazy_pattern("[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = lazy_pattern("[\ud800-\udfff]")
_ODD = lazy_pattern(f"{_CONTROL.pattern}|{_BIDI.pattern}|{_SURROGATE.pattern}|\ufffd")
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
        text = _decoded(data[len(bom) :], encoding)
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


def _decoded(data: bytes, encoding: str) -> str:
    """Decode bytes, with the Windows superset in place of an encoding of ISO, as browsers do."""
    text = data.decode(encoding)
    superset = _WINDOWS_SUPERSETS.get(codecs.lookup(encoding).name)
    if superset and _C1.search(text):
        return _C1.sub(lambda match: _superset_character(match[0], superset), text)
    return text


def _superset_character(control: str, encoding: str) -> str:
    """Return what the byte of a C1 control means in an encoding; the control where it means nothing."""
    try:
        return control.encode("latin-1").decode(encoding)
    except UnicodeDecodeError:
        return control


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
    """Refuse text that is none, undo or report wrong decoding, and report characters that look damaged."""
    if not text.strip():
        return _refuse(
            source, None, "empty-file", "the file is empty", "write the article, or remove the file"
        )
    beyond_ascii = text.encode("utf-8", "surrogatepass").translate(None, _COMMON)
    notes: list[Problem] = []
    if beyond_ascii and may_be_mojibake(beyond_ascii):
        if settings.repair_text:
            text = repair_mojibake(text)
            beyond_ascii = text.encode("utf-8", "surrogatepass").translate(None, _COMMON)
        else:
            notes = _mojibake_notes(source, text)
    # hot: without common characters little is left to search; see tests/benchmarks/stages.py
    is_odd = bool(beyond_ascii) and _ODD.search(beyond_ascii.decode("utf-8", "surrogatepass")) is not None
    if is_odd:
        controls = _C0 if notes else _CONTROL
        refusal = _not_text(source, text, controls)
        if refusal:
            return refusal
        notes.extend(_notes(source, text, controls.search(text)))
    refusal = _long_line_refusal(source, text, settings.limits.line_bytes)
    return refusal or Decoded(text, tuple(notes))


def _not_text(source: Source, text: str, controls: re.Pattern[str]) -> Decoded | None:
    """Refuse what has a null, halves of characters, or too many control characters to be text."""
    null = text.find("\0")
    control = controls.search(text)
    if null >= 0 or (control and len(controls.findall(text)) > _MOST_CONTROLS * len(text)):
        at = null if null >= 0 else (control.start() if control else 0)
        hint = "save it as UTF-8 text" + (
            " (it looks like UTF-16)" if text.count("\0") * 3 > len(text) else ""
        )
        return _refuse(
            source, _line(text, at), "not-text", "the file is not text: it has control characters", hint
        )
    surrogate = _SURROGATE.search(text)
    if surrogate:
        line = _line(text, surrogate.start())
        return _refuse(source, line, "not-text", "half of a character stands alone", _SAVE)
    return None


def _long_line_refusal(source: Source, text: str, limit: int) -> Decoded | None:
    number = _long_line(text, limit)
    if number is None:
        return None
    hint = "break it, or raise `line_bytes` under [limits] in site.toml"
    return _refuse(source, number, "line-too-long", f"the line is longer than {limit:,} bytes", hint)


def _mojibake_notes(source: Source, text: str) -> list[Problem]:
    """Report the first line that was decoded with the wrong encoding."""
    mojibake = find_mojibake(text)
    if mojibake is None:
        return []
    cause = f" ({mojibake.explanation})" if mojibake.explanation else ""
    message = f"the text was decoded wrongly{cause}: {mojibake.written!r} should read {mojibake.meant!r}"
    hint = (
        "set `repair_text = true` in site.toml, there in [[defaults]], or in its notes file; "
        "the source stays as it is"
    )
    return [_problem(source, mojibake.line + 1, "mojibake", message, hint)]


def _notes(source: Source, text: str, control: re.Match[str] | None) -> list[Problem]:
    """Report the first control character, directional character and replacement character."""
    notes = []
    if control:
        notes.append(_control_note(source, _line(text, control.start()), control[0]))
    bidi = _BIDI.search(text)
    if bidi:
        message = f"character U+{ord(bidi[0]):04X} changes the direction of the text; its effect ends with the block"
        hint = "remove it if it is not meant"
        notes.append(_problem(source, _line(text, bidi.start()), "bidi-control", message, hint))
    lost = text.find("\ufffd")
    if lost >= 0:
        message = "a replacement character stands where another was lost"
        hint = "an earlier conversion damaged the text; restore it from its origin"
        notes.append(_problem(source, _line(text, lost), "replacement-character", message, hint))
    return notes


def _control_note(source: Source, line: int, control: str) -> Problem:
    """Report a control character as the page shows it."""
    message = f"control character U+{ord(control):04X}; the page shows it as {show_controls(control)}"
    meant = _superset_character(control, "cp1252") if control >= "\x80" else control
    hint = "remove it"
    if meant != control:
        hint = f"it may stand for {meant!r} of Windows-1252: set `repair_text = true`, or remove it"
    return _problem(source, line, "control-character", message, hint)


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
