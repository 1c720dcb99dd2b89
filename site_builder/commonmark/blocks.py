"""Find the top-level blocks of a Markdown text and the lines that no block shows."""

import re
from bisect import bisect_right
from itertools import groupby
from typing import Any

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.token import Token

from site_builder.commonmark.document import Body, Document, FlatBlock, Footnote, Leftover
from site_builder.commonmark.footnotes import find_footnotes, starts_footnote
from site_builder.commonmark.parser import MARKDOWN, BlockState
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block, Span

# A line that begins a paragraph, and continues one, whatever stands around it: its first characters rule
# every other block out. Lines of doubt, also indented ones, are left to markdown-it.
_PROSE = r"""(?:
    [^\s\#>\-+*_=`~<\[0-9]
  | \*{1,3}[^\s*] | _{1,3}[^\s_] | -[^\s\-] | \+\S | \#[^\s\#] | `{1,2}[^\s`] | ~{1,2}[^\s~]
  | \[(?:[^\n\[\]\\]|\\[^\n])*+(?:\[|\](?!:))
  | <[A-Za-z][A-Za-z0-9+.\-]*:
  | [0-9]++(?:[.)](?=\S)|(?![.)]))
)"""
# After blank lines something stands at the margin that is no item; the blank lines are the list's.
_LIST_ENDS = rf"\n(?:[ \t]*+\n)++(?:{_PROSE}|[\#>])|\n*\Z"
_EASY = lazy_pattern(
    rf"""(?:
        (?P<paragraph>{_PROSE}[^\n]*+(?:\n{_PROSE}[^\n]*+)*+)(?=\n[ \t]*(?:\n|\Z)|\Z)
      | (?P<heading>\#{{1,6}}(?:[ \t][^\n]*)?)(?=\n|\Z)
      | (?P<bullets>(?P<bullet>[\-+*])[ ]{_PROSE}[^\n]*+(?:\n(?P=bullet)[ ]{_PROSE}[^\n]*+)*+)(?={_LIST_ENDS})
      | (?P<numbers>[0-9]{{1,9}}(?P<dot>[.)])[ ]{_PROSE}[^\n]*+(?:\n[0-9]{{1,9}}(?P=dot)[ ]{_PROSE}[^\n]*+)*+)
        (?={_LIST_ENDS})
      | (?P<quote>>[ ]?{_PROSE}[^\n]*+(?:\n>[ ]?{_PROSE}[^\n]*+|(?:\n>[ \t]*+(?=\n))++(?=\n>[ ]?{_PROSE}))*+)
        (?=\n[ \t]*(?:\n|\Z)|\Z)
      | (?P<hr>(?:-{{3,}}|\*{{3,}}|_{{3,}})[ \t]*+)(?=\n|\Z)
    )\n?(?:[ \t]*\n)*+""",
    re.VERBOSE,
)
_BLANK = lazy_pattern(r"(?:[ \t]*\n)*+")
_LINE_END = lazy_pattern(r"\r\n?")


def parse(text: str, *, first_line: int = 0) -> Document:
    """Parse a Markdown text into its top-level blocks; no text is refused.

    Line ends are normalised first, so that lines count the same on every system.
    `first_line` is the line of the file on which the text begins.
    A text in which no block is found although it says something is one paragraph.
    """
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return _Reader(text, first_line).read()


