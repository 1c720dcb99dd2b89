"""Keep the builds of one site apart, and remove what they kept for each other."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from site_builder.disk import readable
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


@contextmanager
def alone_in(output: Path, *, waiting: str) -> Iterator[str]:
    """Keep other builds out of an output folder, whatever state they have; yields like `locked`.

    The folder is made where there is none, and removed again if nothing was put into it.
    Raises SiteError where it cannot be made.
    """
    folder = Path(os.path.realpath(output))
    is_new = not os.path.lexists(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SiteError(
            f"{readable(str(output))}: cannot be made: {(error.strerror or str(error)).lower()}",
            hint="name another folder with --output",
        ) from error
    handle = -1
    # Not every system can lock a folder; two builds at once are the user's to avoid there.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
    waited = ""
    with suppress(OSError):
        waited = _wait(handle, waiting) if handle >= 0 else ""
    try:
        yield waited
    finally:
        if handle >= 0:
            os.close(handle)
        if is_new:
            with suppress(OSError):
                folder.rmdir()


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
