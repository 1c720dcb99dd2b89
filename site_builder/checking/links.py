"""Report links and fragments of built pages that lead nowhere, and files that are broken."""

from collections.abc import Callable, Iterator, Sequence

from site_builder.checking.link_targets import OUT, LinkTarget
from site_builder.checking.references import Reference
from site_builder.checking.scan import ScannedFile
from site_builder.model import Problem

Locate = Callable[[str, Reference], tuple[str, int | None]]
"""From page and reference to the file and line that messages name."""


def link_problems(scanned: Sequence[ScannedFile], locate: Locate) -> Iterator[Problem]:
    """Yield a problem for every missing target, at the first page that links to it."""
    ids = {file.name: frozenset(file.ids) for file in scanned}
    missing: dict[LinkTarget, list[tuple[str, Reference]]] = {}
    for file in scanned:
        if file.fault:
            fault_line, words = file.fault
            yield Problem(file.name, fault_line, "bad-file", words, "correct the template that makes it")
        for reference, target in file.broken:
            missing.setdefault(LinkTarget(target.path), []).append((file.name, reference))
        for reference, target in file.fragments:
            if target.fragment not in ids.get(target.path, ()):
                missing.setdefault(target, []).append((file.name, reference))
    for target, places in missing.items():
        page, reference = places[0]
        path, line = locate(page, reference)
        code, message, hint = _message(target, reference)
        yield Problem(path, line, code, message, hint + also(len(places) - 1, "page"))


def _message(target: LinkTarget, reference: Reference) -> tuple[str, str, str]:
    shown = repr(reference.target[:200])
    if target.path == OUT:
        return (
            "link-outside",
            f"the link to {shown} leads out of the site",
            "let it lead to a page of the site",
        )
    if target.fragment:
        message = f"the link to {shown} leads to no place on its page"
        return "fragment-missing", message, f"{target.path} has no id {target.fragment!r}"
    return (
        "link-broken",
        f"the link to {shown} leads nowhere",
        f"the site has no {target.path or 'index.html'}",
    )


def also(others: int, noun: str) -> str:
    """Word how many other pages have the same; empty for none."""
    return f"; also on {others:,} other {noun}{'s' if others > 1 else ''}" if others else ""
