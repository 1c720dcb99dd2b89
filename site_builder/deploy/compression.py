"""Make compressed twins of text files, for servers that send them in place of the file."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Protocol

from site_builder.deploy.site_files import Digest, SiteFile, made_file
from site_builder.model import SiteError

Encoding = Literal["gzip", "brotli"]
ENDINGS: Mapping[Encoding, str] = {"gzip": ".gz", "brotli": ".br"}
_TEXT = (".html", ".css", ".js", ".json", ".jsonl", ".xml", ".svg", ".txt", ".md", ".bib", ".ris")
_SMALLEST = 1_000
"""Bytes below which a packet is not saved."""


class Compressing(Protocol):
    """The settings of a target that takes twins."""

    @property
    def compress(self) -> tuple[Encoding, ...]:
        """Encodings in which text files have twins."""
        ...


def twins_to_compress(
    settings: Compressing, files: Mapping[str, SiteFile], digest: Digest
) -> Mapping[str, SiteFile]:
    """Return the twins that the settings of a target ask for."""
    return dict(compressed_twins(files, settings.compress, digest))


def compressed_twins(
    files: Mapping[str, SiteFile], encodings: Sequence[Encoding], digest: Digest
) -> Iterator[tuple[str, SiteFile]]:
    """Yield path and file of every twin that is smaller than its file; the same bytes on every machine."""
    for path, file in files.items():
        if not encodings or not path.endswith(_TEXT) or file.size < _SMALLEST:
            continue
        data = file.read()
        for encoding in encodings:
            small = _compress(data, encoding)
            if len(small) < len(data):
                name = path + ENDINGS[encoding]
                yield name, made_file(name, small, digest)


def _compress(data: bytes, encoding: Encoding) -> bytes:
    if encoding == "gzip":
        return gzip.compress(data, 9, mtime=0)
    try:
        import brotli
    except ImportError as error:
        raise SiteError(
            'compress = ["brotli"] needs a library that is not installed',
            hint="pip install 'site-builder[compress]', or write compress = [\"gzip\"]",
        ) from error
    packed: bytes = brotli.compress(data, quality=11)
    return packed
