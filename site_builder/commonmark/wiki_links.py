"""Read links between notes as Obsidian and wikis write them: `[[Other]]`, `[[folder/Other#Heading|words]]`."""

import re
from collections.abc import Container
from urllib.parse import quote

import msgspec

from site_builder.commonmark.document import Document
from site_builder.commonmark.inline_texts import rewrite_texts
from site_builder.lazy_patterns import lazy_pattern

WIKI = "wiki:"
"""Begins the target of a wiki link where it is written as a link of Markdown."""

_LINK = lazy_pattern(
    r"(?P<code>(?<!`)(`+)(?!`).{0,500}?(?<!`)\2(?!`))"
    r"|(?<![!\\\[])\[\[(?P<name>[^\[\]|#\n\s][^\[\]|#\n]{0,200})?(?P<part>#[^\[\]|\n]{1,200})?"
    r"(?:\|(?P<words>[^\[\]|\n]+))?\]\](?![\[(:])",
    re.DOTALL,
)
_WORD = lazy_pattern(r"[^\W\d_]")


def find_wiki_links(text: str) -> list[tuple[int, str]]:
    """Return the offset and the target, as in `rewrite_wiki_links`, of each wiki link of a Markdown text."""
    if "[[" not in text:
        return []
    pairs = ((match.start(), _target(match)) for match in _LINK.finditer(text))
    return [(at, target) for at, target in pairs if target]


def rewrite_wiki_links(document: Document, targets: Container[str]) -> Document:
    """Return a document in which the wiki links to `targets` are links of Markdown; all else stays as it is.

    A target is that of `find_wiki_links`, with its fragment or without.
    """

    def replace(match: re.Match[str]) -> str:
        target = _target(match)
        if not target or not (target in targets or target.partition("#")[0] in targets):
            return match[0]
        words = match["words"] or (match["name"] or "") + (match["part"] or "")
        return f"[{words.strip().lstrip('#')}]({target})"

    bodies = tuple([rewrite_texts(body, "[[", _LINK, replace) for body in document.bodies])
    changed = [index for index, body in enumerate(bodies) if body is not document.bodies[index]]
    if not changed:
        return document
    return msgspec.structs.replace(document, bodies=bodies, joined=document.joined.union(changed))


def _target(match: re.Match[str]) -> str:
    """Return the target of a match; empty for code, and for brackets around what is no name, such as `[[1]]`."""
    name, part = (match["name"] or "").strip(), match["part"] or ""
    if match["code"] or not _WORD.search(name + part):
        return ""
    return (
        WIKI
        + quote(name, safe="", errors="replace")
        + (part and "#" + quote(part[1:], safe="", errors="replace"))
    )
