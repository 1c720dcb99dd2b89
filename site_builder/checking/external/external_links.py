"""Check the links of articles to other hosts: which to request, what the statuses mean, what was left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from site_builder.checking.external.link_cache import LinkCache, LinkStatus
from site_builder.checking.external.public_hosts import is_reserved
from site_builder.checking.external.rate_limit import host_of, request_all
from site_builder.checking.links import Locate, also
from site_builder.checking.references import Reference
from site_builder.checking.scan import ScannedFile
from site_builder.engine import Progress
from site_builder.model import Problem

REQUEST_LIMIT = 200
"""Links one check requests, unless told otherwise; the next check goes on with the others."""


class NetworkDownError(Exception):
    """No host can be reached from this machine."""


class Client(Protocol):
    """Makes requests for links."""

    def request(self, url: str) -> LinkStatus:
        """Return the status of a link; never raises."""

    def has_network(self) -> bool:
        """Test whether this machine can reach any host at all."""


class ExternalSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How many links to other hosts there are, and what was done about them."""

    links: int
    """Distinct ones."""
    asked: int
    remembered: int
    """Whose status comes from the cache."""
    left: int
    """Left for the next check, because of the limit or because their host wants rest."""
    limit: int
    passed_over: int
    """To names reserved for examples, such as those that end in .example."""


class ExternalReport(msgspec.Struct, frozen=True):
    """Problems and remarks about links to other hosts."""

    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    external: ExternalSummary


Occurrences = Mapping[str, Sequence[tuple[str, Reference]]]
"""By address: the pages that link to it, and the reference on each."""


def collect_occurrences(scanned: Sequence[ScannedFile]) -> Occurrences:
    """Group the links to other hosts by address."""
    occurrences: dict[str, list[tuple[str, Reference]]] = {}
    for file in scanned:
        for reference, url in file.elsewhere:
            occurrences.setdefault(url, []).append((file.name, reference))
    return occurrences


def check_external(
    occurrences: Occurrences,
    locate: Locate,
    *,
    client: Client,
    cache: LinkCache,
    limit: int,
    progress: Progress,
) -> ExternalReport:
    """Request the links without a fresh status in the cache, at most `limit` of them.

    Raises NetworkDownError where this machine has no network; no link is remembered as broken then.
    """
    real = [url for url in occurrences if not is_reserved(host_of(url))]
    statuses = cache.fresh(real)
    remembered = len(statuses)
    waiting = cache.oldest_first(url for url in real if url not in statuses)
    new_statuses: dict[str, LinkStatus] = {}
    try:
        _request_into(new_statuses, waiting[:limit], client, progress)
    finally:
        # What was learnt is kept even when the check is stopped.
        trouble = cache.store(new_statuses, present=real)
        if trouble:
            progress.say(trouble)
    statuses |= new_statuses
    external = ExternalSummary(
        links=len(occurrences),
        asked=len(new_statuses),
        remembered=remembered,
        left=len(waiting) - len(new_statuses),
        limit=limit,
        passed_over=len(occurrences) - len(real),
    )
    problems = tuple(_problems(statuses, occurrences, locate, wrong=True))
    remarks = tuple(_problems(statuses, occurrences, locate, wrong=False))
    return ExternalReport(problems, remarks, external)


def _request_into(
    statuses: dict[str, LinkStatus],
    urls: Sequence[str],
    client: Client,
    progress: Progress,
) -> None:
    """Put the status of each address into `statuses`. Raises NetworkDownError where no host can be reached."""
    network_works: bool | None = None
    for done, (url, status) in enumerate(request_all(urls, client.request), 1):
        progress.step("asking", done, len(urls))
        if status is None:
            continue
        if status.no_network and network_works is None:
            network_works = client.has_network()
            if not network_works:
                raise NetworkDownError
        statuses[url] = status


def _problems(
    statuses: Mapping[str, LinkStatus], occurrences: Occurrences, locate: Locate, *, wrong: bool
) -> Iterator[Problem]:
    for url, status in statuses.items():
        if status.kind == "well" or (status.kind in ("gone", "failing")) != wrong:
            continue
        page, reference = occurrences[url][0]
        path, line = locate(page, reference)
        message, hint = _message(url, status)
        others = len({name for name, _ in occurrences[url]}) - 1
        yield Problem(path, line, f"link-{status.kind}", message, hint + also(others, "page"))


def _message(url: str, status: LinkStatus) -> tuple[str, str]:
    if status.kind == "moved":
        return f"{url} has moved for good", f"it is now {status.moved_to}"
    if status.kind == "gone":
        return f"{url} is gone: {status.words}", "an archive of the web may have it: https://web.archive.org"
    if status.kind == "failing":
        return f"{url} does not work: {status.words}", "try it in a browser; it is asked again tomorrow"
    if status.kind == "unclear":
        return f"{url} does not say whether it works: {status.words}", "try it in a browser"
    return f"{url} was not asked: {status.words}", (
        "--allow-host NAME allows a host of your own network where the link itself names it"
    )
