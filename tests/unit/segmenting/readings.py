"""Readings made from Markdown, for tests of the segmenting room."""

from site_builder.commonmark import parse
from site_builder.model import Metadata, Reading
from site_builder.wording import detect_language, fingerprint


def reading_of(text: str) -> Reading:
    blocks = parse(text).blocks
    return Reading(
        path="a.md",
        display_path="a.md",
        sha256="",
        blocks=blocks,
        fingerprints=tuple(fingerprint(block.text) for block in blocks),
        stated=Metadata(),
        provenance=(),
        front_matter=None,
        broken_front_matter=None,
        saved=(),
        outlet="",
        profile=None,
        language=detect_language(text),
        problems=(),
    )
