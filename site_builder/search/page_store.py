"""The pages that Pagefind reads, kept between builds, each under the digest of its document.

A page holds folded words, so that the index and a query cut and spell words alike, and in a comment
the finished fragment: the text as it is written, which results show.
"""

import base64
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from site_builder.search.documents import SearchDocument
from site_builder.search.pagefind import pack_fragment
from site_builder.search.words import folded_words

_TITLE_WEIGHT = 7
"""How much more a word weighs in a title; Pagefind's own weight of main headings."""
_BREAK = "\u00b7"
"""A sign that is no word but takes a place, so that no phrase goes from one line to the next."""
BUCKETS = tuple(f"{number:02x}" for number in range(256))
"""Folders of pages, by the first digits of their names, and as many parts as an index can have."""
SHARD_PAGES = 60
"""Pages of a part of an index for each part that there is. Making a part again costs Pagefind about 4 ms of processor
for a page of a thousand words, and asking it costs a query three requests: both grow with the root of the number."""


def write_page(store: Path, document: SearchDocument) -> str:
    """Keep the page of a document; returns its name in the store. Raises OSError."""
    name = page_key(document)
    path = store / f"{name}.html"
    if not path.exists():
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(page_of(document))
        os.replace(part, path)
    return name


def page_key(document: SearchDocument) -> str:
    """Return the name of the page of a document: index, bucket and digest."""
    bucket = hashlib.blake2b(document.address.encode(), digest_size=1).hexdigest()
    return f"{document.index}/{bucket}/{document.digest.hex()}"


def bucket_of(name: str) -> str:
    """Return the bucket in the name of a page."""
    return name.split("/")[2]


def page_of(document: SearchDocument) -> bytes:
    """Return the page of a document."""
    title = folded_words(document.title)
    lines = [folded_words(line) for line in document.lines]
    words = len(title) + sum(map(len, lines))
    fragment = pack_fragment(document, words)
    text = f" {_BREAK} ".join([" ".join(line) for line in lines])
    body = f'<p data-pagefind-weight="{_TITLE_WEIGHT}">{" ".join(title)}</p><p>{_BREAK} {text}</p>'
    comment = base64.b64encode(fragment).decode()
    return f"<!doctype html><!--{comment}--><html><body data-pagefind-body>{body}</body></html>".encode()


def read_fragment(store: Path, name: str) -> bytes:
    """Return the finished fragment of a page. Raises OSError, ValueError."""
    return fragment_of((store / f"{name}.html").read_bytes())


def fragment_of(data: bytes) -> bytes:
    """Return the finished fragment in the bytes of a page. Raises ValueError."""
    start, end = data.index(b"<!--") + 4, data.index(b"-->")
    return base64.b64decode(data[start:end], validate=True)


def offer_pages(store: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield file name and bytes of pages in the order of their file names, in which Pagefind numbers them."""
    for name in sorted(names, key=lambda name: name.rpartition("/")[2]):
        yield f"{name.rpartition('/')[2]}.html", (store / f"{name}.html").read_bytes()


def stored_pages(store: Path) -> set[str]:
    """Return the names of all pages in the store."""
    return {name for name, _ in _files(store)}


def remove_others(store: Path, names: Collection[str]) -> None:
    """Remove all pages but these, and what a killed build left half written."""
    for name, path in _files(store):
        if name not in names:
            os.unlink(path)


def _files(store: Path) -> Iterator[tuple[str, str]]:
    """Yield name and path of every file in the store; one without the ending of a page is named by all of it."""
    for above, _, files in os.walk(store):
        inside = os.path.relpath(above, store).replace(os.sep, "/")
        for file in files:
            yield f"{inside}/{file.removesuffix('.html')}", os.path.join(above, file)


def shards_of(pages: int) -> list[str]:
    """Return the buckets of each part of an index of so many pages: `["00-7f", "80-ff"]` for two parts."""
    count = 1
    while pages >= SHARD_PAGES * (2 * count) ** 2 and count < len(BUCKETS):
        count *= 2
    size = len(BUCKETS) // count
    return [f"{BUCKETS[at]}-{BUCKETS[at + size - 1]}" for at in range(0, len(BUCKETS), size)]


def is_in_shard(name: str, buckets: str) -> bool:
    """Return whether a page is in the part of its index with these buckets."""
    first, last = buckets.split("-")
    return first <= bucket_of(name) <= last
