"""Colour the words of code listings, for an allow-list of languages and listings of bounded size."""

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from markdown_it.common.utils import MD_TRIM_RE, escapeHtml, mdTrim, unescapeAll
from pygments.token import Token, _TokenType

from site_builder.lazy_patterns import lazy_pattern
from site_builder.rendering.characters import isolate_bidi
from site_builder.wording import show_controls

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_LENGTH = 16_384
"""Longer listings are shown plain, in characters: some lexers take time for the square of the length."""
# Lexers are worst at long lines and long blanks, which no listing for readers has.
_HOSTILE = lazy_pattern(r"[^\n]{501}|\s{201}")

# Not Java and C#: a page of plain words takes their lexers seconds.
_LANGUAGES = """
    awk bash c cpp css diff go haskell html ini javascript json kotlin lua make perl php python
    r ruby rust scala sh sql swift toml typescript xml yaml
"""
_ALIASES = """
    c++=cpp js=javascript py=python python3=python rb=ruby rs=rust shell=sh ts=typescript
    yml=yaml golang=go htm=html makefile=make zsh=bash kt=kotlin patch=diff
"""
LEXERS: Mapping[str, str] = {
    **{name: name for name in _LANGUAGES.split()},
    **dict(alias.split("=") for alias in _ALIASES.split()),
}
"""Names of languages whose listings are coloured, and Pygments' names for them."""

# A token takes the class of its nearest ancestor here.
_CLASS_OF = {
    Token.Comment: "hl-c",
    Token.Comment.Preproc: "hl-p",
    Token.Keyword: "hl-k",
    Token.Keyword.Type: "hl-t",
    Token.Operator.Word: "hl-k",
    Token.Literal.String: "hl-s",
    Token.Literal.Number: "hl-n",
    Token.Name.Function: "hl-f",
    Token.Name.Class: "hl-t",
    Token.Name.Builtin: "hl-t",
    Token.Name.Tag: "hl-k",
    Token.Name.Attribute: "hl-a",
    Token.Name.Decorator: "hl-a",
    Token.Generic.Deleted: "hl-d",
    Token.Generic.Inserted: "hl-i",
    Token.Generic.Heading: "hl-h",
    Token.Generic.Subheading: "hl-h",
    Token.Generic.Emph: "hl-s",
    Token.Generic.Strong: "hl-k",
}
CLASSES = frozenset(_CLASS_OF.values())
"""Every class a listing can have: comment, preprocessor, keyword, type, string, number, function, attribute,
deleted, inserted, heading."""

# Contrast is at least 4.5 to 1 on #f6f5f2 and on #1b1c1e.
_COLOURS = {
    "hl-c": ("#5f6670", "#9aa3ad"),
    "hl-p": ("#7a4d00", "#d9a860"),
    "hl-k": ("#7a2c7d", "#d59be0"),
    "hl-t": ("#1c5a8a", "#86bbe8"),
    "hl-s": ("#2b6130", "#95cc93"),
    "hl-n": ("#8a3b12", "#e6a57e"),
    "hl-f": ("#1f4fa3", "#94b7f5"),
    "hl-a": ("#6a5200", "#d6bf6a"),
    "hl-d": ("#9b1c2e", "#f29aa4"),
    "hl-i": ("#1e6428", "#8fd398"),
    "hl-h": ("#1c5a8a", "#86bbe8"),
}


def highlight(content: str, info: str, *, coloured: bool = True) -> str:
    """Return a listing as HTML; `info`, what stands behind the fence, is shown above it."""
    words = MD_TRIM_RE.split(mdTrim(unescapeAll(info)), maxsplit=1) if info else [""]
    lexer = LEXERS.get(words[0].lower())
    content = show_controls(content)
    fit = coloured and len(content) <= MAX_LENGTH and not _HOSTILE.search(content)
    colours = _coloured(content, lexer) if lexer and fit else None
    body = isolate_bidi(escapeHtml(content) if colours is None else colours)
    caption = isolate_bidi(escapeHtml(show_controls(" ".join(words))))
    label = f'<span class="md-lang">{caption}</span>\n' if caption else ""
    return f'<pre class="md-code">{label}<code>{body}</code></pre>\n'


def style_sheet() -> str:
    """Return the rules for every class of a listing; they follow the page's `color-scheme`."""
    rules = (
        f".{name}{{color:{light};color:light-dark({light},{dark})}}\n"
        for name, (light, dark) in sorted(_COLOURS.items())
    )
    return "".join(rules)


def _coloured(content: str, lexer: str) -> str | None:
    """Return coloured code, or None where the lexer changes the text."""
    pieces: list[str] = []
    length = 0
    for name, group in groupby(_lexer(lexer).get_tokens(content), key=lambda token: _class_of(token[0])):
        text = "".join(value for _, value in group)
        length += len(text)
        pieces.append(f'<span class="{name}">{escapeHtml(text)}</span>' if name else escapeHtml(text))
    return "".join(pieces) if length == len(content) else None


@cache
def _lexer(name: str) -> "Lexer":
    # Imported here, because most archives have no listings and the list of lexers takes long to load.
    from pygments.lexers import get_lexer_by_name

    lexer: Lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    return lexer


@lru_cache(maxsize=1024)
def _class_of(kind: _TokenType) -> str:
    """Return the class of a kind of token, or of the nearest kind above it that has one."""
    step: _TokenType | None = kind
    while step is not None:
        if step in _CLASS_OF:
            return _CLASS_OF[step]
        step = step.parent
    return ""
