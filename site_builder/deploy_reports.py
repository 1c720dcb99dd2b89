"""Report deploys: the plan, the progress on a terminal, and what came of it."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from site_builder.pages.humanize import counted
from site_builder.reports import printable

if TYPE_CHECKING:
    from site_builder.deploy import DeployChange, Deployed, DeployPlan, Release, TargetSettings

_NAMED = 10
"""Files that a plan names in each of its lists."""


class DeployReporter:
    """Prints the plan, then how far the deploy is, then one summary."""

    def __init__(self, style: str, stream: TextIO) -> None:
        self._json = style == "json"
        self._stream = stream
        self._start = time.monotonic()
        self._terminal = stream.isatty()
        self._bytes = 0
        self._total = 0

    def planned(self, plan: "DeployPlan") -> None:
        """Print the plan; as JSON in the shape that other programs rely on."""
        if self._json:
            print(msgspec.json.encode(plan_as_json(plan)).decode())
            return
        print(printable("\n".join(_plan_lines(plan))))
        self._total = plan.bytes

    def sent(self, change: "DeployChange", done: int, total: int) -> None:
        """Renew the line on a terminal: files, bytes, time left."""
        self._bytes += change.bytes
        if self._terminal:
            spent = time.monotonic() - self._start
            left = spent / max(self._bytes, 1) * max(self._total - self._bytes, 0)
            line = f"  {done:,} of {counted(total, 'file')}, {size_of(self._bytes)}, {left:.0f} s left"
            print(f"\r\x1b[K{line}", end="", file=self._stream, flush=True)

    def step(self, text: str) -> None:
        """Print the name of a step that begins."""
        if self._terminal:
            print(f"\r\x1b[K  {printable(text)} …", end="", file=self._stream, flush=True)

    def close(self) -> None:
        """Clear the line on a terminal."""
        if self._terminal:
            print("\r\x1b[K", end="", file=self._stream, flush=True)

    def finished(self, done: "Deployed", target: "TargetSettings", problems: Sequence[str]) -> None:
        """Print what was published, what readers get otherwise, and an address to open."""
        self.close()
        for problem in problems:
            print(printable(problem), file=self._stream)
        if self._json or done.release is None:
            return
        plan = done.plan
        seconds = time.monotonic() - self._start
        if not plan.sent and not plan.removed:
            print(f"release {done.release.id} is live; nothing had to be sent")
        else:
            print(
                f"release {done.release.id} is live: {counted(len(plan.sent), 'file')} sent, "
                f"{len(plan.removed):,} removed, {size_of(plan.bytes)} in {seconds:.1f} s"
            )
        if target.url:
            read = f"{counted(len(problems), 'file')} differ" if problems else "read again and found the same"
            print(f"{target.url}  ({read})")

    def rolled_back(self, release: "Release", target: "TargetSettings") -> None:
        """Print which release readers see again."""
        self.close()
        if self._json:
            print(msgspec.json.encode({"target": target.name, "release": release.id}).decode())
        else:
            print(f"release {release.id} is live again")


def plan_as_json(plan: "DeployPlan") -> dict[str, Any]:
    """Return the plan in the shape that other programs rely on, as the handbook describes it."""
    return {
        "target": plan.target,
        "added": plan.added,
        "changed": plan.changed,
        "removed": plan.removed,
        "unchanged": plan.unchanged,
        "bytes": plan.bytes,
        "refused": plan.refused,
        "files": plan.files,
        "total_bytes": plan.total_bytes,
        "largest": plan.largest,
        "ceiling": plan.ceiling,
    }


def _plan_lines(plan: "DeployPlan") -> Iterator[str]:
    yield f"{plan.target}: {counted(plan.files, 'file')}, {size_of(plan.total_bytes)}{_ceiling_words(plan)}"
    for name, changes in (("added", plan.added), ("changed", plan.changed), ("removed", plan.removed)):
        if changes:
            yield f"  {name:<9} {len(changes):,} ({size_of(sum(change.bytes for change in changes))})"
            yield from (f"    {change.path}" for change in changes[:_NAMED])
            if len(changes) > _NAMED:
                yield f"    and {len(changes) - _NAMED:,} more"
    yield f"  unchanged {plan.unchanged:,}"
    yield f"  to send   {size_of(plan.bytes)}"
    if plan.refused:
        yield f"refused: {plan.refused}"


def _ceiling_words(plan: "DeployPlan") -> str:
    words = []
    if plan.largest:
        words.append(f"the largest {plan.largest.path} with {size_of(plan.largest.bytes)}")
    if plan.ceiling.files is not None:
        words.append(f"of {plan.ceiling.files:,} files that the host takes")
    if plan.ceiling.bytes is not None:
        words.append(f"of {size_of(plan.ceiling.bytes)} that the host takes")
    return "".join(f", {word}" for word in words)


def size_of(count: int) -> str:
    """Return a number of bytes in words: `12 kB`, `3.4 MB`."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"


def report_releases(releases: Sequence["Release"], live: "Release | None", style: str) -> None:
    """Print the releases that a host keeps, newest first."""
    rows = [
        {
            "release": release.id,
            "when": release.when,
            "files": release.count,
            "bytes": release.size,
            "live": live is not None and release.id == live.id,
        }
        for release in releases
    ]
    if style == "json":
        print(msgspec.json.encode(rows).decode())
        return
    for row in rows:
        mark = "  live" if row["live"] else ""
        print(
            f"{row['release']}  {row['when']}  {row['files']:,} files  {size_of(int(str(row['bytes'])))}{mark}"
        )
    if not rows:
        print("nothing was published yet, or the host keeps no releases")


def report_workflow(written: Sequence[tuple[Path, str]]) -> None:
    """Print which files were written for a host, and what remains to be done by hand."""
    for path, remark in written:
        print(printable(f"{path}: {remark}"))
