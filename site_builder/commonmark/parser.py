"""Make markdown-it-py fast where it can be without changing a byte of what it makes."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink, normalizeLinkText, validateLink
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token

from site_builder.lazy_patterns import lazy_pattern

# The characters at which an inline rule that is switched on can begin, and `]`, where labels end.
# markdown-it stops at twice as many, for plugins we do not have, and then runs every rule in vain.
_STOPS = lazy_pattern(r"[\n!&*<\[\\\]_`~]")

# Only the rules that look for these first characters can begin there; the others refuse on sight.
_RULES_AT: Mapping[str, tuple[str, ...]] = {
    "`": ("fence",),
    "~": ("fence",),
    ">": ("blockquote",),
    "*": ("hr", "list"),
    "-": ("hr", "list"),
    "_": ("hr",),
    "+": ("list",),
    "[": ("reference",),
    "<": ("html_block",),
    "#": ("heading",),
    **dict.fromkeys("0123456789", ("list",)),
}


# Addresses that normalising leaves as they are: a lower-case host of usual length, nothing to encode after it.
_SAFE = r"(?:[A-Za-z0-9;/?:@&=+$,\-_.!~*'()#]|%[0-9A-Fa-f]{2})*+"
_NORMAL = lazy_pattern(
    rf"https?://(?:[a-z0-9\-]{{1,40}}\.){{1,5}}[a-z]{{2,20}}(?:[/?#]{_SAFE})?|/(?!/){_SAFE}|#{_SAFE}"
)

_NO_DEFINITION = lazy_pattern(r"\[(?:[^\n\[\]\\]|\\[^\n])*+(?:\[|\](?!:))")
# The place in a text's memory, which else holds positions, where failed searches are counted.
_FAILED = -1
_MAX_FAILED = 30
_UNDERLINE = lazy_pattern(r"(?:-+|=+)[ \t]*")


# What is longer is not worth the memory.
_REMEMBERED = 1000


def normalize_link(url: str) -> str | None:
    """Return a link's destination as markdown-it writes it, or None where it refuses it, as `javascript:`."""
    return _memoized_link(url) if len(url) <= _REMEMBERED else _normalised(url)


def link_text(url: str) -> str:
    """Return a bare address as markdown-it shows it."""
    return _memoized_link_text(url) if len(url) <= _REMEMBERED else normalizeLinkText(url)


def _normalised(url: str) -> str | None:
    if _NORMAL.fullmatch(url) and "xn--" not in url:
        return url
    normal: str = normalizeLink(url)
    return normal if validateLink(normal) else None


_memoized_link = lru_cache(maxsize=8192)(_normalised)
_memoized_link_text = lru_cache(maxsize=2048)(normalizeLinkText)


class BlockState(StateBlock):
    """Where every line begins, ends and how far it is indented, found with a few calls for the whole text."""

    def __init__(self, lines: list[str], md: MarkdownIt, env: dict[str, Any]) -> None:
        self.src = "\n".join(lines)
        self.md = md
        self.env = env
        self.tokens: list[Token] = []
        # markdown-it has no marker for a last line of blanks without a line end.
        count = len(lines) if lines[-1].strip(" \t") else len(lines) - 1
        lengths = [len(line) for line in lines[:count]]
        starts = list(accumulate((length + 1 for length in lengths), initial=0))
        starts[-1] = len(self.src)
        self.bMarks = starts
        self.eMarks = [start + length for start, length in zip(starts, lengths, strict=False)]
        self.eMarks.append(len(self.src))
        self.tShift = [0] * (count + 1)
        self.sCount = [0] * (count + 1)
        self.bsCount = [0] * (count + 1)
        for number, line in enumerate(lines[:count]):
            if line and line[0] in " \t":
                self._indent(number, line)
        self.blkIndent = 0
        self.line = 0
        self.lineMax = count
        self.tight = False
        self.ddIndent = -1
        self.listIndent = -1
        self.parentType = "root"
        self.level = 0
        self.result = ""
        self._code_enabled = True

    def _indent(self, number: int, line: str) -> None:
        indent = len(line) - len(line.lstrip(" \t"))
        columns = indent
        if "\t" in line[:indent]:
            columns = 0
            for character in line[:indent]:
                columns += 4 - columns % 4 if character == "\t" else 1
        self.tShift[number] = indent
        self.sCount[number] = columns


