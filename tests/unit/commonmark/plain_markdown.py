"""A policy that does what markdown-it-py does, so that the fast renderer can be compared with it byte for byte."""

import random

from markdown_it import MarkdownIt
from markdown_it.common.utils import MD_TRIM_RE, escapeHtml, mdTrim, unescapeAll
from markdown_it.token import Token

from site_builder.commonmark import HTML_ELEMENTS, parse, render

REFERENCE = MarkdownIt("commonmark").enable("strikethrough")
# Escapes in the description of an image inside an image's description are lost by markdown-it-py 4.3; here they stay.
REFERENCE.core.ruler.push("keep_escapes", lambda state: _keep_escapes(state.tokens))

# What can begin, end or upset something, and a little of what cannot.
_WORDS = """
* ** *** _ __ ~~ ~~~ ` `` ``` [ ] ( ) ]( ](u) ![ ! < > <!-- --> \\ & # ## - + = === --- 1. 2) | : " '
<div> </div> <b> </b> <br/> <a@b.cd> <http://a.bc> &amp; &#65; &nbsp; &#1; \\* \\] \\` [a] [a]:x [a](b) ![a](b)
[![a](b)](c) [*a*](b) [a`b](c) ](a(b)c) ](<d>) ](u"t") ](javascript:x) (http://x.yz/?q=1&r=2) é — “ 你 a bc 10 2020
"""
MARKS = _WORDS.split()
SPACES = [
    "\n",
    "\n\n",
    " ",
    "  ",
    "    ",
    "\t",
    "\xa0",
    "\x0c",
    "\r\n",
    " \n",
    "  \n",
    "\\\n",
    "\n> ",
    "\n- ",
    "\n  ",
]


class PlainPolicy:
    line_break = "<br />\n"
    rule = "<hr />\n"
    elements = HTML_ELEMENTS
    escape = staticmethod(escapeHtml)

    def link(self, href: str, title: str) -> tuple[str, str]:
        return f'<a href="{escapeHtml(href)}"{_title(title)}>', "</a>"

    def image(self, source: str, title: str, alt: str, *, linked: bool) -> str:
        return f'<img src="{escapeHtml(source)}" alt="{escapeHtml(alt)}"{_title(title)} />'

    def tag(self, source: str) -> str:
        return source

    def html_block(self, source: str) -> str:
        return source

    def note(self, label: str) -> str:
        raise AssertionError(label)

    def heading(self, level: int) -> str:
        return f"h{level}"

    def code(self, content: str, info: str) -> str:
        words = MD_TRIM_RE.split(mdTrim(unescapeAll(info)), maxsplit=1)
        language = f' class="language-{escapeHtml(words[0])}"' if words[0] else ""
        return f"<pre><code{language}>{escapeHtml(content)}</code></pre>\n"


def assert_same(text: str) -> None:
    """Compare with markdown-it-py, except where this program keeps what it drops."""
    document = parse(text)
    if document.footnotes or any(leftover.kind == "too-deep" for leftover in document.leftovers):
        return
    expected = REFERENCE.render(text)
    if not expected and document.blocks:
        return
    assert "".join(render(document, PlainPolicy(), extended=False)) == expected, repr(text[:500])


def nasty_text(rng: random.Random, longest: int) -> str:
    """Make a text of marks in any order."""
    pieces = (rng.choice(SPACES if rng.random() < 0.3 else MARKS) for _ in range(rng.randint(1, longest)))
    return "".join(pieces)


def _keep_escapes(tokens: list[Token]) -> None:
    for token in tokens:
        token.type = "text" if token.type == "text_special" else token.type
        _keep_escapes(token.children or [])


def _title(title: str) -> str:
    return f' title="{escapeHtml(title)}"' if title else ""
