"""Read every file of a built site, in processes where there are many, and keep what does not lead anywhere."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from site_builder.checking.goals import Elsewhere, Goal, file_of, goal_of
from site_builder.checking.references import Reference, references_of
from site_builder.disk import RESERVED
from site_builder.engine import Progress
from site_builder.runners import InProcessRunner, ProcessRunner, default_jobs

_BATCH = 32
_SMALL = 96
"""With fewer pages, starting processes costs more than it saves."""
_SUFFIXES = (".html", ".xml", "feed.json", "robots.txt")
_ENCODE = msgspec.msgpack.Encoder().encode


class Surveyed(msgspec.Struct, frozen=True, array_like=True):
    """What one built file says that is not settled by the list of files."""

    name: str
    """Site-relative."""
    links: int
    """Distinct addresses in it."""
    ids: tuple[str, ...]
    broken: tuple[tuple[Reference, Goal], ...]
    """What leads to no file."""
    fragments: tuple[tuple[Reference, Goal], ...]
    """What leads to a place in another page, whose path is that of the file."""
    elsewhere: tuple[tuple[Reference, str], ...]
    """What leads to other hosts, with the address to ask."""
    fault: tuple[int, str] | None


class _Context(msgspec.Struct, frozen=True):
    root: str
    base_url: str
    files: frozenset[str]


def survey(root: Path, *, base_url: str, progress: Progress) -> Iterator[Surveyed]:
    """Yield what every built file refers to, in path order."""
    files = frozenset(_files(root))
    names = sorted(name for name in files if name.endswith(_SUFFIXES))
    context = _ENCODE(_Context(str(root), base_url, files))
    jobs = default_jobs()
    many = jobs > 1 and len(names) > _SMALL
    runner = ProcessRunner(_prepare, context, jobs=jobs) if many else InProcessRunner(_prepare, context)
    decode = msgspec.msgpack.Decoder(list[Surveyed]).decode
    done = 0
    try:
        for answer in runner.each(_survey_batch, map(_ENCODE, _batches(names))):
            found = decode(answer)
            done += len(found)
            progress.step("checking", done, len(names))
            yield from found
    finally:
        runner.close()


def _files(root: Path) -> Iterator[str]:
    for above, _, names in os.walk(root):
        inside = os.path.relpath(above, root).replace(os.sep, "/")
        for name in names:
            if inside == "." and name.startswith(RESERVED):
                continue
            yield name if inside == "." else f"{inside}/{name}"


def _batches(names: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while batch := list(islice(rest, _BATCH)):
        yield batch


_contexts: list[_Context] = []
"""What this process knows of the site, set by `_prepare`; a worker process has no other place to keep it."""


def _prepare(context: bytes) -> None:
    _contexts[:] = [msgspec.msgpack.decode(context, type=_Context)]


def _survey_batch(batch: bytes) -> bytes:
    (context,) = _contexts
    return _ENCODE([_survey(name, context) for name in msgspec.msgpack.decode(batch, type=list[str])])


def _survey(name: str, context: _Context) -> Surveyed:
    text = Path(context.root, name).read_text("utf-8", "replace")
    found = references_of(name, text)
    ids = frozenset(found.ids)
    broken, fragments, elsewhere = [], [], []
    for reference in found.references:
        goal = goal_of(name, reference.target, base_url=context.base_url)
        if isinstance(goal, Elsewhere):
            elsewhere.append((reference, goal.url))
        elif goal:
            file = file_of(goal, context.files)
            if file is None:
                broken.append((reference, goal))
            elif goal.fragment in ("", "top") or not file.endswith(".html"):
                continue
            elif file != name or goal.fragment not in ids:
                fragments.append((reference, Goal(file, goal.fragment)))
    return Surveyed(
        name, len(found.references), found.ids, tuple(broken), tuple(fragments), tuple(elsewhere), found.fault
    )
