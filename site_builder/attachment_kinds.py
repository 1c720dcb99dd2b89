"""Kinds of files that are published for the articles that refer to them."""

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
"""Endings of pictures, in lower case; the bytes decide which of these kinds a picture is."""

FILES = (
    *(ending for ending in PICTURES if ending != ".svg"),
    ".pdf", ".epub", ".csv", ".tsv", ".zip",
    ".mp3", ".m4a", ".ogg", ".opus", ".wav", ".flac", ".mp4", ".m4v", ".webm",
    ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp",
)  # fmt: skip
"""Endings of files that links may lead to; a drawing is none of them, as it is a document when opened by itself.

Nothing is that browsers run: no pages, no scripts, no style sheets.
"""

ENDINGS = (*FILES, ".svg")
"""Endings of everything that can be published for an article."""
