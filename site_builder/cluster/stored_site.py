"""List the site that a build over shards left in a store, so that it is deployed without a copy on one disk.

What is in the site is what the records of its shares say, and no listing of the store, which may be short.
The digests that a host wants are kept in the store beside them: a file that did not change is not read again.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec

from site_builder.cluster.build_plan import recipe
from site_builder.cluster.object_store import ObjectStore, open_store
from site_builder.cluster.sequences import pack, unpack
from site_builder.cluster.site_objects import SITE, all_shares, content_digest, read_extent, read_manifest
from site_builder.deploy.site_files import Digest, SiteFile, check_name, is_hidden, sha256_hex
from site_builder.model import SiteError

_READERS = 16
"""Files that are read at a time."""


class DigestedFile(msgspec.Struct, frozen=True, array_like=True):
    """What a plan needs to know of a file."""

    content: int
    """What `content_digest` gives for its bytes."""
    size: int
    """In bytes."""
    sha256: str
    digest: str
    """Of the same bytes, as a host names its files."""


class DigestedShare(msgspec.Struct, frozen=True, array_like=True):
    """The files of a share when they were last listed."""

    result: str = ""
    """Name of the result that they were of."""
    files: dict[str, DigestedFile] = {}
    """By path."""


def list_stored_site(url: str, *, digest: Digest) -> dict[str, SiteFile]:
    """Return the files of the site in the store at a URL by path, sorted; hidden ones stay at home.

    Raises SiteError where a build has not come to its end, as some files would be of another build than others.
    """
    store = open_store(url)
    files: dict[str, SiteFile] = {}
    for share, result in _finished_results(store, url).items():
        for path, file in _Digester(store, url, digest).digested(share, result).items():
            if not any(map(is_hidden, path.split("/"))):
                check_name(path)
                files[path] = SiteFile(
                    path,
                    file.size,
                    file.sha256,
                    file.digest,
                    source=f"{url.rstrip('/')}/{SITE}{path}",
                    fetch=partial(_fetch, store, SITE + path),
                )
    return dict(sorted(files.items()))


def _fetch(store: ObjectStore, name: str, _source: str) -> bytes:
    return store.get(name)


def _finished_results(store: ObjectStore, url: str) -> dict[str, str]:
    """Return the names of the results that the site is made of, by share.

    Raises SiteError while any of them is being written.
    """
    shares = {f"{kind}/{number}": share for kind, number, share, _ in all_shares(store, read_extent(store))}
    if not any(share.applied or share.before for share in shares.values()):
        raise SiteError(
            f"{url}: there is no site in this store",
            hint="build it first: site-builder cluster run SITE --store URL",
        )
    unfinished = sum(not share.applied or bool(share.before) for share in shares.values())
    if unfinished:
        raise SiteError(
            f"{url}: {unfinished:,} of {len(shares):,} parts of the site are not finished",
            hint="wait for the build to end, or do `cluster run` again, which goes on where it was",
        )
    return {name: share.applied for name, share in shares.items()}


class _Digester:
    """Finds the digests of files for one host, and keeps them in the store."""

    def __init__(self, store: ObjectStore, url: str, digest: Digest) -> None:
        self._store = store
        self._url = url
        self._digest = digest
        # The digest of nothing tells one way to digest from another.
        self._method = recipe(digest(b""))[:8]

    def digested(self, share: str, result: str) -> dict[str, DigestedFile]:
        """Return the files of a share by path; only those that are not what they were last time are read."""
        name = f"digests/{self._method}/{share}"
        tag = self._store.tag(name)
        last: DigestedShare = unpack(self._store.get(name), DigestedShare) if tag else DigestedShare()
        if last.result == result:
            return last.files
        manifest = read_manifest(self._store, result)
        if manifest is None:
            raise self._changed()
        files = self._compared(manifest, last.files)
        # Where somebody else keeps the same at this moment, theirs is as good.
        self._store.replace(name, pack(DigestedShare(result, files)), tag=tag)
        return files

    def _compared(
        self, manifest: Mapping[str, int], last: Mapping[str, DigestedFile]
    ) -> dict[str, DigestedFile]:
        files = {
            path: last[path]
            for path, content in manifest.items()
            if path in last and last[path].content == content
        }
        others = [entry for entry in manifest.items() if entry[0] not in files]
        with ThreadPoolExecutor(_READERS, thread_name_prefix="digest") as pool:
            files |= pool.map(self._read, others)
        return files

    def _read(self, entry: tuple[str, int]) -> tuple[str, DigestedFile]:
        path, content = entry
        try:
            data = self._store.get(SITE + path)
        except FileNotFoundError:
            raise self._changed() from None
        if content_digest(data) != content:
            raise self._changed()
        return path, DigestedFile(content, len(data), sha256_hex(data), self._digest(data))

    def _changed(self) -> SiteError:
        return SiteError(
            f"{self._url}: the site changed while it was read", hint="deploy again when the build has ended"
        )