class _Reader:
    """One pass over a text; what is easy is read here, the rest by markdown-it's rules."""

    def __init__(self, text: str, first_line: int) -> None:
        self.raw = text
        self.text = text.replace("\0", "\ufffd")
        self.changed = self.text != text
        self.first_line = first_line
        self.env: dict[str, Any] = {}
        self.blocks: list[Block] = []
        self.bodies: list[Body] = []
        self.lost: list[tuple[int, int, Token | None]] = []
        self.state: BlockState | None = None

    def read(self) -> Document:
        """Read the whole text."""
        text, blocks, bodies = self.text, self.blocks, self.bodies
        start = _BLANK.match(text)
        assert start is not None
        line, position = text.count("\n", 0, start.end()), start.end()
        length = len(text)
        while position < length:
            match = _EASY.match(text, position)
            if match is None:
                line, position = self._hard(line)
                continue
            kind = match.lastgroup or ""
            source = match[kind]
            body: Body = ()
            level = 0
            if kind == "paragraph":
                body = source.rstrip(MD_TRIM_CHARS)
            elif kind == "heading":
                level = len(source) - len(source.lstrip("#"))
                body = _heading(source[level:])
            elif kind != "hr":
                kind, body = _flat(kind, source)
                if kind != "blockquote":
                    source = text[position : match.end()].removesuffix("\n")
            height = 1 + source.count("\n")
            if self.changed:
                source = self.raw[position : position + len(source)]
            first = line + self.first_line
            blocks.append(Block(len(blocks), Span(first, first + height), kind, source, level))
            bodies.append(body)
            line += height - 1 + text.count("\n", position + len(source), match.end())
            position = match.end()
        return self._document()

    def _hard(self, line: int) -> tuple[int, int]:
        """Let markdown-it read one block at a line that may be blank; return where to go on."""
        if self.state is None:
            self.state = BlockState(self.text.split("\n"), MARKDOWN, self.env)
        state = self.state
        state.line = line = state.skipEmptyLines(line)
        if line >= state.lineMax:
            return line, len(self.text)
        state.tokens = []
        for rule in MARKDOWN.block_rules.rules_for(state, line):
            if rule(state, line, state.lineMax, False):
                break
        self._keep(state.tokens)
        line = state.skipEmptyLines(state.line)
        return line, state.bMarks[line]

    def _keep(self, tokens: list[Token]) -> None:
        self.lost += [(*(token.map or (0, 0)), token) for token in tokens if token.type == "definition"]
        self.lost += [(start, end, None) for start, end in self.env.pop("too_deep", ())]
        tokens = [token for token in tokens if token.type != "definition"]
        if not tokens:
            return
        first = tokens[0]
        kind = first.type.removesuffix("_open")
        start, end = first.map or (0, 0)
        level = int(first.tag[1]) if kind == "heading" else 0
        lines = Span(start + self.first_line, end + self.first_line)
        self.blocks.append(Block(len(self.blocks), lines, kind, self._lines(start, end), level))
        self.bodies.append(tokens[1].content if kind in ("paragraph", "heading") else tuple(tokens))

    def _lines(self, start: int, end: int) -> str:
        assert self.state is not None
        marks = self.state.eMarks
        if start >= end:
            return ""
        begin = marks[start - 1] + 1 if start else 0
        return self.raw[begin : marks[end - 1]]

    def _document(self) -> Document:
        height = self.raw.count("\n") + (not self.raw.endswith("\n") and bool(self.raw))
        lines = Span(self.first_line, self.first_line + height)
        if not self.blocks and self.raw.strip():
            self.blocks.append(Block(0, lines, "paragraph", self.raw.removesuffix("\n")))
            self.bodies.append(self.text.strip(MD_TRIM_CHARS))
            self.lost.clear()
        leftovers = tuple(map(self._leftover, sorted(self.lost, key=lambda lost: lost[:2])))
        references = self.env.get("references", {})
        footnotes: tuple[Footnote, ...] = ()
        continuations: frozenset[int] = frozenset()
        if "[^" in self.text:
            footnotes, continuations = find_footnotes(self.blocks, self.bodies, leftovers)
        if footnotes:
            references = {label: value for label, value in references.items() if label[0] != "^"}
        blocks, bodies = tuple(self.blocks), tuple(self.bodies)
        return Document(blocks, bodies, leftovers, references, footnotes, continuations, lines)

    def _leftover(self, lost: tuple[int, int, Token | None]) -> Leftover:
        start, end, token = lost
        lines = Span(start + self.first_line, end + self.first_line)
        owner = max(0, bisect_right([block.lines.start for block in self.blocks], lines.start) - 1)
        text = self._lines(start, end)
        if token is None:
            return Leftover(lines, text, owner, "too-deep", "")
        label = str(token.meta["id"])
        if label.startswith("^") and starts_footnote(text):
            return Leftover(lines, text.strip(), owner, "footnote", "")
        used = self.env["references"][label]["map"] == token.map
        return Leftover(lines, text, owner, "definition", label if used else "")


def _heading(text: str) -> str:
    """Return what a heading says, without the marks that may close it."""
    text = text.rstrip(" \t")
    open_text = text.rstrip("#")
    if open_text and open_text[-1] in " \t":
        text = open_text
    return text.strip(MD_TRIM_CHARS)


def _flat(kind: str, source: str) -> tuple[str, FlatBlock]:
    """Return the token name and the body of a flat list or quotation."""
    lines = source.split("\n")
    if kind == "quote":
        inner = (line[1:].removeprefix(" ") for line in lines)
        groups = groupby(inner, key=lambda line: bool(line.strip(" \t")))
        paragraphs = ("\n".join(group).strip(MD_TRIM_CHARS) for full, group in groups if full)
        return "blockquote", FlatBlock("blockquote", tuple(paragraphs), ())
    items = [line.split(" ", 1) for line in lines]
    texts = tuple(text.strip(MD_TRIM_CHARS) for _, text in items)
    if kind == "bullets":
        return "bullet_list", FlatBlock("ul", texts, ())
    return "ordered_list", FlatBlock("ol", texts, tuple(mark for mark, _ in items))
