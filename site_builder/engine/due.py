"""Reasons why a build writes or removes a file of the site."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from site_builder.engine.ledger import Files


class Reason(StrEnum):
    """Why a file of the site is written or removed; where several hold, the first of them is reported."""

    NEW = "new"
    """The site had no such page: its article, list or label was added."""
    CHANGED = "changed"
    """Its source changed, or something that it shows of other articles, pages or labels did."""
    MOVED = "moved"
    """The address of its article is another one, because of a name that gives the same address."""
    PROGRAM = "program"
    """The program or one of its libraries is another version."""
    SETTINGS = "settings"
    """Settings, profiles or options changed, or what defaults and the table of facts state of its article."""
    TEMPLATE = "template"
    """Its template, one that this includes, or a file of the theme changed."""
    RECURS = "recurs"
    """A passage of its article recurs in more articles or in fewer than before."""
    DAMAGED = "damaged"
    """The file was missing, or not as the program had left it."""
    REMOVED = "removed"
    """Nothing makes it any more; the only reason for a removal."""


class FileChange(msgspec.Struct, frozen=True, order=True):
    """A file that a build wrote or removed, and the reason."""

    path: str
    """In the output folder, with `/`."""
    reason: Reason


def first_reason(conditions: Mapping[Reason, bool]) -> Reason:
    """Return the first reason whose condition holds.

    Where none does, something changed that the file shows of others: a list, a label, the menu.
    """
    return next((reason for reason in Reason if conditions.get(reason)), Reason.CHANGED)


def rebuild_reason(*, same_digest: bool, same_program: bool) -> Reason | None:
    """Return the reason for which every file is due, or None where nothing of the kind holds.

    `same_digest` tells whether the digest of program and settings is that of the last build,
    `same_program` whether that of the program alone is.
    """
    if same_digest:
        return None
    return Reason.SETTINGS if same_program else Reason.PROGRAM


def folder_changes(
    folder: str, now: Files, before: Files, *, written: int, reason: Reason
) -> list[FileChange]:
    """Return the changes in the folder of one article, `written` files of which were written.

    Which ones they are shows in the records; a file that has the bytes it had was at least the last to be written.
    """
    known = {name: record for name, record in before.items() if record.digest}
    names = [name for name, record in now.items() if record != known.get(name)]
    names.sort(key=lambda name: name in known and known[name].digest == now[name].digest)
    return [
        FileChange(f"{folder}/{name}", Reason.CHANGED if reason is Reason.NEW and name in known else reason)
        for name in names[:written]
    ]


def removals(
    before: Mapping[str, Files], now: Mapping[str, Files], touched: Iterable[str]
) -> list[FileChange]:
    """Return the files that were in one of the folders `touched` and are no more."""
    return [
        FileChange(f"{folder}/{name}" if folder else name, Reason.REMOVED)
        for folder in touched
        for name in before.get(folder, {}).keys() - now.get(folder, {}).keys()
    ]
