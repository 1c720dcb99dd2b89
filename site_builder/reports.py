"""Say what happened: progress on a terminal, summaries, problems, and what was understood of an article."""

import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import msgspec

from site_builder.facts.missing import describe_missing
from site_builder.model import Problem, SiteError
from site_builder.pagefind_program import HINT as SEARCH_HINT
from site_builder.roles import CLASS_OF

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from site_builder.checking import CheckReport, ExternalSummary
    from site_builder.engine import Summary
    from site_builder.engine.inspection import Explanation, Inspected
    from site_builder.engine.progress import SearchReport
    from site_builder.model import Provenance

_PATIENCE = 0.5
"""Seconds of silence before a progress bar appears."""
_NAMED = 3
"""Refused files that the summary names."""


class LinesOnly:
    """Progress for pipes and files: only what is worth keeping is said."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""

    def say(self, line: str) -> None:
        """Print a line."""
        print(printable(line), file=self._stream)


class OnTerminal(LinesOnly):
    """A progress bar that appears once a build takes more than half a second."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._start = time.monotonic()
        self._bar: Bar | None = None
        self._tasks: dict[str, TaskID] = {}

    def step(self, name: str, done: int, total: int) -> None:
        """Move the bar."""
        if self._bar is None:
            if time.monotonic() - self._start < _PATIENCE:
                return
            self._bar = _bar(self._stream)
            self._bar.start()
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=total)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()


def _bar(stream: TextIO) -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(file=stream), transient=True)


@contextmanager
def progress_for(stream: TextIO) -> Iterator[LinesOnly]:
    """Give the progress that suits a stream."""
    if not stream.isatty():
        yield LinesOnly(stream)
        return
    bar = OnTerminal(stream)
    try:
        yield bar
    finally:
        bar.close()


def printable(text: str) -> str:
    """Make any text safe for a terminal: control and direction characters are shown as escapes."""
    return "".join(
        each if each.isprintable() or each == "\n" else each.encode("unicode_escape").decode()
        for each in text
    )


def _place(problem: Problem) -> str:
    return problem.path if problem.line is None else f"{problem.path}:{problem.line}"


def problem_lines(problem: Problem) -> list[str]:
    """Write a problem as people read it: where, what, and the way out."""
    where = _place(problem)
    lines = [f"{where}: {problem.message}" if where else problem.message]
    return [*lines, f"  hint: {problem.hint}"] if problem.hint else lines


def error_lines(error: SiteError) -> list[str]:
    """Write an error as people read it; one of several problems has each of them with its own way out."""
    if error.problems:
        return [line for problem in error.problems for line in problem_lines(problem)]
    return [error.message, *([f"  hint: {error.hint}"] if error.hint else [])]


def report_build(summary: "Summary", style: str) -> None:
    """Print the problems, then what was done."""
    if style == "json":
        print(msgspec.json.encode(summary).decode())
        return
    for problem in summary.problems:
        for line in problem_lines(problem):
            print(printable(line), file=sys.stderr)
    for change in summary.changes:
        print(f"{change.reason:<9}{printable(change.path)}")
    print("\n".join(_build_lines(summary)))


def _build_lines(summary: "Summary") -> Iterator[str]:
    yield f"{_count(summary.articles, 'article')}{_refused(summary)}"
    if summary.blocks:
        order = ("article", "boilerplate", "disclaimer", "none")
        names = {"none": "separators"}
        blocks = [
            f"{summary.blocks[each]:,} {names.get(each, each)}" for each in order if summary.blocks.get(each)
        ]
        yield f"  blocks   {', '.join(blocks)}"
    tags = [_count(count, _one_of(key), key) for key, count in summary.tags.items() if count]
    if tags:
        yield f"  indexes  {', '.join(tags)}"
    if summary.drafts:
        yield f"  drafts   {summary.drafts:,} left out; --drafts takes them in"
    if summary.missing:
        yield f"  {describe_missing(summary.missing)}"
    yield f"  files    {summary.written:,} written, {summary.unchanged:,} unchanged, {summary.removed:,} removed"
    if summary.search:
        yield f"  search   {_search(summary.search)}"
    if summary.ignored:
        ending = "ends" if summary.ignored == 1 else "end"
        yield f"  passed over {_count(summary.ignored, 'file')} that {ending} in neither .md, .markdown nor .txt"
    if damaged := sum(problem.code == "mojibake" for problem in summary.problems):
        yield f"  decoded wrongly: {_count(damaged, 'article')}; `repair_text = true` shows the words as meant"
    if summary.problems:
        yield f"  {_count(len(summary.problems), 'problem')}, listed above"
    yield f"{summary.output} is up to date after {summary.seconds:.2f} s"


def _search(search: "SearchReport") -> str:
    """Print what was done about the search index."""
    if search.state == "missing":
        return f"no index, as Pagefind is not installed: {SEARCH_HINT}"
    if search.state == "failed":
        return f"Pagefind failed, and the index of the last build stays: {printable(search.message)}"
    if search.state == "kept":
        return "the index of the last build stays"
    size = f"{_count(search.files, 'file')}, {search.bytes / 1_000_000:,.1f} MB"
    done = f"indexed in {search.seconds:.1f} s" if search.state == "built" else "indexed before"
    return f"{_count(search.pages, 'article')} {done}; {size}"


def _refused(summary: "Summary") -> str:
    """Name the first of the files that were refused."""
    places = [_place(problem) for problem in summary.problems if problem.refused]
    if not places:
        return ""
    more = f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else ""
    return (
        f", {_count(summary.refused, 'source')} refused: {', '.join(map(printable, places[:_NAMED]))}{more}"
    )


