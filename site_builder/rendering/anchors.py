"""Add ids made of their words to headings and paragraphs, and handles that link to them."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from anyascii import anyascii

from site_builder.commonmark import PlainText
from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording import slug

PREFIX = "t-"
"""Begins the id of every heading and paragraph; no id of the page itself begins so."""
_MAX_HEADING = 60
_MAX_PARAGRAPH = 40
"""Characters of an id behind its prefix, which ends with a whole word."""
_SPARE = 20
"""Characters that are read beyond the length of an id, as some vanish in it."""

_WORD = lazy_pattern(r"[a-z0-9]+")
_NOT_ASCII = lazy_pattern(r"[^\x00-\x7f]+")
_OPENING = lazy_pattern(r"<(p|h[2-6])>")
_NAMED = lazy_pattern(rf'<(p|h[2-6]) id="({PREFIX}[^"]*)">')


def add_ids(html: Sequence[str], texts: Sequence[PlainText]) -> tuple[str, ...]:
    """Return the HTML of an article's blocks with an id in each paragraph and heading that has words.

    The id is made of the first words: `t-the-lock-keepers-ledger`. Where it is taken, a number follows, by order.
    """
    taken: dict[str, int] = {}
    return tuple([_with_id(block, text.text, taken) for block, text in zip(html, texts, strict=True)])


def fragment_id(fragment: str) -> str:
    """Return the id of the heading that a fragment means, such as `#the-gate` or `#The Gate`, written anywhere else."""
    return PREFIX + _slug(fragment[: _MAX_HEADING + _SPARE], _MAX_HEADING)


def find_fragments(html: Sequence[str], targets: Sequence[str]) -> dict[str, str]:
    """Return the ids in the HTML of an article that its own targets, such as `#the-gate`, mean, by target."""
    if not targets:
        return {}
    ids = {element[2] for element in map(_NAMED.match, html) if element}
    pairs: dict[str, str] = {}
    for target in targets:
        fragment = unquote(target.partition("#")[2])
        for name in (fragment, fragment_id(fragment)):
            if name in ids:
                pairs[target] = name
    return pairs


def add_handle(html: str) -> str:
    """Return the HTML of a paragraph or heading with a link to itself at its end, if it has an id.

    A handle has no text of its own; the style sheet shows a `#` on hover and focus.
    """
    element = _NAMED.match(html)
    if element is None or not html.endswith(closing := f"</{element[1]}>"):
        return html
    handle = f'<a class="md-handle" href="#{element[2]}" aria-label="Link here"></a>'
    return html[: -len(closing)] + handle + closing


def _with_id(html: str, text: str, taken: dict[str, int]) -> str:
    opening = _OPENING.match(html)
    if opening is None or not text:
        return html
    limit = _MAX_PARAGRAPH if opening[1] == "p" else _MAX_HEADING
    name = words = PREFIX + _slug(text[: limit + _SPARE], limit)
    number = taken.get(words, 1)
    while name in taken:
        number += 1
        name = f"{words}-{number}"
    taken[name] = 1
    taken[words] = number
    return f'<{opening[1]} id="{name}">{html[opening.end() :]}'


def _slug(text: str, limit: int) -> str:
    """Return the slug of the beginning of a text; `slug` would memoize what hardly comes twice."""
    # hot: see tests/benchmarks/stages.py
    plain = text.lower() if text.isascii() else _NOT_ASCII.sub(_transliterated, text).lower()
    if "'" in plain:
        plain = plain.replace("'", "")
    words = "-".join(_WORD.findall(plain))
    if len(words) > limit:
        words = words[: words.rfind("-", 0, limit + 1)] if "-" in words[: limit + 1] else words[:limit]
    return words or slug(text, limit=limit)


def _transliterated(match: re.Match[str]) -> str:
    return _ascii(match[0])


@lru_cache(maxsize=4096)
def _ascii(text: str) -> str:
    return anyascii(unicodedata.normalize("NFKD", text))
