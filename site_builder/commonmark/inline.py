"""Render inline Markdown: straight from the text where that is provably the same, else from markdown-it's tokens.

What links, images and raw HTML become is a policy's decision; everything else is constant tags and escaped text.
"""

import re
from collections.abc import Callable, Container, Mapping
from typing import Any, Protocol

from markdown_it.common.entities import entities
from markdown_it.common.utils import fromCodePoint, isValidEntityCode, unescapeAll
from markdown_it.token import Token

from site_builder.commonmark.emphasis import DelimiterRun, Elements, flanking, pair
from site_builder.commonmark.parser import MARKDOWN, link_text, normalize_link
from site_builder.lazy_patterns import lazy_pattern

_TEXT = r"(?:[^\[\]\\`<!]+|!(?!\[)|\\[^\n])*+"
_ALT = r"[^\[\]\\`<&!*_~\n]*+"
# An address may hold brackets one deep; a title is in double quotes. All else is left to markdown-it.
_URL = r"(?:[^\s<>()\\\x00-\x1f\x7f]+|\([^\s<>()\\\x00-\x1f\x7f]*\))++"
_TITLE = r'[ \t\n]+"[^"\\&]*"'
_PICTURE = rf"!\[{_ALT}\]\({_URL}(?:{_TITLE})?\)"
_MARK = lazy_pattern(
    r"[\\`*_~\[<&\n!](?:"
    r"(?<=\*)\*+|(?<=_)_+|(?<=~)~+|(?<=\n)[ \t]+"
    rf"|(?<=\[)({_TEXT}(?:{_PICTURE}{_TEXT})*+)\]\(({_URL})({_TITLE})?\)"
    rf"|(?<=!)\[({_ALT})\]\(({_URL})({_TITLE})?\)"
    r"|(?<=<)([a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^<>\x00-\x20]*)>"
    r"|(?<=&)(#(?:[xX][a-fA-F0-9]{1,6}|[0-9]{1,7})|[a-zA-Z][a-zA-Z0-9]{1,31});"
    r"|(?<=`)([^`]+)`(?!`)"
    r"|(?<=\\)(?:\n[ \t]*|[^\n])"
    r")?"
)
_LABEL, _HREF, _HREF_TITLE, _ALT_TEXT, _SOURCE, _SOURCE_TITLE, _BARE, _ENTITY, _CODE = range(1, 10)
# A bracket that closes on text without marks and has no target is no link, unless there are definitions.
_BRACKETED = lazy_pattern(r"\[[^\[\]\\`<]*\](?!\()")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


HTML_ELEMENTS: Elements = {name: (f"<{name}>", f"</{name}>") for name in ("em", "strong", "s", "code")}


class InlinePolicy(Protocol):
    """What a caller decides about inline content."""

    line_break: str
    elements: Elements

    def escape(self, text: str) -> str:
        """Return text as it is written between tags."""

    def link(self, href: str, title: str) -> tuple[str, str]:
        """Return the tags around a link's text."""

    def image(self, source: str, title: str, alt: str, *, linked: bool) -> str:
        """Return what stands for an image; inside a link there can be no other."""

    def tag(self, source: str) -> str:
        """Return what stands for a raw tag, comment or other HTML inside a paragraph."""

    def note(self, label: str) -> str:
        """Return the reference to a footnote."""


class NotSimpleError(Exception):
    """A text needs markdown-it's whole machinery."""


