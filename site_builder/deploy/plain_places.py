"""What places without a service of their own have in common: folders, archive files, prefixes of a bucket."""

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from site_builder.deploy.host import DeployError
from site_builder.deploy.releases import PublishedFile, Release
from site_builder.disk import locked_file
from site_builder.model import SiteError


@contextmanager
def locked(lock: Path, place: Path) -> Iterator[None]:
    """Lock with the operating system's own lock, which ends with the process that holds it.

    Raises DeployError when another deploy to `place` holds it.
    """
    with reported(lock):
        lock.parent.mkdir(parents=True, exist_ok=True)
    with locked_file(lock) as free:
        if not free:
            raise DeployError(f"{place}: another deploy is under way", hint="wait for it to end")
        yield


@contextmanager
def reported(place: Path) -> Iterator[None]:
    """Turn an error of the file system into one that names the place and the way out."""
    try:
        yield
    except OSError as error:
        hint = "check the permissions there"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            hint = "free some space there"
        where = error.filename or place
        raise DeployError(f"{where}: {(error.strerror or str(error)).lower()}", hint=hint) from error


def merged_release(
    live: Release | None, pending: Release | None, listed: Mapping[str, PublishedFile]
) -> Release | None:
    """Return what is published by the records of what is live and of a deploy that did not end.

    Its files are those of either record that are listed, with the digests that the listing gives.
    """
    base = live or pending
    if base is None:
        return None
    known = {*(pending.files if pending else ()), *(live.files if live else ())}
    files = {path: listed[path] for path in sorted(known & listed.keys())}
    return msgspec.structs.replace(base, files=files, complete=pending is None)


def only(release: Release | None) -> Sequence[Release]:
    """Return the releases of a place that holds one at most."""
    return (release,) if release else ()


def refuse_rollback(where: object, hint: str) -> None:
    """Raise SiteError: a place that holds one release cannot show an earlier one."""
    raise SiteError(f"{where}: this target keeps no earlier releases", hint=hint)
