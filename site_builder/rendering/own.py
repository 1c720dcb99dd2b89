"""Render the pages that the keeper of a site wrote: plain Markdown, links to each other included."""

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from site_builder.rendering.code import highlight
from site_builder.wording import slug

Resolve = Callable[[str], str]
"""Turns an address as written into one that works on the page."""


def render_own(text: str, resolve: Resolve) -> tuple[str, str]:
    """Return the title, which is the first heading, and the HTML of what follows it.

    Raw HTML is shown as text. Headings get ids, so that pages can point into each other.
    """
    tokens = _reader().parse(text)
    title = ""
    if tokens and tokens[0].type == "heading_open":
        title = _words(tokens[1])
        tokens = tokens[3:]
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(_words(tokens[index + 1])))
        for child in token.children or ():
            for name in ("href", "src"):
                address = child.attrGet(name)
                if isinstance(address, str):
                    child.attrSet(name, resolve(address))
    return title, _reader().renderer.render(tokens, _reader().options, {})


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("fence", _listing)
    reader.add_render_rule("table_open", _table_opening)
    reader.add_render_rule("table_close", _table_closing)
    return reader


def _listing(_renderer: object, tokens: list[Token], index: int, *_rest: object) -> str:
    return highlight(tokens[index].content, tokens[index].info) + "\n"


def _table_opening(*_: object) -> str:
    """Open a table in a box that scrolls by itself where it is wider than the page, by keyboard too."""
    return '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>\n'


def _table_closing(*_: object) -> str:
    return "</table></div>\n"


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or ())
