"""The pictures and files that articles refer to: whose article is due because of one, and their copies in the site."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from site_builder.disk import AttachmentIndex, Staging, Written, read_file, readable
from site_builder.engine.due import FileChange, Reason
from site_builder.engine.ledger import Files
from site_builder.engine.store import Attachment, SourceRecord
from site_builder.model import Problem


def attached(index: AttachmentIndex, attachments: Iterable[tuple[str, str]]) -> tuple[Attachment, ...]:
    """Return what the record of an article keeps of the files it refers to, given their keys and addresses."""
    return tuple([Attachment(key, address, index.stamp(key)) for key, address in attachments])


def have_changed(index: AttachmentIndex, record: SourceRecord) -> bool:
    """Return whether a file that an article refers to came, went or changed since the article was finished."""
    return any(index.stamp(attachment.key) != attachment.stamp for attachment in record.attachments)


def count_referenced(index: AttachmentIndex, records: Iterable[SourceRecord]) -> int:
    """Count the files that some article refers to."""
    keys = {attachment.key for record in records if record.card for attachment in record.attachments}
    return len({path for key in keys if (path := index.resolve(key)) is not None})


class PublishedFiles(msgspec.Struct, frozen=True):
    """The copies of files in the site."""

    files: dict[str, Files]
    """By output folder."""
    written: dict[str, list[str]]
    """Names of those that were written, by folder."""
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many were written."""
        return sum(map(len, self.written.values()))


class FilePublisher:
    """Writes the files that articles refer to, each once."""

    def __init__(
        self,
        content: Path,
        index: AttachmentIndex,
        staging: Staging,
        before: Mapping[str, Files],
        damaged: frozenset[str],
        *,
        display_path: str,
        limit: int,
    ) -> None:
        """Start from the files that the site had, by folder, and the folders that are not as they were left."""
        self._content = content
        self._index = index
        self._staging = staging
        self._before = before
        self._damaged = damaged
        self._display_path = display_path
        self._limit = limit
        self._problems: list[Problem] = []

    def publish(self, records: Mapping[str, SourceRecord]) -> PublishedFiles:
        """Write what the site does not have; a file that cannot be read any more is a problem of its article."""
        wanted: dict[str, tuple[str, str]] = {}
        for source, record in records.items():
            for attachment in record.attachments if record.card else ():
                if attachment.address:
                    wanted.setdefault(attachment.address, (attachment.key, source))
        files: dict[str, dict[str, Written]] = {}
        written: dict[str, list[str]] = {}
        for address, (key, source) in sorted(wanted.items()):
            folder, _, name = address.rpartition("/")
            kept = None if folder in self._damaged else self._before.get(folder, {}).get(name)
            if kept is not None:
                files.setdefault(folder, {})[name] = kept
                continue
            copy = self._copy(address, key, source)
            if copy:
                files.setdefault(folder, {})[name] = copy[0]
                if copy[1]:
                    written.setdefault(folder, []).append(name)
        return PublishedFiles(dict(files), written, tuple(self._problems))

    def _copy(self, address: str, key: str, source: str) -> tuple[Written, bool] | None:
        path = self._index.resolve(key)
        data = (
            read_file(self._content, path, display_path=self._display_path, limit=self._limit)
            if path is not None
            else None
        )
        if not isinstance(data, bytes) or not is_at(address, data):
            where = readable(os.path.join(self._display_path, source))
            message = f"{readable(path or key)} changed while the archive was built"
            self._problems.append(Problem(where, None, "changed", message, "build again"))
            return None
        return self._staging.put(address, data)


def file_changes(published: PublishedFiles, before: Mapping[str, Files]) -> list[FileChange]:
    """Return the files that were written, each with the reason; bytes at an address never change."""
    return [
        FileChange(f"{folder}/{name}", Reason.DAMAGED if name in before.get(folder, {}) else Reason.NEW)
        for folder, names in published.written.items()
        for name in names
    ]


def is_at(address: str, data: bytes) -> bool:
    """Return whether bytes are those that an address of a published file stands for."""
    return hashlib.sha256(data).hexdigest()[:16] == address.rpartition(".")[0].rpartition("-")[2]
