"""Write the files of one share, and remember which; a task that was stopped goes on where it was."""

from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from secrets import token_hex
from threading import Lock

import msgspec

from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sequences import Uploads, pack, unpack
from site_builder.cluster.site_objects import (
    Share,
    SiteObjects,
    content_digest,
    read_manifest,
    read_share,
    share_name,
)

_UPLOADS = 8
"""Files on their way at a time."""
_NOTED = 64
"""Files after which a note of them is left for whoever goes on."""


class ShareWriter:
    """Writes the files of one share, and remembers their names."""

    def __init__(self, store: ObjectStore, plan_name: str, kind: str, number: int, name: str) -> None:
        """`name` is that of the result which the files are of."""
        self._store = store
        self._objects = SiteObjects(store, plan_name)
        self._kind = kind
        self._number = number
        self.name = name
        self._files: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._share, self._tag = read_share(store, kind, number)
        self._uploads: Uploads | None = None
        self._fresh: dict[str, int] = {}
        self._lock = Lock()
        self._notes = count()

    @property
    def applied(self) -> str:
        """Name of the result that the site has of this share; empty where it has none, or parts of several."""
        return self._share.applied

    @property
    def is_done(self) -> bool:
        """Whether the site has the files of this result already."""
        return self._share.applied == self.name

    def begin(self) -> None:
        """Remember that the files of this result, and of the one before, may be there from now on."""
        self._objects.check_current()
        share = self._share
        goes_on = not share.applied and share.before[-1:] == (self.name,)
        if goes_on:
            self._before = self._noted(share.attempt)
        else:
            self._before = read_manifest(self._store, share.applied) or {} if share.applied else {}
        attempt = share.attempt if goes_on else token_hex(8)
        before = [
            name for name in dict.fromkeys((*share.before, share.applied)) if name not in ("", self.name)
        ]
        self._share = Share("", (*before, self.name), attempt)
        self._objects.record(self._kind, self._number, self._share, tag=self._tag)
        self._uploads = Uploads(self._store, _UPLOADS)

    def put(self, path: str, data: bytes) -> None:
        """Write a file, or begin to, unless the site has it already."""
        assert self._uploads is not None
        digest = content_digest(data)
        self._files[path] = digest
        if self._before.get(path) != digest:
            self._uploads.submit(self._put, path, data, digest)

    def keep(self, paths: Iterable[str]) -> None:
        """Keep files of the result before as they are."""
        for path in paths:
            self._files[path] = self._before[path]

    def abandon(self) -> None:
        """Wait for what is on its way, and write nothing more; the share stays one with files of several results."""
        assert self._uploads is not None
        self._uploads.close()

    def finish(self) -> None:
        """Wait until everything is written, and remember that it is."""
        assert self._uploads is not None
        self._uploads.close()
        self._store.create(f"manifests/{self.name}", pack(self._files))
        tag = self._store.tag(share_name(self._kind, self._number))
        share = msgspec.structs.replace(self._share, applied=self.name)
        self._objects.record(self._kind, self._number, share, tag=tag)

    def _put(self, path: str, data: bytes, digest: int) -> None:
        """Write a file, and now and then a note of those that are written."""
        self._objects.put(path, data)
        with self._lock:
            self._fresh[path] = digest
            if len(self._fresh) < _NOTED:
                return
            fresh, self._fresh = self._fresh, {}
        note = pack(fresh)
        # Another worker that does the same leaves notes under the same names.
        while not self._store.create(self._note_name(self._share.attempt, next(self._notes)), note):
            pass

    def _note_name(self, attempt: str, number: int) -> str:
        return f"written/{self.name}/{attempt}/{number}"

    def _noted(self, attempt: str) -> dict[str, int]:
        """Return the files that a worker which was stopped wrote, as far as it left notes."""
        files: dict[str, int] = {}
        number = 0
        with suppress(FileNotFoundError):
            while True:
                files |= unpack(self._store.get(self._note_name(attempt, number)), dict[str, int])
                number += 1
        self._notes = count(number)
        return files
