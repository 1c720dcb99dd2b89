"""Find out which files of the output folder this program wrote, before a build touches any."""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.disk import Folder, Written, is_name
from site_builder.engine.ledger import LEDGER, Files, Ledger, LedgerError
from site_builder.engine.progress import Progress
from site_builder.engine.site import Site, display_path
from site_builder.engine.store import Store
from site_builder.model import SiteError

UNKNOWN = Written(b"", -1, -1)
"""The record of a file that is this program's and of which nothing else is known."""

_SEAL = 4
"""Bytes of the checksum before every value in a store."""


class Owned(NamedTuple):
    """The files of an output folder that this program wrote."""

    outputs: Mapping[str, Files]
    """By folder."""
    changed: frozenset[str]
    """Folders whose files the store does not have as the ledger has them."""
    is_new: bool
    """Whether nothing said of any file that it is this program's."""


def owned_files(
    site: Site, store: Store, ledger: Ledger, *, verify: bool, adopt: bool, progress: Progress
) -> Owned:
    """Return the files that the ledger names, with what the store knows of them.

    The ledger is not read where it is the one that the store knows, unless `verify`.
    `adopt` goes on without a ledger where it is lost or damaged.
    Raises SiteError for a lost one, LedgerError for a damaged one.
    """
    recorded = store.outputs()
    mark = ledger.mark()
    last = store.fact("ledger")
    if mark and mark == last and not verify:
        return Owned(recorded, frozenset(), is_new=False)
    folder = Folder(site.output)
    if mark:
        try:
            return _reconciled(recorded, settled_names(ledger, folder), is_new=False)
        except LedgerError as error:
            if not adopt:
                raise
            progress.say(f"{error.message}; it is written anew")
    elif last and not adopt and any(_present(site.output, recorded)):
        raise lost_ledger(site.output)
    if not (mark or last):
        # Nothing in a store can be about files that no ledger ever named.
        return _reconciled(recorded, (), is_new=True)
    # Only what is still as it was left is certainly not somebody else's by now.
    names = [
        joined(above, name)
        for above, files in recorded.items()
        for name, record in files.items()
        if folder.holds(joined(above, name), record.digest)
    ]
    ledger.write(names)
    return _reconciled(recorded, names, is_new=True)


def lost_ledger(output: Path) -> SiteError:
    """Make the error for an output folder that this program built and whose ledger is gone."""
    return SiteError(
        f"{display_path(output)}: holds a built site, but not the list of this program's files in it ({LEDGER})",
        hint="put that file back from a copy, build with --adopt to take the folder over, "
        "or name another folder with --output",
    )


def settled_names(ledger: Ledger, folder: Folder) -> set[str]:
    """Return the names in the ledger; what a killed build put in place becomes part of them first."""
    names, pending, is_finished = ledger.read()
    if not is_finished:
        names.update(name for name, digest in pending if folder.holds(name, digest))
        ledger.write(names)
    return names


def _reconciled(recorded: Mapping[str, Files], names: Iterable[str], *, is_new: bool) -> Owned:
    """Bring what the store recorded together with the names that are this program's."""
    by_folder: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        above, _, file = name.rpartition("/")
        by_folder[above].add(file)
    changed = set(recorded.keys() - by_folder.keys())
    outputs: dict[str, Files] = {}
    for above, own in by_folder.items():
        files = recorded.get(above, {})
        if files.keys() == own:
            outputs[above] = files
        else:
            changed.add(above)
            outputs[above] = {name: files.get(name, UNKNOWN) for name in own}
    return Owned(outputs, frozenset(changed), is_new)


def _present(output: Path, recorded: Mapping[str, Files]) -> Iterator[str]:
    for above, files in recorded.items():
        for name in files:
            if os.path.lexists(output / above / name):
                yield name


def joined(above: str, name: str) -> str:
    """Return the site-relative name of a file in a folder, which is empty for the site itself."""
    return f"{above}/{name}" if above else name


def take_over(site: Site, progress: Progress) -> None:
    """Write the ledger of a site that a version of this program without ledgers built.

    Its store knows the files; they are read before another version of the program throws the store away.
    """
    ledger = Ledger(site.output)
    if ledger.mark() or not site.output.is_dir():
        return
    folder = Folder(site.output)
    for state in filter(None, (site.state, site.former_state)):
        names = [name for name in _former_files(state, site.output) if _is_file(folder, name)]
        if names:
            ledger.write(names)
            progress.say(
                f"{display_path(site.output)}: built by an earlier version; its files are in {LEDGER} now"
            )
            return


def _is_file(folder: Folder, name: str) -> bool:
    path = folder.path(name)
    return not folder.is_behind_a_link(name) and os.path.isfile(path) and not os.path.islink(path)


def _former_files(state: Path, output: Path) -> Collection[str]:
    """Return the files of an output folder that a store from before ledgers knows, as far as they are legible."""
    path = state / "store.sqlite"
    if not path.is_file():
        return ()
    names: set[str] = set()
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as connection:
        facts = dict(
            connection.execute(
                "SELECT name, CAST(value AS BLOB) FROM facts WHERE name IN ('output', 'ledger')"
            )
        )
        if "ledger" in facts or facts.get("output", b"")[_SEAL:] != os.fsencode(os.path.abspath(output)):
            return ()
        for (entries,) in connection.execute("SELECT CAST(entries AS BLOB) FROM outputs"):
            with suppress(msgspec.MsgspecError):
                for above, files in _RUN.decode(entries[_SEAL:]).items():
                    names.update(joined(above, name) for name in _NAMES.decode(files))
        names.update(_journals(state))
    return {name for name in names if is_name(name)}


_RUN = msgspec.msgpack.Decoder(dict[str, bytes])
_NAMES = msgspec.msgpack.Decoder(dict[str, object])


def _journals(state: Path) -> Iterator[str]:
    """Yield what builds of earlier versions were about to write when they were killed."""
    for path in sorted(state.glob("journal-*")):
        yield from path.read_text("utf-8", "replace").split("\n")[:-1]


def sweep_former_parts(site: Site) -> None:
    """Remove what a killed build of an earlier version half wrote beside the files it was about to write."""
    folder = Folder(site.output)
    names = set(filter(is_name, _journals(site.state)))
    for name in names | ({name.rpartition("/")[0] for name in names} - {""}):
        with suppress(SiteError, OSError):
            folder.refuse_links(name.rpartition("/")[0])
            part = folder.path(name) + ".part"
            if os.path.isdir(part) and not os.path.islink(part):
                for entry in os.listdir(part):
                    os.unlink(os.path.join(part, entry))
                os.rmdir(part)
            else:
                os.unlink(part)
    for path in site.state.glob("journal-*"):
        path.unlink()