class FirstCharacterParserBlock(ParserBlock):
    """The block rules, asked only where their first character stands; text past the nesting limit is noted."""

    def __init__(self) -> None:
        super().__init__()
        self._rules_at: dict[str, tuple[RuleFuncBlockType, ...]] = {}
        self._ends_at: dict[str, tuple[RuleFuncBlockType, ...]] = {}
        self._code: tuple[RuleFuncBlockType, ...] = ()

    def settle(self) -> None:
        """Fix which rules run where, once the parser is configured."""
        rules = dict(zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True))
        enders = self.ruler.getRules("paragraph")
        for mark, names in _RULES_AT.items():
            found = [rules[name] for name in names]
            self._rules_at[mark] = (*found, self._prose)
            self._ends_at[mark] = tuple(rule for rule in found if rule in enders)
        self._code = (rules["code"],)

    def rules_for(self, state: StateBlock, line: int) -> tuple[RuleFuncBlockType, ...]:
        """Return the rules that can begin at a line that is not blank, in markdown-it's order."""
        if state.sCount[line] - state.blkIndent >= 4:
            return self._code
        start = state.bMarks[line] + state.tShift[line]
        mark = state.src[start]
        if mark == "[" and _NO_DEFINITION.match(state.src, start):
            return (self._prose,)
        return self._rules_at.get(mark) or (self._prose,)

    def _prose(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """Read an underlined heading or a paragraph: markdown-it's two rules for them in one pass."""
        parent = state.parentType
        state.parentType = "paragraph"
        line = start + 1
        while line < end:
            at, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
            indent = state.sCount[line] - state.blkIndent
            if at >= stop:
                break
            if indent <= 3:
                mark = state.src[at]
                if indent >= 0 and mark in "-=" and _UNDERLINE.fullmatch(state.src, at, stop):
                    self._push(state, "heading", "h1" if mark == "=" else "h2", mark, (start, line, line + 1))
                    state.parentType = parent
                    return True
                if state.sCount[line] >= 0 and self._is_ended(state, line, mark):
                    break
            line += 1
        # A paragraph, unlike a heading, may run on past the end of the item it is in.
        while line < state.lineMax and not self._is_past(state, line):
            line += 1
        self._push(state, "paragraph", "p", "", (start, line, line))
        return True

    def _is_past(self, state: StateBlock, line: int) -> bool:
        """Return whether a line is no part of the paragraph above it."""
        if state.isEmpty(line):
            return True
        if state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0:
            return False
        return self._is_ended(state, line, state.src[state.bMarks[line] + state.tShift[line]])

    def _is_ended(self, state: StateBlock, line: int, mark: str) -> bool:
        """Return whether a line begins another block, which ends the paragraph above it."""
        return any(rule(state, line, state.lineMax, True) for rule in self._ends_at.get(mark, ()))

    def _push(self, state: StateBlock, kind: str, tag: str, markup: str, lines: tuple[int, int, int]) -> None:
        start, end, after = lines
        opening = state.push(f"{kind}_open", tag, 1)
        opening.markup, opening.map = markup, [start, after]
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(start, end, state.blkIndent, False).strip(MD_TRIM_CHARS)
        inline.map, inline.children = [start, end], []
        state.push(f"{kind}_close", tag, -1).markup = markup
        state.line = after

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Do as markdown-it does, but remember what it would drop in silence."""
        line = startLine
        blank_seen = False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= state.md.options.maxNesting:
                state.env.setdefault("too_deep", []).append((line, endLine))
                state.line = endLine
                break
            any(rule(state, line, endLine, False) for rule in self.rules_for(state, line))
            state.tight = not blank_seen
            line = state.line
            if line - 1 < endLine and state.isEmpty(line - 1):
                blank_seen = True
            if line < endLine and state.isEmpty(line):
                blank_seen = True
                line += 1
                state.line = line


_NOTE = lazy_pattern(r"\[\^([^\s\[\]]+)\]")


def _note(state: StateInline, silent: bool) -> bool:
    """Read a reference to a footnote whose label is known."""
    match = _NOTE.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if match is None or match[1].lower() not in state.env.get("footnotes", ()):
        return False
    if not silent:
        state.push("footnote", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _raw_html(state: StateInline, silent: bool) -> bool:
    """Read raw HTML; comments that do not end are sought a few times only, as each search goes to the end."""
    is_comment = state.src.startswith("<!--", state.pos)
    if is_comment and state.cache.get(_FAILED, 0) >= _MAX_FAILED:
        return False
    if html_inline(state, silent):
        return True
    if is_comment:
        state.cache[_FAILED] = state.cache.get(_FAILED, 0) + 1
    return False


class Markdown(MarkdownIt):
    """CommonMark with strikethrough and footnotes; addresses are normalised once, definitions leave a token."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"inline_definitions": True})
        self.enable("strikethrough")
        self.inline.ruler.before("link", "note", _note)
        self.inline.ruler.at("html_inline", _raw_html)
        rules = self.block.ruler.get_active_rules()
        self.block = self.block_rules = FirstCharacterParserBlock()
        self.block.ruler.enableOnly(rules)
        self.block_rules.settle()
        self.inline.terminator_re = _STOPS

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Normalise with a memory."""
        return normalize_link(url) or normalizeLink(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """Show an address, with a memory."""
        return link_text(link)


MARKDOWN = Markdown()
"""The one parser; it keeps no state between texts."""
