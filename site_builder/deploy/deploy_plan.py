"""Compare a site with what a host has, by digests, and refuse what must not happen."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from site_builder.deploy.releases import PublishedFile, Release, ReleasePlan
from site_builder.deploy.site_files import SiteFile

MANY_REMOVALS = 100
"""Files that may always be removed by one deploy."""
SHARE = 0.1
"""Share of the last release that one deploy may remove."""
NAMED = 5
"""Files that a message names."""


class Ceiling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a host takes at most; None where it sets no limit."""

    files: int | None = None
    bytes: int | None = None
    file_bytes: int | None = None
    """Of one file."""


class Occupied(msgspec.Struct, frozen=True):
    """Files of somebody else's in places that a site needs."""

    paths: tuple[str, ...] = ()
    way_out: str = "move them away, or publish to another place"


class DeployChange(msgspec.Struct, frozen=True):
    """One file that is sent or removed."""

    path: str
    bytes: int


class DeployPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a deploy does, or why it does nothing."""

    target: str
    added: tuple[DeployChange, ...] = ()
    changed: tuple[DeployChange, ...] = ()
    removed: tuple[DeployChange, ...] = ()
    unchanged: int = 0
    bytes: int = 0
    """To send."""
    refused: str | None = None
    """Why, with the way out; None for a plan that can be run."""
    files: int = 0
    """Of the whole site on this host."""
    total_bytes: int = 0
    largest: DeployChange | None = None
    ceiling: Ceiling = Ceiling()

    @property
    def sent(self) -> tuple[DeployChange, ...]:
        """Files to upload."""
        return (*self.added, *self.changed)

    @property
    def record(self) -> ReleasePlan:
        """What the record of the release says of it."""
        return ReleasePlan(
            added=tuple(change.path for change in self.added),
            changed=tuple(change.path for change in self.changed),
            removed=tuple(change.path for change in self.removed),
            unchanged=self.unchanged,
        )


def make_plan(
    target: str,
    files: Mapping[str, SiteFile],
    live: Release | None,
    *,
    occupied: Occupied,
    ceiling: Ceiling,
    retained: Collection[str],
    allow_removals: int | None,
) -> DeployPlan:
    """Return the plan that brings a host from `live` to `files`.

    `occupied` are files of somebody else's that are in the way;
    `retained` are files of the live release that stay though the site lacks them.
    """
    published: Mapping[str, PublishedFile] = live.files if live else {}
    added = _changes(file for path, file in files.items() if path not in published)
    changed = _changes(
        file for path, file in files.items() if path in published and published[path].digest != file.digest
    )
    removed = tuple(
        DeployChange(path, published[path].size)
        for path in sorted(published.keys() - files.keys() - set(retained))
    )
    largest = max(files.values(), key=lambda file: (file.size, file.path))
    plan = DeployPlan(
        target=target,
        added=added,
        changed=changed,
        removed=removed,
        unchanged=len(files) - len(added) - len(changed),
        bytes=sum(change.bytes for change in (*added, *changed)),
        files=len(files) + len(retained),
        total_bytes=sum(file.size for file in files.values())
        + sum(published[path].size for path in retained),
        largest=DeployChange(largest.path, largest.size),
        ceiling=ceiling,
    )
    reason = (
        _over_ceiling(plan)
        or _foreign(occupied)
        or _too_many_removals(plan, published, len(files), allow_removals)
    )
    return msgspec.structs.replace(plan, refused=reason)


def _changes(files: Iterable[SiteFile]) -> tuple[DeployChange, ...]:
    return tuple(DeployChange(file.path, file.size) for file in sorted(files, key=lambda file: file.path))


def _over_ceiling(plan: DeployPlan) -> str | None:
    ceiling = plan.ceiling
    if ceiling.files is not None and plan.files > ceiling.files:
        return (
            f'{plan.files:,} files are more than the {ceiling.files:,} that this host takes: set layout = "lean" '
            "in site.toml, build and deploy again, or set a higher ceiling if your plan has one"
        )
    if ceiling.bytes is not None and plan.total_bytes > ceiling.bytes:
        return (
            f"{plan.total_bytes:,} bytes are more than the {ceiling.bytes:,} that this host takes: "
            "publish elsewhere, or set a higher ceiling if your plan has one"
        )
    largest = plan.largest
    if ceiling.file_bytes is not None and largest and largest.bytes > ceiling.file_bytes:
        return (
            f"{largest.path} has {largest.bytes:,} bytes, more than the {ceiling.file_bytes:,} that this host "
            "takes of one file: make it smaller, or publish elsewhere"
        )
    return None


def _foreign(occupied: Occupied) -> str | None:
    if not occupied.paths:
        return None
    count = len(occupied.paths)
    names = ", ".join(sorted(occupied.paths)[:NAMED]) + (", …" if count > NAMED else "")
    are = "1 file" if count == 1 else f"{count:,} files"
    return f"{are} that this program did not publish in the way: {names}; {occupied.way_out}"


def _too_many_removals(
    plan: DeployPlan, published: Mapping[str, PublishedFile], now: int, allowed: int | None
) -> str | None:
    count = len(plan.removed)
    if not count or (allowed is not None and count <= allowed):
        return None
    limit = max(MANY_REMOVALS, int(len(published) * SHARE))
    names = ", ".join(change.path for change in plan.removed[:NAMED]) + (", …" if count > NAMED else "")
    if count > limit:
        return (
            f"{count:,} of {len(published):,} published files would be removed ({names}), more than {limit:,}: "
            f"if that is meant, add --allow-removals {count}"
        )
    if now < len(published) * (1 - SHARE):
        return (
            f"the site has {now:,} files and the last release {len(published):,}; {count:,} would be removed "
            f"({names}): if that is meant, add --allow-removals {count}"
        )
    return None
