"""Words of scripts that are written without blanks: each sign stands for a word, so that phrases are found anywhere."""

from collections.abc import Sequence

from site_builder.lazy_patterns import lazy_pattern

_SIGNS = "\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Chinese, Japanese, Thai, Lao, Burmese and Khmer; Korean has blanks."""
_UNSPACED = lazy_pattern(f"[{_SIGNS}]")
_PIECES = lazy_pattern(f"[{_SIGNS}]|[^{_SIGNS}]+")


_BETWEEN_SIGNS = lazy_pattern(f"(?<=[{_SIGNS}]) (?=[{_SIGNS}])")


def join_unspaced(phrase: str) -> str:
    """Return a phrase as people write it, its signs side by side: `版权` for `版 权`."""
    return phrase if phrase.isascii() else _BETWEEN_SIGNS.sub("", phrase)


def is_unspaced(text: str) -> bool:
    """Return whether a text has signs of a script that is written without blanks."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def split_unspaced(words: Sequence[str]) -> list[str]:
    """Return words with those of unspaced scripts split into their signs: `版权` as `版`, `权`."""
    return [piece for word in words for piece in (_PIECES.findall(word) if not word.isascii() else (word,))]
