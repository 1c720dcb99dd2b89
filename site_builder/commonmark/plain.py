"""Say what a reader would see of Markdown, as plain text, without parsing it."""

import re
from functools import lru_cache
from html import unescape

# A line that begins with none of these shows from its beginning.
_EDGE = frozenset("#>-+*_`~=|: \t")

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
_MARGIN = re.compile(r"[ \t]*+(?:(?:>|#{1,6}(?=[ \t]|\Z)|[\-+*](?=[ \t]|\Z))[ \t]*+)++")
# Lines that show no words: fences, underlines of headings, rules, the line below the head of a table.
_NO_WORDS = re.compile(r"[ \t]*+(?:(?:`{3,}|~{3,})[^`\n]*|=++[ \t]*+|[\-*_][\-*_ \t]{2,}|[|:\-][|:\- \t]*+)")
_TABLE = re.compile(r"^[ \t]*+[|:\-][|:\- \t]*+$", re.MULTILINE)
# Written so that the search for its first character is quick.
_RUN = re.compile(r"[*_`~][*_`~]*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Signs that turn the direction of text would go on doing so behind a title.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# Scripts without blanks between words: each sign counts as one.
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NO_WORD = re.compile(r" [^\w ]+(?= )")


def plain_text(text: str) -> str:
    """Return the visible words of a block's Markdown on one line: no marks, tags, or addresses of links.

    Control characters are dropped. Near enough for titles, excerpts and counts; what a page shows is rendered.
    """
    return _remembered(text) if len(text) <= _MEMO_LENGTH else _plain(text)


def count_words(text: str) -> int:
    """Count the words a reader would see; in scripts without blanks, the signs."""
    return _counted(text) if len(text) <= _MEMO_LENGTH else _count(text)


def _count(text: str) -> int:
    seen = plain_text(text)
    if not seen:
        return 0
    signs = 0
    # Two bytes a character and more: hardly a Latin text, perhaps one in signs.
    if not seen.isascii() and len(seen.encode()) > 1.5 * len(seen):
        seen, signs = _SIGN.subn(" ", seen)
        seen = " ".join(seen.split())
    return signs + seen.count(" ") + bool(seen) - len(_NO_WORD.findall(f" {seen} "))


def _plain(text: str) -> str:
    text = _unmarked(text)
    # Of blanks, only the common one is printable.
    if text.isprintable() and "  " not in text:
        return text.strip()
    seen = " ".join(text.split())
    return seen if seen.isprintable() else _CONTROL.sub("", seen).strip()


# A block is asked for more than once, and notices recur.
_MEMO_LENGTH = 4000
_remembered = lru_cache(maxsize=2048)(_plain)
_counted = lru_cache(maxsize=2048)(_count)


def _unmarked(text: str) -> str:
    """Take the marks away, those at the edges of lines first.

    Looking for one mark after the other takes a twentieth of the time of looking for any of them.
    """
    escaped = "\\" in text
    if escaped:
        text = _ESCAPED.sub(_hidden, text)
    if "|" in text and _TABLE.search(text):
        text = text.replace("|", " ")
    text = "\n".join(map(_without_margin, text.split("\n"))) if "\n" in text else _without_margin(text)
    if "[" in text:
        text = _without_targets(text)
    if "<" in text:
        text = _TAG.sub(_parted, _COMMENT.sub("", _BARE.sub(r"\1", text)))
    if "*" in text or "_" in text or "`" in text or "~" in text:
        text = _RUN.sub(_without_emphasis, text)
    if "&" in text:
        text = _ENTITY.sub(_decoded, text)
    return text.translate(_MARKS_AGAIN) if escaped else text


def _without_targets(text: str) -> str:
    """Drop notes, and what links and images lead to."""
    if "[^" in text:
        text = _NOTE.sub("", text)
    if "![" in text:
        text = _IMAGE.sub(_named, text)
    return _LINK.sub(_named, text)


def _without_margin(line: str) -> str:
    """Take away what makes a line part of a quotation, list, heading, rule, fence or table."""
    if line[:1] not in _EDGE:
        return line
    if _NO_WORDS.fullmatch(line):
        return ""
    match = _MARGIN.match(line)
    if match is None:
        return line
    rest = line[match.end() :]
    if "#" in match.group() and rest.rstrip(" \t").endswith("#"):
        bare = rest.rstrip(" \t").rstrip("#")
        return bare if not bare or bare[-1] in " \t" else rest
    return rest


def _without_emphasis(match: re.Match[str]) -> str:
    """Drop marks at the edge of a word; leave those inside, as in `snake_case` and `d**n`, and between blanks."""
    text, run = match.string, match.group()
    start, end = match.span()
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if run == "~" or (before.isspace() and after.isspace()):
        return run
    return run if run[0] in "*_" and before.isalnum() and after.isalnum() else ""


def _hidden(match: re.Match[str]) -> str:
    mark = match[1]
    return mark if mark == "\n" else chr(_PRIVATE + ord(mark))


def _named(match: re.Match[str]) -> str:
    return match[1]


def _parted(match: re.Match[str]) -> str:
    return "" if _INLINE.fullmatch(match[1]) else " "


def _decoded(match: re.Match[str]) -> str:
    return unescape(match.group())
