"""Run Pagefind over pages."""

import base64
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from site_builder.search.documents import OTHER_LANGUAGES, SearchDocument
from site_builder.search.pagefind_service import PagefindError, PagefindService

SCRIPT = "pagefind.js"
"""The script that reads indexes, the same for all."""
_SIGNATURE = b"pagefind_dcd"
"""What Pagefind's files begin with once they are unpacked."""
_NO_LANGUAGE = "zxx"
"""The tag of no language, for which Pagefind knows no stems."""
_URL_BYTES = 200
"""Enough of a fragment to hold its address, which comes first."""


_ENTRY = "pagefind-entry.json"


def run_pagefind(program: Path, pages: Iterable[tuple[str, bytes]], *, language: str) -> Mapping[str, bytes]:
    """Index pages, given by file name, in a language as `language_of_index` gives it; returns all files by path.

    The same pages in the same order make the same bytes on every machine. Raises PagefindError.
    """
    forced = _NO_LANGUAGE if language == OTHER_LANGUAGES else language
    with PagefindService(program) as service:
        index = service.request("NewIndex", config={"force_language": forced})["index_id"]
        for name, data in pages:
            service.request("AddFile", index_id=index, file_path=name, file_contents=data.decode())
        # Asked to write them to a folder, it answers before the last of them are whole.
        listed = service.request("GetFiles", index_id=index)["files"]
    files = {file["path"]: base64.b64decode(file["content"]) for file in listed}
    if _ENTRY not in files:
        raise PagefindError("it wrote no index")
    return files


def index_files(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the path of every file of an index that searching needs, but for the fragments and the script."""
    (language,) = msgspec.json.decode(files[_ENTRY])["languages"].values()
    yield _ENTRY
    yield f"pagefind.{language['hash']}.pf_meta"
    yield f"wasm.{language['wasm'] or 'unknown'}.pagefind"
    yield from sorted(path for path in files if path.startswith("index/"))


def fragment_names(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the name of each fragment of an index and the file name of its page, without the ending."""
    for path in sorted(path for path in files if path.startswith(_FRAGMENTS)):
        yield path.removeprefix(_FRAGMENTS), page_name(files[path])


_FRAGMENTS = "fragment/"


def page_name(fragment: bytes) -> str:
    """Return the file name of the page that a fragment is of, without the ending."""
    start = zlib.decompressobj(wbits=31).decompress(fragment, _URL_BYTES).removeprefix(_SIGNATURE)
    url = start.partition(b'"url":"')[2].partition(b'"')[0].decode()
    return url.rpartition("/")[2].removesuffix(".html")


def pack_fragment(document: SearchDocument, words: int) -> bytes:
    """Return the fragment that Pagefind's script reads for a page: its text as it is written, a line each."""
    fragment = {
        "url": f"/{document.address}",
        "content": "\n".join((document.title, *document.lines)),
        "word_count": words,
        "filters": {},
        "meta": {"title": document.title or document.heading},
        "anchors": [],
    }
    packer = zlib.compressobj(wbits=31)
    return packer.compress(_SIGNATURE + msgspec.json.encode(fragment)) + packer.flush()