def _one_of(key: str) -> str:
    """Name one label of a facet in messages."""
    from site_builder.facet_catalogue import CATALOGUE
    from site_builder.facets import FACETS

    names = {facet.key: facet.one.lower() for facet in (*CATALOGUE.values(), *FACETS)}
    return names.get(key, key)


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def report_new(folder: "Path") -> None:
    """Print what to do with a new site."""
    shown = printable(shlex.quote(str(folder)))
    print(
        f"put articles into {shown}/content/ and choose in {shown}/site.toml; one article is there to look at"
    )
    print(f"see it:       site-builder serve {shown} --open")
    print(
        f"publish it:   site-builder build {shown}, then copy {shown}/public/ to any web host;"
        f" or site-builder deploy --site {shown} --init github (gitlab, netlify, cloudflare)"
    )


def report_check(checked: "CheckReport", style: str) -> None:
    """Print what is wrong, what is worth knowing, and what was looked at."""
    if style == "json":
        print(msgspec.json.encode(checked).decode())
        return
    for problem in (*checked.problems, *checked.remarks):
        for line in problem_lines(problem):
            print(printable(line))
    if checked.files:
        print("\n".join(_check_lines(checked)))


def _check_lines(checked: "CheckReport") -> Iterator[str]:
    links = f"{_count(checked.links, 'link')} in {_count(checked.files, 'file')}"
    looked = f"{_count(checked.articles, 'article')}, {links}"
    yield f"{looked} checked in {checked.seconds:.2f} s"
    if checked.missing:
        yield f"  {describe_missing(checked.missing)}"
    if checked.external:
        yield f"  {_other_hosts(checked.external)}"
    if checked.problems:
        yield f"  {_count(len(checked.problems), 'problem')}, listed above"
    else:
        yield "  nothing is wrong"
    if checked.remarks:
        yield f"  {_count(len(checked.remarks), 'remark')} about other hosts, listed above"


def _other_hosts(external: "ExternalSummary") -> str:
    parts = [f"{_count(external.links, 'link')} to other hosts: {external.asked:,} asked now"]
    if external.remembered:
        parts.append(f"{external.remembered:,} answered in the last days")
    if external.passed_over:
        parts.append(f"{external.passed_over:,} to names that are only examples")
    if external.left:
        parts.append(f"{external.left:,} left for the next check, as one asks at most {external.limit:,}")
    return ", ".join(parts)


def report_inspection(inspected: "Inspected", style: str, *, explain: int | None, named: bool) -> None:
    """Print what was understood of one article, or only the explanation of the line `explain`.

    With `named`, an explanation is preceded by the path of its article.
    Of a file that was refused, its problems are printed in either case.
    """
    explanation = inspected.explain(explain) if explain is not None and inspected.article else None
    if style == "json":
        print(msgspec.json.encode((explanation or inspected).as_json()).decode())
        return
    lines = list(_explanation_lines(explanation) if explanation else _inspection_lines(inspected))
    if explanation and named:
        lines.insert(0, explanation.path)
    print(printable("\n".join(lines)))


def _explanation_lines(explanation: "Explanation") -> Iterator[str]:
    block = explanation.block
    where = f"line {explanation.line}"
    if explanation.is_beside:
        yield f"  {where} is in no block; this is the nearest one"
        first, end = block.lines.start + 1, block.lines.end
        where = f"line {first}" if first == end else f"lines {first}-{end}"
    yield f"  {where}: {' '.join(block.text.split())[:70]}"
    for alternative in explanation.alternatives:
        reasons = "; ".join(alternative.reasons)
        yield f"    {alternative.confidence:>6.1%}  {alternative.role:<11} {reasons}"


def _inspection_lines(inspected: "Inspected") -> Iterator[str]:
    article = inspected.article
    yield ""
    yield inspected.display_path
    if article is None:
        yield from (line for problem in inspected.problems for line in problem_lines(problem))
        return
    yield f"  {'lines':>9}  {'role':<11} {'voice':<10} {'sure':>5}  text and reason"
    for block, label in zip(article.blocks, article.labels, strict=True):
        lines = f"{block.lines.start + 1}-{block.lines.end}"
        first = " ".join(block.text.split())
        mark = {"boilerplate": "+", "disclaimer": "!"}.get(CLASS_OF[label.role].value, " ")
        yield f"{mark} {lines:>9}  {label.role:<11} {label.voice:<10} {label.confidence:>5.0%}  {first[:70]}"
        yield f"  {'':>9}  {'':<11} {'':<10} {'':>5}    {label.rule}"
        for part in label.parts:
            words = " ".join(block.text[part.start : part.end].split())
            yield f"  {'':>9}  {'':<11} {'':<10} {'':>5}    part {part.role}: {words[:60]}"
    yield ""
    sources = dict(article.provenance)
    fields = [(name, getattr(article.metadata, name)) for name in article.metadata.__struct_fields__]
    for field, value in (*(pair for pair in fields if pair[0] != "labels"), *article.metadata.labels):
        if value:
            shown = " | ".join(value) if isinstance(value, tuple) else value
            found = sources.get(field)
            where = _origin(found, inspected) if found else ""
            yield f"  {field:<12} {shown}   ({where})" if where else f"  {field:<12} {shown}"
    for problem in inspected.problems:
        yield from ("  " + line for line in problem_lines(problem))


def _origin(found: "Provenance", inspected: "Inspected") -> str:
    """Name the place of a fact and the rule that found it."""
    notes = inspected.study.corrections.display_path if inspected.study else ""
    files = {"notes": notes, "table": inspected.table, "defaults": "site.toml"}
    if not found.lines.end:
        return found.rule
    return f"{files.get(found.rule, '')} line {found.lines.start + 1}: {found.rule}".strip()
