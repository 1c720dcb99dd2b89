"""Say what a reader would see of Markdown, as plain text, without parsing it."""

import re
from html import unescape

# A line with none of these shows as it stands, but for blanks, if it begins with no sign of a list.
_SPECIAL = re.compile(r"[\\`*_~\[<&#>|=\n\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~\n])")
# Where escaped marks wait, in a private plane, until the others are gone.
_PRIVATE = 0x10F000
_MARKS_AGAIN = {_PRIVATE + code: chr(code) for code in range(0x80) if not chr(code).isalnum()}

_TARGET = (
    r"\(\s*+(?:<[^<>\n]*>|[^()\s<>]*+(?:\([^()\s<>]*\)[^()\s<>]*+)*+)"
    r"(?:\s++(?:\"[^\"]*\"|'[^']*'))?+\s*+\)"
)
_IMAGE = re.compile(rf"!\[([^\[\]]*)\](?:{_TARGET}|\[[^\[\]]*\])")
_LINK = re.compile(rf"\[([^\[\]]*)\](?:{_TARGET}|\[[^\[\]]*\])")
_NOTE = re.compile(r"\[\^[^\s\[\]]+\]:?")
_BARE = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^<>\s]*|[^<>\s@]+@[^<>\s@]+)>")
_COMMENT = re.compile(r"<!--[^<>]*-->")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9\-]*)(?:[\s/][^<>]*)?>")
# Tags that do not part words.
_INLINE = re.compile(
    r"a|abbr|b|bd[io]|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|su[bp]|u|var",
    re.IGNORECASE,
)

# What stands at the left of a line. The number of an item is left: it is read as part of the text.
_MARGIN = re.compile(r"^[ \t]*+(?:(?:>|#{1,6}(?=[ \t]|$)|[\-+*](?=[ \t]|$))[ \t]*+)++", re.MULTILINE)
_HEADING_END = re.compile(r"(?<=[ \t])#++[ \t]*+$", re.MULTILINE)
# Lines that show no words: fences, underlines of headings, rules, the line below the head of a table.
_LINE = re.compile(
    r"^[ \t]*+(?:(?:`{3,}|~{3,})[^`\n]*|=++[ \t]*+|[\-*_][\-*_ \t]{2,}|[|:\-][|:\- \t]*+)$", re.MULTILINE
)
_TABLE = re.compile(r"^[ \t]*+[|:\-][|:\- \t]*+$", re.MULTILINE)
_EMPHASIS = re.compile(r"\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|~~|`+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Signs that turn the direction of text would go on doing so behind a title.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")

# Scripts without blanks between words: each sign counts as one.
_SIGNS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+(?:['’\-.,][^\W{_SIGNS}]+)*")


def plain(text: str) -> str:
    """Return the visible words of a block's Markdown on one line: no marks, tags, or addresses of links.

    Control characters are dropped. Near enough for titles, excerpts and counts; what a page shows is rendered.
    """
    if _SPECIAL.search(text) or text[:1] in ("-", "+", " ", "\t"):
        text = _unmarked(text)
    return " ".join(text.split())


def count_words(text: str) -> int:
    """Count the words a reader would see; in scripts without blanks, the signs."""
    return len(_WORD.findall(plain(text)))


def _unmarked(text: str) -> str:
    """Take the marks away, those at the edges of lines first."""
    escaped = "\\" in text
    if escaped:
        text = _ESCAPED.sub(_hidden, text)
    if "|" in text and _TABLE.search(text):
        text = text.replace("|", " ")
    text = _MARGIN.sub("", _LINE.sub("", text))
    if "[" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", _NOTE.sub("", text)))
    if "<" in text:
        text = _TAG.sub(_parted, _COMMENT.sub("", _BARE.sub(r"\1", text)))
    if "#" in text:
        text = _HEADING_END.sub("", text)
    text = _EMPHASIS.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(_decoded, text)
    return _CONTROL.sub("", text.translate(_MARKS_AGAIN) if escaped else text)


def _hidden(match: re.Match[str]) -> str:
    mark = match[1]
    return mark if mark == "\n" else chr(_PRIVATE + ord(mark))


def _parted(match: re.Match[str]) -> str:
    return "" if _INLINE.fullmatch(match[1]) else " "


def _decoded(match: re.Match[str]) -> str:
    return unescape(match.group())
