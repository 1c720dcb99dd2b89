"""Build beside what readers see, and swap when all of it is there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from site_builder.engine.site import Site, display_path
from site_builder.model import SiteError

_SLOTS = ("a", "b")


@contextmanager
def beside(site: Site) -> Iterator[Site]:
    """Give the site with the output and state of the slot that readers do not see; swap when the block succeeds.

    The output becomes a link to one of two folders, `public.a` and `public.b`, that take turns.
    Each slot has a state of its own, so that builds stay incremental.
    Raises SiteError where the output is a folder already, since that cannot be swapped in one step.
    """
    link = site.output
    if link.exists() and not link.is_symlink():
        raise SiteError(
            f"{display_path(link)}: is a folder, and --atomic needs the name for a link",
            hint=f"move it away, or name another output; the site itself will be in {link.name}.a and {link.name}.b",
        )
    seen = os.readlink(link) if link.is_symlink() else ""
    target = next(each for each in slots(site) if each.output.name != seen)
    yield target
    if target.output.is_dir():
        _swap(link, target.output.name)


def slots(site: Site) -> tuple[Site, ...]:
    """Give the site as each of the two slots has it, with an output and a state of its own."""
    return tuple(
        msgspec.structs.replace(
            site, output=site.output.with_name(f"{site.output.name}.{slot}"), state=site.state / slot
        )
        for slot in _SLOTS
    )


def _swap(link: Path, target: str) -> None:
    part = link.with_name(link.name + ".part")
    try:
        if part.is_symlink():
            part.unlink()
        part.symlink_to(target)
        os.replace(part, link)
    except OSError as error:
        raise SiteError(
            f"{display_path(link)}: cannot be made a link: {error.strerror}",
            hint="readers see the version before",
        ) from error
