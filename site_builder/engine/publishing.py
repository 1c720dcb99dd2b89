"""Put what a build wrote in the place where readers see it, and never in the place of somebody else's files."""

import os
from collections.abc import Collection, Iterator, Mapping, Set
from pathlib import Path

from site_builder.disk import RESERVED, Folder, Staging
from site_builder.engine.ledger import Files, Ledger, some
from site_builder.engine.ownership import Owned, joined, lost_ledger
from site_builder.engine.progress import Progress
from site_builder.engine.site import display_path
from site_builder.model import SiteError


class Publisher:
    """The last steps of a build: check, declare, put in place, remove what is stale, write the ledger."""

    def __init__(
        self, output: Path, owned: Owned, ledger: Ledger, *, adopt: bool, progress: Progress
    ) -> None:
        self._output = output
        self._owned = owned
        self._ledger = ledger
        self._adopt = adopt
        self._progress = progress
        self._folder = Folder(output)
        self._staging = Staging(output)
        self._declared: dict[str, bytes] = {}
        self._is_empty = not owned.outputs and not _holds_anything(output)
        """Where nothing is, nothing can be in the way, and articles need not wait for the pages that list them."""

    def publish_article(self, folder: str, files: Files) -> None:
        """Put the files of one article in place, if that can be done before the other pages are known."""
        if not self._is_empty:
            return
        self._declare({folder: files}, {folder}, durable=False)
        self._staging.publish_some(folder, files)

    def publish(self, now: Mapping[str, Files], touched: Set[str]) -> int:
        """Make the site these files, by folder; returns how many stale ones were removed.

        `touched` has the folders whose files are not those of the last build.
        Raises SiteError, before anything is put in place, where somebody else's files are in the way.
        """
        before = self._owned.outputs
        stale = [
            joined(above, name)
            for above in sorted(touched & before.keys())
            for name in sorted(before[above].keys() - now.get(above, {}).keys())
        ]
        self._check(now, stale)
        has_new = self._declare(now, touched, durable=True)
        removed = sum([self._folder.remove(name) for name in _in_the_way(stale, now)])
        self._staging.publish()
        removed += sum([self._folder.remove(name) for name in stale])
        if stale or has_new or not self._ledger.mark():
            self._ledger.write(joined(above, name) for above, files in now.items() for name in files)
        if self._owned.is_new and self._adopt:
            self._tell_what_stays(now)
        return removed

    def mark(self) -> bytes:
        """Return what the file system says of the ledger as it is now."""
        return self._ledger.mark()

    def _check(self, now: Mapping[str, Files], stale: Collection[str]) -> None:
        """Raise SiteError where something stands in the way that is not this program's."""
        for name in stale:
            self._folder.refuse_links(name.rpartition("/")[0])
        obstacles = self._staging.obstacles(self._is_ours, adopt=self._adopt)
        if obstacles:
            raise _occupied(self._output, obstacles, adopt=self._adopt)
        if self._owned.is_new and not self._adopt and not self._is_empty:
            total = sum(map(len, now.values()))
            # A few equal files may be anybody's; half of a site is a site without its ledger.
            if 2 * (total - self._staging.count()) > total:
                raise lost_ledger(self._output)

    def _is_ours(self, name: str) -> bool:
        above, _, file = name.rpartition("/")
        return file in self._owned.outputs.get(above, {}) or name in self._declared

    def _declare(self, now: Mapping[str, Files], touched: Set[str], *, durable: bool) -> bool:
        """Add new names to the ledger; returns whether any name is new in this build."""
        before = self._owned.outputs
        new: list[tuple[str, bytes]] = []
        for above in touched & now.keys():
            known = before.get(above, {})
            new += [
                (joined(above, name), record.digest)
                for name, record in now[above].items()
                if name not in known and self._declared.get(joined(above, name)) != record.digest
            ]
        self._ledger.declare(new, durable=durable)
        self._declared.update(new)
        return bool(self._declared)

    def _tell_what_stays(self, now: Mapping[str, Files]) -> None:
        others = other_files(
            self._output, {joined(above, name) for above, files in now.items() for name in files}
        )
        if others:
            self._progress.say(
                f"{display_path(self._output)}: nothing says whether this program wrote {some(others)}; "
                "remove by hand what is out of date"
            )


def other_files(output: Path, ours: Collection[str]) -> list[str]:
    """List the files in an output folder that are not among ours, by their names relative to it."""
    return sorted(name for name in _names(output) if name not in ours)


def _names(output: Path) -> Iterator[str]:
    """Yield the name of every file and link in a folder, without what this program keeps there for itself."""
    for above, folders, names in os.walk(output):
        inside = os.path.relpath(above, output).replace(os.sep, "/")
        links = [name for name in folders if os.path.islink(os.path.join(above, name))]
        for name in (*names, *links):
            if inside == ".":
                if not name.startswith(RESERVED):
                    yield name
            elif not inside.startswith(RESERVED):
                yield f"{inside}/{name}"


def _holds_anything(output: Path) -> bool:
    try:
        return any(not name.startswith(RESERVED) for name in os.listdir(output))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise SiteError(
            f"{display_path(output)}: cannot be written: {(error.strerror or str(error)).lower()}",
            hint="name another folder with --output",
        ) from error


def _in_the_way(stale: Collection[str], now: Mapping[str, Files]) -> list[str]:
    """List the stale files that stand where a folder is needed, or in a folder where a file is needed."""
    if not stale:
        return []
    folders = {above[:end] for above in now for end in _ends(above)}
    return [
        name
        for name in stale
        if name in folders or any(_has(now, name[:end]) for end in _ends(name.rpartition("/")[0]))
    ]


def _ends(path: str) -> Iterator[int]:
    """Yield where each folder of a path ends, from the top."""
    return (at for at in range(1, len(path) + 1) if at == len(path) or path[at] == "/")


def _has(now: Mapping[str, Files], name: str) -> bool:
    above, _, file = name.rpartition("/")
    return file in now.get(above, {})


def _occupied(output: Path, names: Collection[str], *, adopt: bool) -> SiteError:
    shown = display_path(output)
    if adopt:
        return SiteError(
            f"{shown}: links or folders stand where the site needs files or folders: {some(names)}",
            hint="move them away, or name another folder with --output",
        )
    return SiteError(
        f"{shown}: files that this program did not write stand where the site needs its own: {some(names)}",
        hint="move them away, name another folder with --output, or build with --adopt to replace them",
    )
