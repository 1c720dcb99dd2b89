"""Find who wrote an article from what stands below its text."""

import re

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.layout import ArticleLayout, Finding, opens_footer
from site_builder.metadata.person_names import is_person, linked_people
from site_builder.model import Role
from site_builder.wording import find_dates, looks_like_names, split_names

_ARTICLES_BY = lazy_pattern(
    r"(?:articles? (?:by|par|von|de)|artículos de|articoli di)[ ]?:[ ]?", re.IGNORECASE
)
_LABEL = lazy_pattern(
    r"[ ]?(?:author|autor(?:in|a)?|auteure?|autore|autrice|penulis|автор|yazar|verfasser(?:in)?|text)[ ]?[:：][ ]",
    re.IGNORECASE,
)
_LABEL_CHARS = 200
"""Characters of a block that holds `Author: …`, at most."""
_LIST_CHARS = 400
"""Characters of a block that holds `Articles by: …`, at most."""


def find_signature(layout: ArticleLayout) -> Finding | None:
    """Return the authors named below the text: by a signature, a blog's footer, a label or the note on the author."""
    return (
        _from_signature(layout) or _from_late_datelines(layout) or _from_labels(layout) or _from_bio(layout)
    )


def _from_signature(layout: ArticleLayout) -> Finding | None:
    """Return a name alone and in bold right below the last paragraph of the text."""
    last = max((index for index in layout.having(Role.BODY)), default=0)
    for index in (last, last + 1):
        if not 1 < index < len(layout.blocks) or layout.roles[index] not in (
            Role.BODY,
            Role.BYLINE,
            Role.BIO,
        ):
            continue
        text = layout.block(index).text.strip()
        signs = text[:2] == text[-2:] and text[:2] in ("**", "__") and len(text) < 60
        line = layout.view(index).line if signs else ""
        if (
            2 <= len(line.split()) <= 4
            and line[0].isalpha()
            and looks_like_names(line)
            and len(layout.block(index - 1).text) > 120
        ):
            return Finding((line,), index, "name in bold below the text", 0.5)
    return None


def _from_late_datelines(layout: ArticleLayout) -> Finding | None:
    """Read `June 7th, 2024 by Ada Holm` below the text, where blogs have it."""
    for index in layout.tail:
        if layout.roles[index] is Role.DATELINE or opens_footer(layout.block(index)):
            view = layout.view(index)
            names = split_names(view.text)
            pages = list(linked_people(view))
            if find_dates(view.text) and (pages or (names.cued and names.people)):
                people = tuple(pages) or names.people[:1]
                return Finding(people, index, "name in a date line below the text", 0.5)
    return None


def _from_labels(layout: ArticleLayout) -> Finding | None:
    """Read `Author: Ada Holm` below the text."""
    for index in layout.tail:
        raw = layout.block(index).text
        if len(raw) > _LABEL_CHARS or layout.roles[index] in (Role.PROMO, Role.BODY):
            continue
        view = layout.view(index)
        for line in view.text.split("\n"):
            label = _LABEL.match(line)
            people = split_names(line[label.end() :]).people if label else ()
            if people and all(map(is_person, people)):
                return Finding(people, index, "name behind a label below the text", 0.5)
    return None


def _from_bio(layout: ArticleLayout) -> Finding | None:
    """Return the author whose page a note below the text links to, or whose articles it lists."""
    for index in layout.having(Role.BIO):
        view = layout.view(index)
        pages = tuple(dict.fromkeys(linked_people(view))) if index in layout.tail else ()
        if len(pages) == 1 and view.line.startswith(pages[0]) and is_person(pages[0]):
            return Finding(pages, index, "link to the author's page below the text", 0.5)
    for index in layout.tail:
        line = layout.view(index).line if len(layout.block(index).text) < _LIST_CHARS else ""
        match = _ARTICLES_BY.match(line)
        if match:
            people = split_names(line[match.end() :]).people
            if people:
                return Finding(people, index, "`Articles by` line", 0.5)
    return None
