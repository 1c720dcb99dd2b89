"""Records of what was published: one immutable release for every deploy."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import msgspec

from site_builder.deploy.site_files import SiteFile, is_digested
from site_builder.model import SiteError

RECORD = ".site-builder-release.json"
"""Name of the record beside the files that it lists, on hosts that hold files."""

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
# Versions of this program before 0.3 gave the id alone.
_TITLE = re.compile(rf"site-builder (?P<id>{_ID.pattern})(?:: (?P<files>\d+) files, (?P<bytes>\d+) bytes)?")


class PublishedFile(msgspec.Struct, frozen=True, array_like=True):
    """One file as a host has it."""

    digest: str
    """As the host names its files; empty where the file is ours and its bytes are not known."""
    size: int
    """In bytes."""


class ReleasePlan(msgspec.Struct, frozen=True):
    """What a deploy set out to do: the paths of the files that it sent and removed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    """Files that stayed as they were."""


class Release(msgspec.Struct, frozen=True):
    """What one deploy published; never changed afterwards."""

    id: str
    """Time and digest: `20261128T210500Z-1a2b3c4d`."""
    when: str
    """ISO 8601, in UTC."""
    files: Mapping[str, PublishedFile]
    """By path."""
    site: str = ""
    """Digest of the site as it was built, without what was made for the host."""
    retained: tuple[str, ...] = ()
    """Files of the release before that no page of this one names; kept for pages loaded a moment ago."""
    sources: str = ""
    """What the site was made from, as far as it says."""
    plan: ReleasePlan | None = None
    """What changed with it; None in records of earlier versions of this program."""
    totals: tuple[int, int] = (0, 0)
    """Files and their bytes, where the host does not list the files of an earlier release."""

    complete: bool = True
    """False for what a deploy that did not end has left."""

    @property
    def site_mark(self) -> str:
        """The beginning of the digest of the site, which every host keeps in the id."""
        return self.id.rpartition("-")[2]

    @property
    def count(self) -> int:
        """Number of files."""
        return len(self.files) or self.totals[0]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values()) if self.files else self.totals[1]


def new_release(
    files: Mapping[str, SiteFile],
    live: Release | None,
    *,
    site: str,
    now: datetime,
    retained: Collection[str],
    sources: str = "",
    plan: ReleasePlan | None = None,
) -> Release:
    """Return the record of a release that publishes these files after `live`, of which `retained` stay too."""
    listed = {path: PublishedFile(file.digest, file.size) for path, file in files.items()}
    listed |= {path: live.files[path] for path in retained if live}
    return Release(
        id=identity(now, site)[0],
        when=identity(now, site)[1],
        files=dict(sorted(listed.items())),
        site=site,
        retained=tuple(retained),
        sources=sources,
        plan=plan,
    )


def identity(when: datetime, site: str) -> tuple[str, str]:
    """Return id and time of a release that was made then of a site with that digest."""
    second = when.astimezone(UTC).replace(microsecond=0)
    return f"{second:%Y%m%dT%H%M%SZ}-{site[:8]}", second.isoformat().replace("+00:00", "Z")


def retained_assets(files: Mapping[str, SiteFile], live: Release | None) -> tuple[str, ...]:
    """Return the digested assets of the live release that this one lacks; each stays for one release more."""
    if live is None:
        return ()
    once = set(live.retained)
    return tuple(
        path
        for path, published in sorted(live.files.items())
        if path not in files and is_digested(path) and path not in once and published.digest
    )


def title_of(release: Release) -> str:
    """Return a line by which hosts that list deploys name one: `site-builder ID: 11 files, 454 bytes`."""
    return f"site-builder {release.id}: {release.count} files, {release.size} bytes"


def read_title(title: str, *, when: str = "") -> Release | None:
    """Return what the title of a deploy says of its release; None where it is not one of ours."""
    match = _TITLE.fullmatch(title)
    if match is None:
        return None
    return Release(match["id"], when, {}, totals=(int(match["files"] or 0), int(match["bytes"] or 0)))


def is_release_id(name: str) -> bool:
    """Return whether a name is the id of a release."""
    return bool(_ID.fullmatch(name))


def encode_release(release: Release) -> bytes:
    """Return a record as JSON text."""
    return msgspec.json.format(msgspec.json.encode(release), indent=1) + b"\n"


def decode_release(data: bytes, *, where: str) -> Release:
    """Return a record from JSON text. Raises SiteError naming `where` when it is damaged."""
    try:
        return msgspec.json.decode(data, type=Release)
    except msgspec.MsgspecError as error:
        raise SiteError(
            f"{where}: the record of the last release is damaged: {error}",
            hint="restore it, or move what is published away and deploy everything anew",
        ) from error
