"""Lists of labels: where one ends and the next begins, and which dots belong to a label."""

import re

from site_builder.lazy_patterns import lazy_pattern

_SEPARATORS = lazy_pattern(r"[,;，、；،؛|•·]|[ ]/[ ]")
_WITHOUT_COMMA = lazy_pattern(r"[;，、；،؛|•·]|[ ]/[ ]")
_COMMAS = lazy_pattern(r"[,、，；،؛]")
_SEMICOLONS = lazy_pattern(r"[;、，；،؛]")
_ABBREVIATION = lazy_pattern(r"(?:(?<![^\W_])[^\W\d_]\.){2,}$")
"""Letters with a dot each, as at the end of `Washington D.C.`"""
_DOT_NAME = lazy_pattern(r"\.(?=[^\W_])")
"""What `.NET` begins with."""


def label_separators(*, semicolons: bool) -> re.Pattern[str]:
    """Return what parts the labels of a list: where it has semicolons, commas belong to its labels.

    The commas of Chinese, Japanese and Arabic part labels in any case.
    """
    return _WITHOUT_COMMA if semicolons else _SEPARATORS


def split_list(text: str) -> list[str]:
    """Return the members of a list written as text: `Boats, small; Boats, large` has two."""
    return (_SEMICOLONS if ";" in text else _COMMAS).split(text)


def trim_label(text: str, *, last: bool) -> str:
    """Return a label without what stands around it; a dot is left where it is part of the label.

    `last` says that it ends the list, whose last dot is the end of a sentence: `U.S.`, `.NET` and `Inc.` in the
    middle of a list keep their dots, `rivers.` at the end of it does not.
    """
    label = " ".join(text.split()).strip(" ,*_–—-").lstrip(":").strip()
    if not _DOT_NAME.match(label):
        label = label.lstrip(" ,.*_–—-")
    if last and not _ABBREVIATION.search(label):
        label = label.rstrip(" ,.*_–—-")
    return label.rstrip(" ,*_–—-")
