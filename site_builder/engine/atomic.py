"""Build beside what readers see, and swap when all of it is there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from site_builder.engine.ledger import LEDGER, some
from site_builder.engine.ownership import take_over
from site_builder.engine.progress import Progress
from site_builder.engine.site import Site, display_path
from site_builder.model import SiteError

_SLOTS = ("a", "b")


@contextmanager
def beside(site: Site, *, adopt: bool, progress: Progress) -> Iterator[Site]:
    """Yield the site with the output and state of the slot that readers do not see; swap when the block succeeds.

    The output becomes a link to one of two folders, `public.a` and `public.b`, that take turns.
    Each slot has a state of its own, so that builds stay incremental.
    Raises SiteError where the output is a folder already, since that cannot be swapped in one step,
    and where a slot has somebody else's files, as readers would see them after the swap.
    """
    link = link_of(site)
    if link.exists() and not is_swapped(site) and not _is_empty(link):
        raise SiteError(
            f"{display_path(link)}: is a folder, and --atomic needs the name for a link",
            hint=f"move it away, or name another output; the site itself will be in {link.name}.a and {link.name}.b",
        )
    live = os.readlink(link) if link.is_symlink() else ""
    target = next(slot for slot in slots(site) if slot.output.name != live)
    _refuse_foreign(target, adopt=adopt, progress=progress)
    yield target
    if target.output.is_dir():
        _swap(link, target.output.name)


def link_of(site: Site) -> Path:
    """Return the path that `--atomic` makes a link: the output, or what it leads to where its keeper made it a link."""
    path = site.output
    for _ in range(40):  # As many links in a row as Linux follows.
        if not path.is_symlink() or os.readlink(path) in _slot_names(path):
            return path
        path = path.parent / os.readlink(path)
    raise SiteError(f"{display_path(site.output)}: is a link that leads to itself", hint="remove the link")


def is_swapped(site: Site) -> bool:
    """Return whether the output leads to one of the folders that `--atomic` swaps."""
    link = link_of(site)
    return link.is_symlink() and os.readlink(link) in _slot_names(link)


def slots(site: Site) -> tuple[Site, ...]:
    """Return the site as each of the two slots has it, with an output and a state of its own."""
    link = link_of(site)
    return tuple(
        msgspec.structs.replace(
            site,
            output=link.with_name(name),
            state=site.state / slot,
            former_state=site.former_state and site.former_state / slot,
        )
        for slot, name in zip(_SLOTS, _slot_names(link), strict=True)
    )


def _slot_names(link: Path) -> tuple[str, ...]:
    return tuple(f"{link.name}.{slot}" for slot in _SLOTS)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not os.listdir(folder)


def _refuse_foreign(slot: Site, *, adopt: bool, progress: Progress) -> None:
    """Raise SiteError where a slot is there and nothing says that this program made it."""
    output = slot.output
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise SiteError(
            f"{display_path(output)}: is no folder, and --atomic needs the name for one", hint="move it away"
        )
    if adopt or not output.is_dir() or _is_empty(output):
        return
    take_over(slot, progress)
    if not (output / LEDGER).exists():
        raise SiteError(
            f"{display_path(output)}: --atomic needs this folder, and this program did not make it: "
            f"{some(os.listdir(output))}",
            hint="move it away, name another output, or build with --adopt to take it over",
        )


def _swap(link: Path, target: str) -> None:
    part = link.with_name(f".{link.name}.site-builder.part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        part.symlink_to(target)
        if link.is_dir() and not link.is_symlink():
            link.rmdir()
        os.replace(part, link)
    except OSError as error:
        raise SiteError(
            f"{display_path(link)}: cannot be made a link: {error.strerror}",
            hint="readers see the version before",
        ) from error
