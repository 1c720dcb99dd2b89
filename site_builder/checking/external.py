"""Check the links of articles to other hosts: which to ask, what the answers mean, what was not asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from site_builder.checking.answers import Answer, Answers
from site_builder.checking.crowd import ask_all, host_of
from site_builder.checking.hosts import is_reserved
from site_builder.checking.links import Find, also
from site_builder.checking.references import Reference
from site_builder.checking.survey import Surveyed
from site_builder.engine import Progress
from site_builder.model import Problem

LIMIT = 200
"""Links one check asks, unless told otherwise; the next check goes on with the others."""


class External(msgspec.Struct, frozen=True, kw_only=True):
    """How many links to other hosts there are, and what was done about them."""

    links: int
    """Distinct ones."""
    asked: int
    remembered: int
    """Whose answer is of the last days."""
    left: int
    """Left for the next check, because of the limit or because their host wants rest."""
    limit: int
    passed_over: int
    """To names that stand for others, such as those that end in .example."""


class Outcome(msgspec.Struct, frozen=True):
    """What a check of other hosts found."""

    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    external: External


Places = Mapping[str, Sequence[tuple[str, Reference]]]
"""Where each link stands: pages and what they say there."""


def places_of(surveyed: Sequence[Surveyed]) -> Places:
    """Collect where each link to another host stands."""
    places: dict[str, list[tuple[str, Reference]]] = {}
    for each in surveyed:
        for reference, url in each.elsewhere:
            places.setdefault(url, []).append((each.name, reference))
    return places


def check_external(
    places: Places,
    find: Find,
    *,
    ask: Callable[[str], Answer],
    answers: Answers,
    limit: int,
    progress: Progress,
) -> Outcome:
    """Ask the links that were not asked in the last days, at most `limit` of them."""
    real = [url for url in places if not is_reserved(host_of(url))]
    found = answers.fresh(real)
    remembered = len(found)
    waiting = answers.oldest_first(url for url in real if url not in found)
    chosen = waiting[:limit]
    now: dict[str, Answer] = {}
    try:
        for done, (url, answer) in enumerate(ask_all(chosen, ask), 1):
            progress.step("asking", done, len(chosen))
            if answer:
                now[url] = answer
    finally:
        # What was learnt is kept even when the check is stopped.
        trouble = answers.keep(now, known=real)
        if trouble:
            progress.say(trouble)
    found |= now
    external = External(
        links=len(places),
        asked=len(now),
        remembered=remembered,
        left=len(waiting) - len(now),
        limit=limit,
        passed_over=len(places) - len(real),
    )
    problems = tuple(_told(found, places, find, wrong=True))
    remarks = tuple(_told(found, places, find, wrong=False))
    return Outcome(problems, remarks, external)


def _told(found: Mapping[str, Answer], places: Places, find: Find, *, wrong: bool) -> Iterator[Problem]:
    for url, answer in found.items():
        if answer.kind == "well" or (answer.kind in ("gone", "failing")) != wrong:
            continue
        page, reference = places[url][0]
        path, line = find(page, reference)
        message, hint = _said(url, answer)
        others = len({name for name, _ in places[url]}) - 1
        yield Problem(path, line, f"link-{answer.kind}", message, hint + also(others, "page"))


def _said(url: str, answer: Answer) -> tuple[str, str]:
    if answer.kind == "moved":
        return f"{url} has moved for good", f"it is now {answer.moved_to}"
    if answer.kind == "gone":
        return f"{url} is gone: {answer.words}", "an archive of the web may have it: https://web.archive.org"
    if answer.kind == "failing":
        return f"{url} does not work: {answer.words}", "try it in a browser; it is asked again tomorrow"
    if answer.kind == "unclear":
        return f"{url} does not say whether it works: {answer.words}", "try it in a browser"
    return f"{url} was not asked: {answer.words}", (
        "--allow-host NAME allows a host of your own network where the link itself names it"
    )
