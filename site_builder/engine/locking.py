"""Keep the builds of one site apart, and remove what they kept for each other."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from site_builder.model import SiteError

if sys.platform != "win32":
    import fcntl


@contextmanager
def locked(folder: Path, *, waiting: str) -> Iterator[str]:
    """Keep other builds of the same site out; yields `waiting` if another one had to end first, else nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SiteError(
            f"{folder}: the state folder cannot be made: {(error.strerror or str(error)).lower()}",
            hint="name another one with --state",
        ) from error
    try:
        yield _wait(handle, waiting)
    finally:
        os.close(handle)


def _wait(handle: int, waiting: str) -> str:
    if sys.platform == "win32":  # It has no such locks; two builds at once are the user's to avoid there.
        return ""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return waiting
    return ""


def forget(folder: Path) -> None:
    """Remove a state folder, as far as this program filled it."""
    for pattern in ("store.sqlite*", "journal-*", "spill-*", "compiled/*", "clock", "links.*", "lock"):
        for path in folder.glob(pattern):
            path.unlink()
    for emptied in (folder / "compiled", folder):
        with suppress(OSError):
            emptied.rmdir()
