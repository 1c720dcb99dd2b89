"""The status of a link to another host, and a cache of such statuses between checks."""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

Kind = Literal["well", "moved", "gone", "failing", "unclear", "refused"]

CACHE_DAYS = 7
"""Days for which an answer of a host is believed."""
FAILURE_CACHE_DAYS = 1
"""Days for which a failure is believed: cables are plugged in again sooner than pages come back."""
_FILE = "links.json"


class LinkStatus(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a request for one link came to."""

    kind: Kind
    words: str = ""
    """What the host answered, or why no request was made."""
    moved_to: str = ""
    """Where the page has moved for good."""
    whole_host: bool = False
    """Whether every other link to this host would fare the same."""
    no_network: bool = False
    """Whether the failure is one that a machine without a network has with every host."""


class _CachedStatus(msgspec.Struct, frozen=True):
    date: str
    answer: LinkStatus


class LinkCache:
    """Statuses of the last days, in a file of the state folder; an unreadable file counts as empty."""

    def __init__(self, state: Path, *, today: date) -> None:
        self._path = state / _FILE
        self._today = today
        self._entries = self._read()

    def _read(self) -> dict[str, _CachedStatus]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, _CachedStatus])
        except (OSError, msgspec.DecodeError):
            return {}

    def _age(self, entry: _CachedStatus) -> int:
        """Count the days since the request."""
        try:
            return abs((self._today - date.fromisoformat(entry.date)).days)
        except ValueError:
            return CACHE_DAYS

    def fresh(self, urls: Iterable[str]) -> dict[str, LinkStatus]:
        """Look up the statuses that are young enough to be believed, by address."""
        statuses = {}
        for url in urls:
            entry = self._entries.get(url)
            if entry and self._age(entry) < (
                FAILURE_CACHE_DAYS if entry.answer.kind in ("failing", "unclear") else CACHE_DAYS
            ):
                statuses[url] = entry.answer
        return statuses

    def oldest_first(self, urls: Iterable[str]) -> list[str]:
        """Sort addresses: those never requested first, those requested last at the end."""
        return sorted(urls, key=lambda url: self._entries[url].date if url in self._entries else "")

    def store(self, statuses: Mapping[str, LinkStatus], *, present: Iterable[str]) -> str:
        """Store the statuses of today, and drop those of addresses that are not `present` in the archive.

        Returns a line about what went wrong, or an empty string.
        """
        today = self._today.isoformat()
        entries = {url: self._entries[url] for url in present if url in self._entries}
        entries |= {
            url: _CachedStatus(today, status) for url, status in statuses.items() if status.kind != "refused"
        }
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(msgspec.json.format(msgspec.json.encode(entries)))
            os.replace(part, self._path)
        except OSError as error:
            return f"{self._path}: the answers of other hosts cannot be kept: {(error.strerror or str(error)).lower()}"
        return ""
