"""Publish to object storage: S3 and what speaks its language, Google Cloud Storage and Azure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import msgspec

from site_builder.deploy.deploy_plan import DeployPlan, Occupied
from site_builder.deploy.host import Connection, DeployError, Target
from site_builder.deploy.http_headers import cache_control, content_type
from site_builder.deploy.object_storage import ConditionsUnsupportedError, Storage, open_store
from site_builder.deploy.parallel import in_parallel
from site_builder.deploy.plain_places import merged_release
from site_builder.deploy.releases import PublishedFile, Release, decode_release, encode_release
from site_builder.deploy.site_files import SiteFile, stage_of
from site_builder.deploy.storage_lock import StorageLock

if TYPE_CHECKING:
    from obstore import Attributes

_OURS = ".site-builder/"
"""Below the prefix: records, lock and copies that belong to no page."""
_LIVE = _OURS + "release.json"
_PENDING = _OURS + "pending.json"
_LOCK = _OURS + "lock.json"
_RELEASES = _OURS + "releases/"
_OBJECTS = _OURS + "objects/"
"""Bytes of earlier releases by digest, where releases are kept."""
_WORKERS = 16
"""Requests at a time."""


class S3Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of an object storage target."""

    bucket: str
    """A name, or `gs://name` and `az://container` for the other two."""
    prefix: str = ""
    """Folder in the bucket."""
    endpoint: str = ""
    """Address of the service where it is not Amazon's."""
    region: str = ""
    keep: int = 0
    """Releases that can be gone back to, beside the live one; their files are copied before they are replaced."""


