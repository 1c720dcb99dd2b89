"""Read a published site over HTTP and compare it with what was sent, by digest and not by status."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal
from urllib.parse import quote

from site_builder.deploy.http_api import Api, ApiError
from site_builder.deploy.site_files import SiteFile, Stage, sha256_hex, stage_of

Extent = Literal["sample", "all", "none"]

SAMPLE = 20
"""Files that are read besides those that always are."""
PATIENCE = 60.0
"""Seconds within which a host may still show the release before, as caches do."""
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between two readings of a file that differed."""
_PARALLEL = 8
_ABSENT = "no-such-page-5f1c/"
"""A path that no site has."""
_RULES = frozenset({"_headers", "_redirects", "CNAME", ".nojekyll"})
"""Files for the host itself, which it does not show."""


def files_to_read(
    files: Mapping[str, SiteFile], extent: Extent, *, changed: Sequence[str], seed: str
) -> list[str]:
    """Return the paths to read: home, an article and an asset always, then a sample, changed ones first."""
    shown = [path for path in sorted(files) if path not in _RULES and path != "404.html"]
    if extent == "all":
        return shown
    first = [next((path for path in shown if matches(path)), "") for matches in _ALWAYS]
    rest = [path for path in changed if path in files and path in set(shown)]
    chooser = random.Random(seed)
    chooser.shuffle(rest)
    rest += chooser.sample(shown, min(SAMPLE, len(shown)))
    return list(dict.fromkeys([*filter(None, first), *rest]))[: SAMPLE + len(_ALWAYS)]


_ALWAYS: tuple[Callable[[str], bool], ...] = (
    lambda path: path == "index.html",
    lambda path: path.endswith(".html") and stage_of(path) == Stage.ARTICLES,
    lambda path: stage_of(path) == Stage.ASSETS,
)


def verify_site(
    url: str,
    files: Mapping[str, SiteFile],
    paths: Sequence[str],
    api: Api,
    *,
    patience: float = PATIENCE,
    sleep: Callable[[float], None] = time.sleep,
) -> list[str]:
    """Return a sentence for every file that readers do not get as it was sent; none where all is well.

    A file that differs is read again for up to `patience` seconds, as hosts take a while to show a release.
    """
    base = url.rstrip("/") + "/"
    deadline = time.monotonic() + patience
    wrong = dict(_differing(base, files, paths, api))
    for pause in _PAUSES:
        if not wrong or time.monotonic() + pause > deadline:
            break
        sleep(pause)
        wrong = dict(_differing(base, files, list(wrong), api))
    if "404.html" in files:
        wrong |= dict(_differing_absent(base, files["404.html"], api))
    return [f"{base}{path}: {problem}" for path, problem in wrong.items()]


def _differing(
    base: str, files: Mapping[str, SiteFile], paths: Sequence[str], api: Api
) -> Iterator[tuple[str, str]]:
    with ThreadPoolExecutor(_PARALLEL, thread_name_prefix="verify") as pool:
        for path, problem in zip(
            paths, pool.map(lambda path: _problem(base, files[path], api), paths), strict=True
        ):
            if problem:
                yield path, problem


def _problem(base: str, file: SiteFile, api: Api) -> str:
    """Return what is wrong with a file as readers get it; a page is asked for under its folder's address."""
    path = file.path
    address = path.removesuffix("index.html") if path.endswith(("/index.html", "index.html")) else path
    try:
        answer = api.get(base + quote(address))
    except ApiError as error:
        return error.message
    if answer.status != 200:
        return f"answers {answer.status}"
    if sha256_hex(answer.data) != file.sha256:
        return f"has other bytes than were sent ({len(answer.data):,} instead of {file.size:,})"
    return ""


def _differing_absent(base: str, page: SiteFile, api: Api) -> Iterator[tuple[str, str]]:
    try:
        answer = api.get(base + _ABSENT)
    except ApiError as error:
        yield _ABSENT, error.message
        return
    if answer.status != 404:
        yield _ABSENT, f"a page that does not exist answers {answer.status} and not 404"
    elif sha256_hex(answer.data) != page.sha256:
        yield _ABSENT, "the host shows its own page for wrong addresses and not 404.html"
