"""Say what came of asking links, and remember it between checks."""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

Kind = Literal["well", "moved", "gone", "failing", "unclear", "refused"]

KEPT_DAYS = 7
"""For which an answer of a host is believed."""
FAILED_DAYS = 1
"""For which it is believed that no answer can be had: cables are plugged in again sooner than pages come back."""
_FILE = "links.json"


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of asking one link."""

    kind: Kind
    words: str = ""
    """What the host said, or why it could not be asked."""
    moved_to: str = ""
    """Where the page has moved for good."""
    whole_host: bool = False
    """Whether every other link to this host would fare the same."""


class _Kept(msgspec.Struct, frozen=True):
    date: str
    answer: Answer


class Answers:
    """The answers of the last days, in a file of the state folder; whatever is wrong with it, it can be thrown away."""

    def __init__(self, state: Path, *, today: date) -> None:
        self._path = state / _FILE
        self._today = today
        self._kept = self._read()

    def _read(self) -> dict[str, _Kept]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, _Kept])
        except (OSError, msgspec.DecodeError):
            return {}

    def _age(self, kept: _Kept) -> int:
        try:
            return abs((self._today - date.fromisoformat(kept.date)).days)
        except ValueError:
            return KEPT_DAYS

    def fresh(self, urls: Iterable[str]) -> dict[str, Answer]:
        """Give the answers that still count."""
        found = {}
        for url in urls:
            kept = self._kept.get(url)
            if kept and self._age(kept) < (
                FAILED_DAYS if kept.answer.kind in ("failing", "unclear") else KEPT_DAYS
            ):
                found[url] = kept.answer
        return found

    def oldest_first(self, urls: Iterable[str]) -> list[str]:
        """Sort links so that those never asked come first and those asked last come last."""
        return sorted(urls, key=lambda url: self._kept[url].date if url in self._kept else "")

    def keep(self, answers: Mapping[str, Answer], *, known: Iterable[str]) -> str:
        """Remember answers of today; of the others only those to links that the archive still has.

        Gives a line about what went wrong, or nothing.
        """
        today = self._today.isoformat()
        kept = {url: self._kept[url] for url in known if url in self._kept}
        kept |= {url: _Kept(today, answer) for url, answer in answers.items() if answer.kind != "refused"}
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(msgspec.json.format(msgspec.json.encode(kept)))
            os.replace(part, self._path)
        except OSError as error:
            return f"{self._path}: the answers of other hosts cannot be kept: {(error.strerror or str(error)).lower()}"
        return ""
