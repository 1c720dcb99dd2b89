"""An object storage service that fails like the proxy of the tests, but keeps objects in its own memory.

For runs whose requests would take moto longer than the work takes: it answers in a fifth of the processor time.
It keeps conditions (`If-None-Match: *`, `If-Match`) and ranges, lists and deletes, and knows one bucket.
"""

import hashlib
import re
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

from tests.unit.cluster.faulty_storage import FaultyStorage

_MOST_LISTED = 1000

Answer = tuple[int, dict[str, str], bytes]


class MemoryStorage(FaultyStorage):
    """Answers requests itself."""

    def __init__(self, *, seed: int, faults: float) -> None:
        super().__init__(0, seed=seed, faults=faults)
        self.objects: dict[str, tuple[bytes, str]] = {}
        """Bytes and entity tag by name, with the bucket."""

    def pass_on(self, method: str, path: str, headers, body: bytes) -> Answer:
        """Answer a request as Amazon's service does."""
        parts = urlsplit(path)
        name, query = unquote(parts.path).lstrip("/"), parse_qs(parts.query, keep_blank_values=True)
        with self.lock:
            if method == "PUT":
                return self._put(name, headers, body)
            if method == "DELETE":
                self.objects.pop(name, None)
                return 204, {}, b""
            if method == "POST" and "delete" in query:
                return self._delete(name, body)
            if "list-type" in query:
                return self._list(name, query)
            if method in ("GET", "HEAD"):
                return self._get(name, headers, is_head=method == "HEAD")
        return 501, {}, b"<Error><Code>NotImplemented</Code></Error>"

    def _put(self, name: str, headers, body: bytes) -> Answer:
        there = self.objects.get(name)
        wanted = headers.get("If-Match")
        if (headers.get("If-None-Match") == "*" and there) or (
            wanted is not None and (not there or there[1] != wanted)
        ):
            return 412, {}, b"<Error><Code>PreconditionFailed</Code></Error>"
        tag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        self.objects[name] = body, tag
        return 200, {"ETag": tag}, b""

    def _get(self, name: str, headers, *, is_head: bool) -> Answer:
        if name not in self.objects:
            return 404, {}, b"" if is_head else b"<Error><Code>NoSuchKey</Code></Error>"
        data, tag = self.objects[name]
        answer = {"ETag": tag, "Last-Modified": "Sun, 29 Nov 2026 08:00:00 GMT"}
        if is_head:
            return 200, {**answer, "Content-Length": str(len(data))}, b""
        if wanted := headers.get("Range"):
            first, last = wanted.removeprefix("bytes=").split("-")
            start, end = int(first), min(int(last or len(data)), len(data) - 1)
            return 206, {**answer, "Content-Range": f"bytes {start}-{end}/{len(data)}"}, data[start : end + 1]
        return 200, answer, data

    def _delete(self, bucket: str, body: bytes) -> Answer:
        keys = [unescape(key) for key in re.findall("<Key>(.*?)</Key>", body.decode())]
        for key in keys:
            self.objects.pop(f"{bucket.strip('/')}/{key}", None)
        deleted = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return 200, {"Content-Type": "application/xml"}, f"<DeleteResult>{deleted}</DeleteResult>".encode()

    def _list(self, bucket: str, query: dict[str, list[str]]) -> Answer:
        bucket = bucket.strip("/") + "/"
        prefix = bucket + query.get("prefix", [""])[0]
        after = bucket + query.get("continuation-token", [""])[0]
        names = sorted(name for name in self.objects if name.startswith(prefix) and name > after)
        entries = "".join(
            f"<Contents><Key>{escape(name.removeprefix(bucket))}</Key>"
            f"<LastModified>2026-11-29T08:00:00.000Z</LastModified><ETag>{escape(self.objects[name][1])}</ETag>"
            f"<Size>{len(self.objects[name][0])}</Size></Contents>"
            for name in names[:_MOST_LISTED]
        )
        more = len(names) > _MOST_LISTED
        token = escape(names[_MOST_LISTED - 1].removeprefix(bucket)) if more else ""
        next_token = f"<NextContinuationToken>{token}</NextContinuationToken>" if more else ""
        return (
            200,
            {"Content-Type": "application/xml"},
            (
                f'<?xml version="1.0"?><ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>'
                f"{next_token}{entries}</ListBucketResult>"
            ).encode(),
        )
