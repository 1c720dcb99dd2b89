"""Content types and caching of published files, for hosts that are told."""

from collections.abc import Iterable, Mapping

from site_builder.deploy.site_files import Digest, SiteFile, is_digested, made_file

FOR_EVER = "public, max-age=31536000, immutable"
"""For files whose name changes with their bytes."""
SHORTLY = "public, max-age=60, must-revalidate"
"""For pages and all else."""

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl; charset=utf-8",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "pdf": "application/pdf",
    "woff2": "font/woff2",
    "wasm": "application/wasm",
    "gz": "application/gzip",
}


def content_type(path: str) -> str:
    """Return the media type of a file by the ending of its name."""
    if path.rpartition("/")[2].startswith("feed") and path.endswith(".xml"):
        return "application/atom+xml; charset=utf-8"
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def cache_control(path: str) -> str:
    """Return how long browsers and caches may keep a file."""
    return FOR_EVER if is_digested(path) else SHORTLY


def headers_file(paths: Iterable[str]) -> bytes:
    """Return the text of `_headers`, which Netlify and Cloudflare read: caching, and what a page cannot say itself."""
    lines = ["/*", f"  Cache-Control: {SHORTLY}", "  X-Content-Type-Options: nosniff"]
    lines += ["  Content-Security-Policy: frame-ancestors 'none'", "  Referrer-Policy: no-referrer"]
    for path in sorted(path for path in paths if is_digested(path)):
        lines += [f"/{path}", "  ! Cache-Control", f"  Cache-Control: {FOR_EVER}"]
    return ("\n".join(lines) + "\n").encode()


def header_rules(settings: object, files: Mapping[str, SiteFile], digest: Digest) -> Mapping[str, SiteFile]:
    """Return `_headers` as a file beside the site, unless the site has its own."""
    return {} if "_headers" in files else {"_headers": made_file("_headers", headers_file(files), digest)}
