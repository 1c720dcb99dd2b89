"""Scan every file of a built site, in worker processes where there are many, for links that lead nowhere."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from site_builder.checking.link_targets import ExternalTarget, LinkTarget, find_served_file, resolve_target
from site_builder.checking.references import Reference, extract_references
from site_builder.disk import RESERVED
from site_builder.engine import Progress
from site_builder.runners import InProcessRunner, ProcessRunner, default_jobs

_FILES_PER_BATCH = 32
_FILES_FOR_POOL = 96
"""With fewer files, starting processes costs more than it saves."""
_SUFFIXES = (".html", ".xml", "feed.json", "robots.txt")
_ENCODE = msgspec.msgpack.Encoder().encode


class ScannedFile(msgspec.Struct, frozen=True, array_like=True):
    """The links of one built file that the list of files does not settle."""

    name: str
    """Site-relative."""
    links: int
    """Distinct addresses in it."""
    ids: tuple[str, ...]
    broken: tuple[tuple[Reference, LinkTarget], ...]
    """Links to no file."""
    fragments: tuple[tuple[Reference, LinkTarget], ...]
    """Links to a place in a page; the path of the target is that of the file."""
    elsewhere: tuple[tuple[Reference, str], ...]
    """Links to other hosts, with the address to request."""
    fault: tuple[int, str] | None


class _Context(msgspec.Struct, frozen=True):
    root: str
    base_url: str
    files: frozenset[str]


def scan(root: Path, *, base_url: str, progress: Progress) -> Iterator[ScannedFile]:
    """Scan every built file, in path order."""
    files = frozenset(_files(root))
    names = sorted(name for name in files if name.endswith(_SUFFIXES))
    context = _ENCODE(_Context(str(root), base_url, files))
    jobs = default_jobs()
    many = jobs > 1 and len(names) > _FILES_FOR_POOL
    runner = ProcessRunner(_prepare, context, jobs=jobs) if many else InProcessRunner(_prepare, context)
    decode = msgspec.msgpack.Decoder(list[ScannedFile]).decode
    done = 0
    try:
        for answer in runner.each(_scan_batch, map(_ENCODE, _batches(names))):
            files_of_batch = decode(answer)
            done += len(files_of_batch)
            progress.step("checking", done, len(names))
            yield from files_of_batch
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
    while batch := list(islice(rest, _FILES_PER_BATCH)):
        yield batch


_contexts: list[_Context] = []
"""The site that this process scans, set by `_prepare`; a worker process has no other place to keep it."""


def _prepare(context: bytes) -> None:
    _contexts[:] = [msgspec.msgpack.decode(context, type=_Context)]


def _scan_batch(batch: bytes) -> bytes:
    (context,) = _contexts
    return _ENCODE([_scan(name, context) for name in msgspec.msgpack.decode(batch, type=list[str])])


def _scan(name: str, context: _Context) -> ScannedFile:
    text = Path(context.root, name).read_text("utf-8", "replace")
    content = extract_references(name, text)
    ids = frozenset(content.ids)
    broken, fragments, elsewhere = [], [], []
    for reference in content.references:
        target = resolve_target(name, reference.target, base_url=context.base_url)
        if isinstance(target, ExternalTarget):
            elsewhere.append((reference, target.url))
        elif target:
            file = find_served_file(target, context.files)
            if file is None:
                broken.append((reference, target))
            elif target.fragment in ("", "top") or not file.endswith(".html"):
                continue
            elif file != name or target.fragment not in ids:
                fragments.append((reference, LinkTarget(file, target.fragment)))
    return ScannedFile(
        name,
        len(content.references),
        content.ids,
        tuple(broken),
        tuple(fragments),
        tuple(elsewhere),
        content.fault,
    )
