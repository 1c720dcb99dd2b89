"""The pictures and files that articles refer to, kept in the store and not in a folder."""

from collections.abc import Callable, Mapping

from site_builder.cluster.build_plan import StoredFile
from site_builder.cluster.object_store import ObjectStore
from site_builder.disk import AttachmentIndex, missing_file, too_large
from site_builder.model import Problem


class StoredFiles:
    """Reads files below the content folder from the store, with the same words for what is wrong as on disk."""

    def __init__(self, store: ObjectStore, files: Mapping[str, StoredFile], display_path: str) -> None:
        self._store = store
        self._files = files
        self._display_path = display_path
        self._index = AttachmentIndex({path: file.stamp for path, file in files.items()})

    def read(self, key: str, limit: int) -> bytes | Problem:
        """Return the bytes of a file, or the problem for which it cannot be published; `limit` counts bytes."""
        path = self._index.resolve(key)
        if path is None:
            return missing_file(self._display_path, key)
        file = self._files[path]
        if file.problem:
            return file.problem
        if file.size > limit:
            return too_large(self._display_path, path, file.size, limit)
        return self._store.get(f"files/{file.sha256}")

    @staticmethod
    def none(display_path: str) -> Callable[[str, int], Problem]:
        """Return the reader of a folder without such files."""
        return lambda key, _: missing_file(display_path, key)