class InlineRenderer:
    """Renders inline Markdown of one document under a policy."""

    def __init__(
        self,
        policy: InlinePolicy,
        *,
        references: Mapping[str, Any] | None = None,
        footnotes: Container[str] = (),
    ) -> None:
        self._policy = policy
        self._references = references or {}
        self._env: dict[str, Any] = {"references": references} if references else {}
        self._env["footnotes"] = footnotes
        self._has_footnotes = footnotes != ()
        # Where the last link target and the last tag can begin or end in the text at hand.
        self._targets_end = self._tags_end = -1
        self._escape = policy.escape
        self._replace: Mapping[str, Callable[[str, re.Match[str], int, bool], str | None]] = {
            "[": self._link,
            "!": self._image,
            "<": self._angle,
            "&": self._entity,
            "`": self._code,
            "\\": self._backslash,
        }

    def render(self, text: str) -> str:
        """Return the HTML of a paragraph's, heading's or cell's text."""
        if not (self._has_footnotes and "[^" in text):
            self._targets_end, self._tags_end = text.rfind("]("), text.rfind(">")
            try:
                return self._span(text, 0, len(text), False)
            except NotSimpleError:
                pass
        tokens = MARKDOWN.inline.parse(text, MARKDOWN, self._env, [])
        return self._from_tokens(tokens)

    def _span(self, text: str, start: int, end: int, linked: bool) -> str:
        """Render a stretch of a text; what stands around it decides how emphasis flanks."""
        pieces: list[str] = []
        runs: list[DelimiterRun] = []
        last = start
        for match in _MARK.finditer(text, start, end):
            at, stop = match.span()
            mark = text[at]
            if mark == "\n":
                chunk = text[last:at]
                kept = chunk.rstrip(" ")
                piece = self._policy.line_break if len(chunk) - len(kept) > 1 else "\n"
                at = last + len(kept)
            elif mark in "*_~":
                opens, closes = flanking(mark, text[at - 1] if at else " ", text[stop] if stop < end else " ")
                if not (opens or closes) or (mark == "~" and _is_bare_tilde(stop - at)):
                    continue
                runs.append(DelimiterRun(len(pieces) + (at > last), mark, stop - at, opens, closes))
                piece = text[at:stop]
            else:
                replaced = self._replace[mark](text, match, end, linked)
                if replaced is None:
                    continue
                piece = replaced
            if at > last:
                pieces.append(self._escape(text[last:at]))
            pieces.append(piece)
            last = stop
        if last < end:
            pieces.append(self._escape(text[last:end]))
        return "".join(pair(pieces, runs, self._policy.elements) if runs else pieces)

    def _link(self, text: str, match: re.Match[str], end: int, linked: bool) -> str | None:
        if match[_HREF] is None:
            # It is text for certain if no target follows, or if it closes at once and has none.
            if self._references or (
                match.start() < self._targets_end and not _BRACKETED.match(text, match.start(), end)
            ):
                raise NotSimpleError
            return None
        opening, closing = self._policy.link(_checked(match[_HREF]), _title(match[_HREF_TITLE]))
        return opening + self._span(text, *match.span(_LABEL), True) + closing

    def _image(self, text: str, match: re.Match[str], end: int, linked: bool) -> str | None:
        if match[_SOURCE] is None:
            if text.startswith("[", match.end(), end) and (
                self._references or match.start() < self._targets_end
            ):
                raise NotSimpleError
            return None
        return self._policy.image(
            _checked(match[_SOURCE]), _title(match[_SOURCE_TITLE]), match[_ALT_TEXT], linked=linked
        )

    def _angle(self, text: str, match: re.Match[str], end: int, linked: bool) -> str | None:
        url = match[_BARE]
        if url is not None and not linked:
            opening, closing = self._policy.link(_checked(url), "")
            return opening + self._escape(link_text(url)) + closing
        if match.start() > self._tags_end:
            return None
        raise NotSimpleError

    def _backslash(self, text: str, match: re.Match[str], end: int, linked: bool) -> str | None:
        escaped = match.group()[1:]
        if not escaped:
            return None
        if escaped[0] == "\n":
            return self._policy.line_break
        return self._escape(escaped if escaped in _ESCAPABLE else "\\" + escaped)

    def _entity(self, text: str, match: re.Match[str], end: int, linked: bool) -> str | None:
        name = match[_ENTITY]
        if name is None:
            return None
        if name[0] == "#":
            code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            return self._escape(fromCodePoint(code) if isValidEntityCode(code) else "\ufffd")
        return self._escape(entities[name]) if name in entities else None

    def _code(self, text: str, match: re.Match[str], end: int, linked: bool) -> str | None:
        content = match[_CODE]
        if content is None:
            if text.find("`", match.end(), end) < 0:
                return None
            raise NotSimpleError
        content = content.replace("\n", " ")
        if content[0] == content[-1] == " " and content.strip(" "):
            content = content[1:-1]
        return self._code_span(content)

    def _from_tokens(self, tokens: list[Token]) -> str:
        """Render what markdown-it made of a text."""
        pieces: list[str] = []
        closings: list[str] = []
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                pieces.append(self._escape(token.content))
            elif kind == "link_open":
                opening, closing = self._policy.link(
                    str(token.attrs["href"]), str(token.attrs.get("title", ""))
                )
                pieces.append(opening)
                closings.append(closing)
            elif kind == "link_close":
                pieces.append(closings.pop())
            else:
                pieces.append(self._from_token(token, bool(closings)))
        return "".join(pieces)

    def _from_token(self, token: Token, linked: bool) -> str:
        match token.type:
            case "softbreak":
                return "\n"
            case "hardbreak":
                return self._policy.line_break
            case "code_inline":
                return self._code_span(token.content)
            case "html_inline":
                return self._policy.tag(token.content)
            case "footnote":
                return self._policy.note(token.content)
            case "image":
                source, title = str(token.attrs["src"]), str(token.attrs.get("title", ""))
                return self._policy.image(source, title, _as_text(token.children or []), linked=linked)
            case _:
                return self._policy.elements[token.tag][token.nesting < 0]

    def _code_span(self, content: str) -> str:
        opening, closing = self._policy.elements["code"]
        return opening + self._escape(content) + closing


def _is_bare_tilde(length: int) -> bool:
    """Return whether a run of tildes is a single one, which is text; other odd runs are left to markdown-it."""
    if length == 1:
        return True
    if length % 2:
        raise NotSimpleError
    return False


def _checked(url: str) -> str:
    """Return the address of a link that is certainly one."""
    normal = normalize_link(unescapeAll(url) if "&" in url else url)
    if normal is None:
        raise NotSimpleError
    return normal


def _title(quoted: str | None) -> str:
    return quoted.lstrip(" \t\n")[1:-1] if quoted else ""


def _as_text(tokens: list[Token]) -> str:
    """Return what an image's description says without its marks."""
    return "".join(
        "\n"
        if token.type.endswith("break")
        else _as_text(token.children)
        if token.children
        else token.content
        for token in tokens
        if token.type not in ("link_open", "link_close")
    )