class S3Host:
    """A prefix of a bucket. Objects are replaced one at a time; assets come first and removals last."""

    retains = True

    def __init__(self, settings: S3Settings, connection: Connection) -> None:
        self._keep = settings.keep
        self._timer = connection.timer
        self._where = f"{settings.bucket}/{settings.prefix.strip('/')}".rstrip("/")
        store = open_store(
            settings.bucket,
            prefix=settings.prefix,
            endpoint=settings.endpoint,
            region=settings.region,
            environment=connection.environment,
        )
        self._storage = Storage(store, self._where, connection.timer)
        self._lock = StorageLock(
            self._storage,
            _LOCK,
            service=f"{settings.endpoint} {self._where}",
            memory=connection.state / "conditional",
        )
        self._copy = connection.state / "release.json"
        """The record of the last deploy of this machine, as it was written."""
        self._is_pending = False
        self._listed: dict[str, Any] = {}
        self._live: Release | None = None
        self._ours: frozenset[str] = frozenset()
        self._conditional = True

    @staticmethod
    def digest(data: bytes) -> str:
        """Return the MD5 of some bytes, which services give as the entity tag of an object."""
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock with an object and renew it; one that was not renewed for five minutes is taken over."""
        with self._lock.held():
            yield

    def live(self) -> Release | None:
        """List all objects and read the record; digests are those that the service gives."""
        self._relist()
        live = self._release(_LIVE)
        pending = self._release(_PENDING)
        self._live = live
        listed = {path: self._as_listed(path) for path in self._listed}
        release = merged_release(live, pending, listed)
        if release:
            self._ours = frozenset(release.files)
        return release

    def _as_listed(self, path: str) -> PublishedFile:
        """Return the digest that the service gives an object; none where it gives another kind of tag."""
        entry = self._listed[path]
        tag = str(entry.get("e_tag") or "").strip('"').lower()
        return PublishedFile(tag if len(tag) == 32 else "", entry["size"])

    def _release(self, name: str) -> Release | None:
        if name not in self._listed:
            return None
        data = self._copied(name)
        return decode_release(data or self._storage.read(name), where=f"{self._where}/{name}")

    def _copied(self, name: str) -> bytes | None:
        """Return the record of what is live from the copy here, if it is the one that the service lists."""
        if name != _LIVE:
            return None
        with suppress(OSError):
            data = self._copy.read_bytes()
            if self._as_listed(name).digest == self.digest(data):
                return data
        return None

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Return objects that no release of ours has, and whose bytes are others than the site's."""
        return Occupied(
            tuple(
                path
                for path, file in files.items()
                if path in self._listed
                and path not in self._ours
                and self._as_listed(path).digest != file.digest
            ),
            "move them away, or choose another prefix",
        )

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Record what is about to be ours beside what is; where no name comes or goes, all of it is on record."""
        if live and live.complete and not (plan.added or plan.removed):
            return
        self._is_pending = True
        known = {**release.files, **(live.files if live else {})}
        self._put(_PENDING, encode_release(msgspec.structs.replace(release, files=known)), "application/json")

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Put objects, several at a time."""
        return in_parallel(self._upload, files, workers=_WORKERS, timer=self._timer)

    def _upload(self, file: SiteFile) -> None:
        """Put one object with its type and caching, after a copy of the old one where releases are kept."""
        self._keep_copy(file.path)
        new = file.path not in self._listed
        self._put(file.path, file.read(), content_type(file.path), cache_control(file.path), new=new)

    def _keep_copy(self, path: str) -> None:
        if self._keep <= 0 or path not in self._listed:
            return
        digest = self._as_listed(path).digest
        if digest and _OBJECTS + digest not in self._listed:
            self._storage.copy(path, _OBJECTS + digest)

    def _put(
        self, name: str, data: bytes, kind: str, caching: str = "no-cache", *, new: bool = False
    ) -> None:
        """Put one object; a `new` one only where no listing could have missed somebody else's."""
        self._lock.check()
        attributes: Attributes = {"Content-Type": kind, "Cache-Control": caching}
        if not (new and self._conditional):
            self._storage.put(name, data, attributes)
            return
        try:
            self._storage.put(name, data, attributes, mode="create")
        except ConditionsUnsupportedError:
            self._conditional = False
            self._storage.put(name, data, attributes)
        except FileExistsError:
            # An earlier attempt whose answer was lost, or an object that the listing lacked.
            if str(self._storage.head(name)["e_tag"]).strip('"') != self.digest(data):
                raise DeployError(
                    f"{self._where}/{name}: was not listed, is there all the same, and is not ours",
                    hint="move it away, or choose another prefix",
                ) from None

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Record the release as live: all its objects are in their places."""
        record = encode_release(release)
        self._put(_LIVE, record, "application/json")
        with suppress(OSError):
            self._copy.parent.mkdir(parents=True, exist_ok=True)
            self._copy.write_bytes(record)

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Delete objects of ours, several at a time."""
        return in_parallel(self._remove, paths, workers=_WORKERS, timer=self._timer)

    def _remove(self, path: str) -> None:
        """Delete one object of ours, after a copy of it where releases are kept."""
        self._keep_copy(path)
        self._delete(path)

    def finish(self, release: Release) -> None:
        """Record the release for good, and forget the pending one and what is older than is kept."""
        if self._keep > 0:
            self._put(f"{_RELEASES}{release.id}.json", encode_release(release), "application/json")
            self._prune()
        if self._is_pending:
            self._delete(_PENDING)

    def _prune(self) -> None:
        """Remove records beyond those that are kept, and copies that no kept release needs."""
        self._relist()
        kept = self.releases()
        names = {release.id for release in kept[: self._keep + 1]}
        needed = {file.digest for release in kept if release.id in names for file in release.files.values()}
        for name in list(self._listed):
            old_record = (
                name.startswith(_RELEASES) and name[len(_RELEASES) :].removesuffix(".json") not in names
            )
            old_copy = name.startswith(_OBJECTS) and name[len(_OBJECTS) :] not in needed
            if old_record or old_copy:
                self._delete(name)

    def _relist(self) -> None:
        self._listed = {entry["path"]: entry for page in self._storage.listed() for entry in page}

    def _delete(self, name: str) -> None:
        self._lock.check()
        self._storage.delete(name)

    def releases(self) -> Sequence[Release]:
        """Return the releases whose records are kept, newest first."""
        if not self._listed:
            self._relist()
        found = [self._release(name) for name in self._listed if name.startswith(_RELEASES)]
        live = self._release(_LIVE)
        by_id = {release.id: release for release in (*found, live) if release}
        return [by_id[key] for key in sorted(by_id, reverse=True)]

    def roll_back(self, release: Release) -> None:
        """Copy the objects of an earlier release into their places, in the order of a deploy, and remove the rest."""
        live = self.live()
        now = live.files if live else {}
        wrong = [path for path, file in release.files.items() if now.get(path) != file]
        lost = [path for path in wrong if _OBJECTS + release.files[path].digest not in self._listed]
        if lost:
            raise DeployError(
                f"{self._where}: {len(lost):,} files of release {release.id} were not kept, such as {lost[0]}",
                hint="build that version again and deploy it",
            )
        self._put(
            _PENDING, encode_release(msgspec.structs.replace(release, files={**now, **release.files})), ""
        )
        for path in sorted(wrong, key=lambda path: (stage_of(path), path)):
            self._keep_copy(path)
            self._storage.copy(_OBJECTS + release.files[path].digest, path)
        self._put(_LIVE, encode_release(release), "application/json")
        for path in now.keys() - release.files.keys():
            self._remove(path)
        self._delete(_PENDING)


TARGET = Target(
    kind="s3",
    title="object storage: S3, R2, Google Cloud Storage, Azure",
    settings=S3Settings,
    connect=S3Host,
)
