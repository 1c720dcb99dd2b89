"""Render a document's blocks as HTML that is safe whoever wrote them, and in which nothing is lost."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markdown_it.common.utils import escapeHtml

from site_builder.commonmark import BlockRenderer, Body, Document, Footnote, InlineRenderer, parse
from site_builder.lazy_patterns import lazy_pattern
from site_builder.memo import Memo
from site_builder.model import Block, Part
from site_builder.rendering.article_links import FindLink, no_links
from site_builder.rendering.characters import isolate_bidi
from site_builder.rendering.pictures import FindPicture, no_pictures
from site_builder.rendering.policy import SafePolicy
from site_builder.rendering.sanitising import sanitise
from site_builder.wording import show_controls

# A passage that recurs, such as a notice, is rendered once.
_MEMO = Memo[str](2048)
_MEMO_LENGTH = 2000
# Listings of one document that are coloured, in characters of the blocks that hold them.
_COLOURED = 65_536

_PARAGRAPH = lazy_pattern(r'(<p(?: id="[^"]*")?>)(.*?)(</p>)', re.DOTALL)

# A printable paragraph without any of these is its own HTML.
_MARKS = tuple('\\`*_~[<>&!"')


def render_blocks(
    document: Document,
    *,
    remote_images: bool,
    prefix: str,
    find_picture: FindPicture = no_pictures,
    find_file: FindPicture = no_pictures,
    find_link: FindLink = no_links,
) -> tuple[str, ...]:
    """Return one piece of safe, self-contained HTML for each block.

    `prefix` begins the ids of footnotes, the only ids there are, so that two articles can share a page.
    What the parser leaves out stands with the block that owns its lines.
    `find_picture` knows the pictures beside the article that are published, `find_file` the files that links lead to,
    `find_link` the links that lead to articles of the archive.
    """
    if document.references or document.footnotes or document.leftovers:
        return _Linked(
            document,
            remote_images=remote_images,
            prefix=prefix,
            find_picture=find_picture,
            find_file=find_file,
            find_link=find_link,
        ).render()
    policy = SafePolicy(
        remote_images=remote_images, find_picture=find_picture, find_file=find_file, find_link=find_link
    )
    page = _Page(policy)
    if document.joined or find_link is not no_links:
        return tuple(map(page.block, document.blocks, document.bodies))
    return tuple(map(page.block_once, document.blocks, document.bodies))


class _References(dict[str, Any]):
    """Link definitions that remember which of them were used."""

    def __init__(self, references: Mapping[str, Any]) -> None:
        super().__init__(references)
        self.used: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        if key in self:
            self.used.add(key)
        return super().get(key, default)


class _Page:
    """Renders blocks one by one."""

    def __init__(
        self, policy: SafePolicy, references: _References | None = None, notes: frozenset[str] = frozenset()
    ) -> None:
        self._policy = policy
        self._inline = InlineRenderer(policy, references=references, footnotes=notes)
        self._blocks = BlockRenderer(policy, self._safe_inline, extended=True)
        self._listings = 0

    def block_once(self, block: Block, body: Body) -> str:
        """Render a block of a document without definitions, or recall how the same block was rendered."""
        text = block.text
        if len(text) > _MEMO_LENGTH:
            return self.block(block, body)
        self._count(block, body)
        key = (block.type, text, self._policy.remote_images, self._policy.colours)
        html = _MEMO.get(key)
        if html is None:
            html = self._rendered(block, body)
            if not self._policy.has_local_files:
                _MEMO.put(key, html)
        return html

    def block(self, block: Block, body: Body) -> str:
        """Render a block."""
        self._count(block, body)
        return self._rendered(block, body)

    def _count(self, block: Block, body: Body) -> None:
        """Stop colouring once a document's listings are too long in all; this must not depend on the memo."""
        if isinstance(body, tuple):
            self._listings += len(block.text)
            self._policy.colours = self._listings <= _COLOURED

    def _rendered(self, block: Block, body: Body) -> str:
        if body == "" and block.type == "paragraph":
            return ""
        if block.type == "paragraph" and isinstance(body, str) and _is_plain(body):
            return f"<p>{body}</p>"
        self._policy.begin_block()
        html = self._blocks.render(block, body)
        return self._finished(self._policy.figure(html) if self._policy.captions else html)

    def note(self, text: str) -> str:
        """Render inline Markdown that stands by itself."""
        self._policy.begin_block()
        return self._finished(self._safe_inline(text))

    def _safe_inline(self, text: str) -> str:
        """Render inline Markdown with control characters made visible and changes of text direction isolated."""
        # Once more behind it: what a bare address shows is decoded, and `%1b` is a control character then.
        return isolate_bidi(show_controls(self._inline.render(show_controls(text))))

    def _finished(self, html: str) -> str:
        """Sanitise a block, last of all, unless it is provably nothing but constant tags and escaped text."""
        return (sanitise(html) if self._policy.raw else html).strip("\n")


