"""Find the links of an article that may lead to another article of the archive, with their lines."""

import posixpath
import re
from array import array
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from site_builder.commonmark import PlainText, find_wiki_links
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block, LinkReference, OutgoingLinks
from site_builder.wording import address_key

_SCHEME = lazy_pattern(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//|\\")
_SOURCE_SUFFIXES = (".md", ".markdown", ".txt", "")
_MAX_MISSES = 8
"""Targets of one block that are not found in its text, as definitions are elsewhere, before none is looked for."""
_VERBATIM = frozenset({"fence", "code_block", "html_block"})


def find_outgoing_links(blocks: Sequence[Block], texts: Sequence[PlainText]) -> OutgoingLinks:
    """Return the links of an article that may lead to others; `texts` are the plain texts of its blocks."""
    addresses = {
        address_key(link.target) for text in texts for link in text.links if link.target[:4].lower() == "http"
    }
    addresses.discard(0)
    references = tuple(dict.fromkeys(_references(blocks, texts)))
    return OutgoingLinks(references, array("Q", sorted(addresses)).tobytes())


def own_fragments(references: Sequence[LinkReference]) -> list[str]:
    """Return the targets that lead to a part of the article itself: `#heading`, `wiki:#Heading`."""
    targets = (reference.target for reference in references)
    return [target for target in targets if target.removeprefix("wiki:").startswith("#")]


def _references(blocks: Sequence[Block], texts: Sequence[PlainText]) -> Iterator[LinkReference]:
    for block, text in zip(blocks, texts, strict=True):
        targets = [link.target for link in text.links if _may_be_article(link.target)]
        if targets:
            yield from _located(block, targets)
        if "[[" in block.text and block.type not in _VERBATIM:
            at, line = 0, block.lines.start
            for offset, target in find_wiki_links(block.text):
                line += block.text.count("\n", at, offset)
                at = offset
                yield LinkReference(target, line)


def _located(block: Block, targets: Sequence[str]) -> Iterator[LinkReference]:
    """Yield the links of a block with their lines; where a target is not found, the line of the one before."""
    text = block.text
    at, line, misses = 0, block.lines.start, 0
    for target in targets:
        found = -1
        if misses < _MAX_MISSES:
            found = max(text.find(target, at), text.find(unquote(target), at) if "%" in target else -1)
            misses += found < 0
        if found >= 0:
            line += text.count("\n", at, found)
            at = found
        yield LinkReference(target, line)


def _may_be_article(target: str) -> bool:
    """Return whether a target is a fragment, an address below `/articles/`, or the path of a text file."""
    if not target or target == "#" or _SCHEME.match(target):
        return False
    if target[0] == "#":
        return True
    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    suffix = posixpath.splitext(path)[1].lower()
    if path.startswith("/"):
        return path.startswith("/articles/") or suffix in _SOURCE_SUFFIXES[:3]
    return bool(path) and suffix in _SOURCE_SUFFIXES
