"""Open sources and the files beside them: regular files below the content folder, and no larger than allowed."""

import os
import stat
from pathlib import Path

from site_builder.disk.path_names import native_path, readable
from site_builder.model import Problem, Source

NOTES = ".notes.toml"
"""Ending of the file beside an article in which people correct what the program understood."""

LEADS_OUT = "a link that leads out of the content folder is not followed"


def refusal(display_path: str, path: str, code: str, message: str) -> Problem:
    """Make the problem of a file that is not taken, by the code of what is wrong with it."""
    hints = {
        "link": "copy what it leads to into the content folder",
        "not-a-file": "remove it or give it another ending",
        "unreadable": "check its permissions, or remove it",
    }
    where = readable(os.path.join(display_path, path.rstrip("/")))
    return Problem(where, None, code, message, hints[code], refused=True)


def open_source(content: Path, path: str, *, display_path: str, limit: int) -> Source | Problem:
    """Read one source whole, with the notes beside it, or return the problem that refuses it.

    Notes that cannot be read do not refuse their article.
    `limit` is the most bytes a source may have; a larger file is refused before it is read.
    """
    data = read_file(content, path, display_path=display_path, limit=limit)
    if isinstance(data, Problem):
        return data
    beside = path.rpartition(".")[0] + NOTES
    where = readable(os.path.join(display_path, path))
    if not os.path.lexists(os.path.join(content, native_path(beside))):
        return Source(path, where, data)
    notes = read_file(content, beside, display_path=display_path, limit=limit)
    if isinstance(notes, Problem):
        return Source(path, where, data, notes_problem=notes)
    return Source(path, where, data, notes, readable(os.path.join(display_path, beside)))


_MORE = 65536


def read_file(content: Path, path: str, *, display_path: str, limit: int) -> bytes | Problem:
    """Read a file below the content folder whole, or return the problem that refuses it; `limit` counts bytes."""
    try:
        handle = _open(os.path.join(content, native_path(path)), content)
    except _LeadsOutError:
        return refusal(display_path, path, "link", LEADS_OUT)
    except OSError as error:
        return refusal(display_path, path, "unreadable", unread(error))
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            return refusal(display_path, path, "not-a-file", "this is not a regular file")
        if facts.st_size > limit:
            return too_large(display_path, path, facts.st_size, limit)
        # Room for the limit would be asked of the system for every file, and costs more than reading it.
        data = os.read(handle, facts.st_size + 1)
        # No more than the limit even of a file that grows while it is read.
        while len(data) <= limit and (more := os.read(handle, _MORE)):
            data += more
        return data if len(data) <= limit else too_large(display_path, path, len(data), limit)
    except OSError as error:
        return refusal(display_path, path, "unreadable", unread(error))
    finally:
        os.close(handle)


class _LeadsOutError(Exception):
    """A link leads out of the content folder."""


def _open(full: str, inside: Path) -> int:
    """Open a file, following a link only to a place below the folder `inside`."""
    if os.path.islink(full):
        full = os.path.realpath(full)
        if not full.startswith(os.path.realpath(inside) + os.sep):
            raise _LeadsOutError
    # Not blocking and not through a link: what was a file when it was listed may be a pipe or a link now.
    return os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def unread(error: OSError) -> str:
    """Return the message for a file or folder that the system does not let be read."""
    return f"it cannot be read: {reason(error)}"


def too_large(display_path: str, path: str, size: int, limit: int) -> Problem:
    """Return the problem of a file that has more bytes than the limit."""
    where = readable(os.path.join(display_path, path))
    message = f"it has {size:,} bytes, and the limit is {limit:,}"
    hint = "raise file_bytes under [limits] in site.toml, or split the file"
    return Problem(where, None, "file-too-large", message, hint, refused=True)


def reason(error: OSError) -> str:
    """Return the system's words for why a file operation failed."""
    return (error.strerror or str(error)).lower()