class _Linked:
    """Renders a document whose parts point at each other: footnotes and links defined elsewhere."""

    def __init__(
        self,
        document: Document,
        *,
        remote_images: bool,
        prefix: str,
        find_picture: FindPicture,
        find_file: FindPicture,
        find_link: FindLink,
    ) -> None:
        self._document = document
        self._prefix = prefix
        labels = dict.fromkeys(footnote.label.lower() for footnote in document.footnotes if footnote.label)
        self._numbers = {label: number for number, label in enumerate(labels, 1)}
        self._footnotes: dict[int, list[Footnote]] = {}
        for footnote in document.footnotes:
            self._footnotes.setdefault(footnote.line, []).append(footnote)
        self._references = _References(document.references)
        self._policy = SafePolicy(
            remote_images=remote_images,
            prefix=prefix,
            notes=self._numbers,
            find_picture=find_picture,
            find_file=find_file,
            find_link=find_link,
        )
        self._page = _Page(self._policy, self._references or None, frozenset(labels))
        self._defined: set[str] = set()

    def render(self) -> tuple[str, ...]:
        """Render the text first, then the footnotes, which link back to it, and last what nothing has used."""
        document = self._document
        texts = [
            "" if self._is_footnote(block) else self._page.block(block, body)
            for block, body in zip(document.blocks, document.bodies, strict=True)
        ]
        contents = {footnote.text: self._contents(footnote.text) for footnote in document.footnotes}
        pieces = [
            [self._written(block.lines.start, contents) if block.lines.start in self._footnotes else text]
            for block, text in zip(document.blocks, texts, strict=True)
        ]
        before: list[list[str]] = [[] for _ in pieces]
        for leftover in document.leftovers:
            if leftover.kind == "footnote":
                html = self._written(leftover.lines.start, contents)
            elif leftover.label in self._references.used:
                continue
            else:
                html = _as_text(leftover.text)
            first = document.blocks[leftover.owner].lines.start > leftover.lines.start
            (before if first else pieces)[leftover.owner].append(html)
        return tuple(
            "\n".join(filter(None, (*lead, *rest))) for lead, rest in zip(before, pieces, strict=True)
        )

    def _is_footnote(self, block: Block) -> bool:
        return block.lines.start in self._footnotes or block.index in self._document.continuations

    def _contents(self, text: str) -> list[str]:
        """Render the blocks of a footnote."""
        document = parse(text)
        blocks = [
            self._page.block(block, body)
            for block, body in zip(document.blocks, document.bodies, strict=True)
        ]
        return [*blocks, *(_as_text(leftover.text) for leftover in document.leftovers)]

    def _written(self, line: int, contents: Mapping[str, list[str]]) -> str:
        """Write the footnotes that begin in one paragraph; text before the first is a paragraph of its own."""
        return "\n".join(
            self._footnote(note.label, list(contents[note.text])) for note in self._footnotes[line]
        )

    def _footnote(self, label: str, blocks: list[str]) -> str:
        if not label:
            return "\n".join(blocks)
        key = label.lower()
        number = self._numbers[key]
        anchor = "" if key in self._defined else f' id="{self._prefix}fn-{number}"'
        back = (
            f'<a class="md-back" href="#{self._prefix}fnref-{number}">\u21a9</a>'
            if key in self._policy.referred
            else ""
        )
        self._defined.add(key)
        mark = f"<sup>{escapeHtml(show_controls(label))}</sup> "
        if not blocks or (len(blocks) == 1 and _is_paragraph(blocks[0])):
            return f'<p class="md-footnote"{anchor}>{mark}{"".join(blocks)[3:-4]} {back}</p>'
        first = f"<p>{mark}{blocks.pop(0)[3:]}" if _is_paragraph(blocks[0]) else f"<p>{mark}</p>"
        whole = "\n".join(filter(None, (first, *blocks, f"<p>{back}</p>" if back else "")))
        return f'<div class="md-footnote"{anchor}>\n{whole}\n</div>'


def _is_paragraph(html: str) -> bool:
    return html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1


def _is_plain(text: str) -> bool:
    return text.isprintable() and not any(map(text.__contains__, _MARKS))


def _as_text(source: str) -> str:
    """Show lines of source as they are."""
    lines = (isolate_bidi(escapeHtml(show_controls(line.strip()))) for line in source.strip().split("\n"))
    return f'<p class="md-left">{"<br>".join(lines)}</p>'


def mark_parts(
    whole: str, text: str, parts: tuple[Part, ...], *, remote_images: bool, find_link: FindLink = no_links
) -> str:
    """Return the HTML of a paragraph with each of its parts in a `span` that names its role.

    `whole` is the paragraph as rendered, perhaps with an id, `text` its Markdown. Each piece is rendered on its own;
    where the pieces together are not what the whole is, a link or an emphasis spans them, and it stays as it is.
    """
    element = _PARAGRAPH.fullmatch(whole)
    if element is None:
        return whole
    opening, content, closing = element.groups()
    marked = _remembered if find_link is no_links else _marked
    return opening + marked(content, text, parts, remote_images, find_link) + closing


def _marked(
    content: str, text: str, parts: tuple[Part, ...], remote_images: bool, find_link: FindLink
) -> str:
    page = _Page(SafePolicy(remote_images=remote_images, find_link=find_link))
    plain, marked, at = [], [], 0
    for part in parts:
        between, piece = page.note(text[at : part.start]), page.note(text[part.start : part.end])
        plain += [between, piece]
        marked += [between, f'<span class="part" data-part="{part.role}">{piece}</span>']
        at = part.end
    rest = page.note(text[at:])
    same = "".join(plain) + rest == content
    return "".join(marked) + rest if same else content


# A notice that has parts stands in many articles.
_remembered = lru_cache(maxsize=1024)(_marked)
