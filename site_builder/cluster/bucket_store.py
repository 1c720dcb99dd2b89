"""A prefix of a bucket as a store, over the same connection that `deploy` uses."""

import hashlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from site_builder.deploy.host import StallTimer
from site_builder.deploy.http_headers import cache_control, content_type
from site_builder.deploy.object_storage import ConditionsUnsupportedError, Storage, open_store

if TYPE_CHECKING:
    from obstore import Attributes, PutMode

ENDPOINT = "AWS_ENDPOINT_URL"
"""The variable that names the address of a service other than Amazon's, as its own tools read it."""


class BucketStore:
    """Objects of a service that speaks the language of S3, or of Google's or Azure's."""

    is_local = False

    def __init__(self, kind: str, bucket: str, prefix: str) -> None:
        self._where = f"{kind}://{bucket}{prefix.rstrip('/')}"
        objects = open_store(
            bucket if kind == "s3" else f"{kind}://{bucket}",
            prefix=prefix,
            endpoint=os.environ.get(ENDPOINT, ""),
            region="",
            environment=os.environ,
        )
        self._timer = StallTimer()
        self._storage = Storage(objects, self._where, self._timer)
        self.requests: dict[str, int] = {}

    def _count(self, kind: str) -> None:
        self.requests[kind] = self.requests.get(kind, 0) + 1
        # Between two requests there may be minutes of work.
        self._timer.advance()

    def get(self, name: str) -> bytes:
        """Get an object."""
        self._count("get")
        return self._storage.read(name)

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """Get a part of an object."""
        if not length:
            return b""
        self._count("get")
        return self._storage.read_range(name, start, length)

    def create(self, name: str, data: bytes) -> bool:
        """Put an object on the condition that there is none."""
        return self._put(name, data, "create")

    def tag(self, name: str) -> str:
        """Return the entity tag of an object."""
        self._count("head")
        try:
            return str(self._storage.head(name)["e_tag"] or "-")
        except FileNotFoundError:
            return ""

    def holds(self, name: str, tag: str, data: bytes) -> bool:
        """Compare the digest that services give as entity tag, or else the bytes."""
        digest = tag.strip('"').lower()
        if len(digest) == 32:
            return digest == hashlib.md5(data, usedforsecurity=False).hexdigest()
        return self.get(name) == data

    def replace(self, name: str, data: bytes, *, tag: str) -> bool:
        """Put an object on the condition that the one there has this tag."""
        return self._put(name, data, {"e_tag": tag} if tag else "create")

    def _put(self, name: str, data: bytes, mode: object) -> bool:
        self._count("put")
        attributes: Attributes | None = None
        if name.startswith("site/"):
            attributes = {"Content-Type": content_type(name), "Cache-Control": cache_control(name)}
        try:
            self._storage.put(name, data, attributes, mode=cast("PutMode", mode))
        except FileExistsError:
            return False
        except ConditionsUnsupportedError:
            self._storage.put(name, data, attributes)
        return True

    def names(self, prefix: str) -> Iterator[str]:
        """List objects, a thousand at a time."""
        return (name for name, _ in self.sizes(prefix))

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        """List objects, a thousand at a time."""
        for page in self._storage.listed(prefix):
            self._count("list")
            for entry in page:
                yield entry["path"], entry["size"]

    def delete(self, name: str) -> None:
        """Delete an object."""
        self._count("delete")
        self._storage.delete(name)
