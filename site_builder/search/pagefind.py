"""Run Pagefind over a folder of pages."""

import os
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from site_builder.search.documents import OTHER_LANGUAGES, SearchDocument

SCRIPT = "pagefind.js"
"""The script that reads indexes, the same for all."""
_SIGNATURE = b"pagefind_dcd"
"""What Pagefind's files begin with once they are unpacked."""
_NO_LANGUAGE = "zxx"
"""The tag of no language, for which Pagefind knows no stems."""
_URL_BYTES = 200
"""Enough of a fragment to hold its address, which comes first."""


class PagefindError(Exception):
    """Pagefind made no index; the message is one line."""


def run_pagefind(program: Path, pages: Path, output: Path, *, language: str) -> None:
    """Index the pages in a folder, in a language as `language_of_index` gives it.

    Raises PagefindError.
    """
    command = [
        os.fspath(program),
        "--silent",
        *("--site", os.fspath(pages)),
        *("--output-path", os.fspath(output)),
        *("--force-language", _NO_LANGUAGE if language == OTHER_LANGUAGES else language),
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise PagefindError(f"it cannot be run: {(error.strerror or str(error)).lower()}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().split("\n")
        reason = f"signal {-done.returncode}" if done.returncode < 0 else f"code {done.returncode}"
        raise PagefindError(f"it ended with {reason}{': ' if lines[-1] else ''}{lines[-1]}")
    if not (output / "pagefind-entry.json").is_file():
        raise PagefindError("it wrote no index")


def index_files(output: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of every file of an index that searching needs, but for the fragments and the script."""
    entry = msgspec.json.decode((output / "pagefind-entry.json").read_bytes())
    (language,) = entry["languages"].values()
    names = [
        "pagefind-entry.json",
        f"pagefind.{language['hash']}.pf_meta",
        f"wasm.{language['wasm'] or 'unknown'}.pagefind",
    ]
    for name in names:
        yield name, output / name
    for path in sorted((output / "index").iterdir()):
        yield f"index/{path.name}", path


def fragment_names(output: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each fragment of an index and the file name of its page, without the ending."""
    for path in sorted((output / "fragment").iterdir()):
        yield path.name, page_name(path.read_bytes())


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
