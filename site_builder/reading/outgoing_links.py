"""Find the links of an article that may lead to another article of the archive, with their lines."""

import posixpath
import re
from array import array
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from site_builder.commonmark import PlainText, find_wiki_links
from site_builder.model import Block, LinkReference, OutgoingLinks
from site_builder.wording import address_key

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|//|\\")
_SOURCE_SUFFIXES = (".md", ".markdown", ".txt", "")
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
        for link in text.links:
            if _may_be_article(link.target):
                yield LinkReference(link.target, _line(block, link.target))
        if "[[" in block.text and block.type not in _VERBATIM:
            for at, target in find_wiki_links(block.text):
                yield LinkReference(target, block.lines.start + block.text.count("\n", 0, at))


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


def _line(block: Block, target: str) -> int:
    at = max(block.text.find(target), block.text.find(unquote(target)), 0)
    return block.lines.start + block.text.count("\n", 0, at)
