"""Names of files as text, whatever bytes they are made of."""

import os
import re

from site_builder.lazy_patterns import lazy_pattern

_ODD_BYTE = lazy_pattern("\0([0-9a-f]{2})")


def path_name(path: str) -> str:
    """Return a path as text that can be kept and sent: a byte that is no UTF-8 is a NUL, which no path has, and hex."""
    try:
        path.encode()
    except UnicodeEncodeError:
        text = os.fsencode(path).decode("utf-8", "surrogateescape")
        return re.sub("[\udc80-\udcff]", lambda odd: f"\0{ord(odd[0]) - 0xDC00:02x}", text)
    return path


def native_path(path: str) -> str:
    """Return the path that the system knows by a name."""
    if "\0" not in path:
        return path
    text = _ODD_BYTE.sub(lambda odd: chr(0xDC00 + int(odd[1], 16)), path)
    return os.fsdecode(text.encode("utf-8", "surrogateescape"))


def readable(path: str) -> str:
    """Return a path as text that can be printed anywhere: undecodable bytes and control characters are escaped."""
    if path.isprintable():
        return path
    text = os.fsencode(native_path(path)).decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
