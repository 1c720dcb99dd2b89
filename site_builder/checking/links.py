"""Turn what was found on built pages into problems: links and fragments that lead nowhere, files that are broken."""

from collections.abc import Callable, Iterator, Sequence

from site_builder.checking.goals import OUT, Goal
from site_builder.checking.references import Reference
from site_builder.checking.survey import Surveyed
from site_builder.model import Problem

Find = Callable[[str, Reference], tuple[str, int | None]]
"""Gives file and line for an address on a page."""


def link_problems(surveyed: Sequence[Surveyed], find: Find) -> Iterator[Problem]:
    """Yield a problem for every goal that is not there, at the first page that leads to it."""
    ids = {each.name: frozenset(each.ids) for each in surveyed}
    seen: dict[Goal, list[tuple[str, Reference]]] = {}
    for each in surveyed:
        if each.fault:
            fault, words = each.fault
            yield Problem(each.name, fault, "bad-file", words, "correct the template that makes it")
        for reference, goal in each.broken:
            seen.setdefault(Goal(goal.path), []).append((each.name, reference))
        for reference, goal in each.fragments:
            if goal.fragment not in ids.get(goal.path, ()):
                seen.setdefault(goal, []).append((each.name, reference))
    for goal, places in seen.items():
        page, reference = places[0]
        path, line = find(page, reference)
        code, message, hint = _said(goal, reference)
        yield Problem(path, line, code, message, hint + also(len(places) - 1, "page"))


def _said(goal: Goal, reference: Reference) -> tuple[str, str, str]:
    shown = repr(reference.target[:200])
    if goal.path == OUT:
        return (
            "link-outside",
            f"the link to {shown} leads out of the site",
            "let it lead to a page of the site",
        )
    if goal.fragment:
        message = f"the link to {shown} leads to no place on its page"
        return "fragment-missing", message, f"{goal.path} has no id {goal.fragment!r}"
    return "link-broken", f"the link to {shown} leads nowhere", f"the site has no {goal.path or 'index.html'}"


def also(others: int, noun: str) -> str:
    """Say that the same stands elsewhere too; empty where it does not."""
    return f"; also on {others:,} other {noun}{'s' if others > 1 else ''}" if others else ""
