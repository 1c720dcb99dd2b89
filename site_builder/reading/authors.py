"""Find who wrote an article."""

import re
from collections.abc import Iterator

from site_builder.model import Role
from site_builder.reading.findings import Found, Page
from site_builder.reading.views import View
from site_builder.wording import (
    CUE_WORDS,
    Names,
    find_dates,
    is_name,
    is_outlet,
    looks_like_names,
    split_names,
)

_AUTHOR_PAGE = re.compile(
    r"/(?:(?:by-)?authors?|autor(?:es|en|in|i|a)?|auteurs?|autore|writers?|staff|people|persons?|team|profiles?|profil|"
    r"contributors?|reporters?|journalists?|journalistes?|bios?|users?|u|by|columnists?|redaktion|redakteure?|"
    r"membres?|members?|firmas?|penulis|yazar(?:lar)?|experts?|creators?|skribent|forfatter)/|[?&]author=|/@\w",
    re.IGNORECASE,
)
_LONE_CUE = re.compile(rf"{CUE_WORDS}[ ]?[:：]?\Z", re.IGNORECASE)
_STRONG_CUE = re.compile(
    r"(?:written |posted |article |story |reported )?(?:by|von|por|par|door|oleh|автор|بقلم|di)[ ]?[:：]?[ \n]"
    r"(?=(?-i:[^\W\da-z_]))",
    re.IGNORECASE,
)
_ARTICLES_BY = re.compile(r"(?:articles? (?:by|par|von|de)|artículos de|articoli di)[ ]?:[ ]?", re.IGNORECASE)
_OTHER_HANDS = re.compile(
    r"(?:photos?|images?|fotos?|illustration|translat|traduc|traduit|übersetz|edited|cover|video|graphics?|listen|"
    r"read by|bild|©|getty|medical(?:ly)? review|fact.?check)",
    re.IGNORECASE,
)
_LONGEST = 400


def find_byline(page: Page) -> Found | None:
    """Give the authors, from byline blocks first, then from lines beside them that begin as bylines do."""
    for finder in (_from_bylines, _from_datelines, _from_cues, _from_title, _from_bio):
        found = finder(page)
        if found:
            return found
    return None


def _from_bylines(page: Page) -> Found | None:
    blocks = [index for index in page.having(Role.BYLINE) if not page.view(index).line.endswith((":", "："))]
    lone = [
        index
        for index in page.having(Role.BYLINE, Role.DATELINE)
        if _LONE_CUE.fullmatch(page.view(index).line)
    ]
    blocks = sorted({*blocks, *(index + 1 for index in lone if _follows(page, index + 1))})
    early = [index for index in blocks if index < max(page.head.stop, len(page.blocks) // 2)]
    named = [(index, *_names(page.view(index), trusted=index - 1 in lone)) for index in early or blocks]
    sure = [row for row in named if row[1] and row[2]]
    people: list[str] = []
    first = -1
    for index, names, _ in sure or named:
        fresh = [name for name in names if name.casefold() not in {known.casefold() for known in people}]
        # Below a name without a cue stands an outlet or a place as often as another author.
        if (
            people
            and not sure
            and (is_outlet(" ".join(fresh)) or any(len(name.split()) > 3 for name in fresh))
        ):
            continue
        first = index if fresh and first < 0 else first
        people.extend(fresh)
    return Found(tuple(people), first, "byline block", 0.95 if sure else 0.85) if people else None


def _follows(page: Page, index: int) -> bool:
    """Tell whether a block can be the names that a lone `By` announces."""
    return index < len(page.blocks) and len(page.view(index).line) < 120


def _names(view: View, *, trusted: bool = False) -> tuple[list[str], bool]:
    """Give the names of a byline block, and whether a cue or a link to an author's page vouches for them."""
    if _OTHER_HANDS.match(view.line):
        return [], False
    linked = list(dict.fromkeys(_linked(view)))
    if linked:
        return linked, True
    names = split_names(view.text)
    strong = names.cued or trusted
    sections = {link.text for link in view.links if link.target not in ("", "#") and " " not in link.text}
    # A single word that leads to a page of its own is a section more often than a person.
    return [name for name in names.people if strong or not (name in sections or _shouts(name))], strong


def _shouts(name: str) -> bool:
    """Tell a kicker in capitals from a name."""
    return name.isupper() and len(name.split()) > 4


def _linked(view: View) -> Iterator[str]:
    for link in view.links:
        if _AUTHOR_PAGE.search(link.target):
            names = split_names(link.text)
            if names.people:
                yield from names.people
            elif is_name(link.text):
                yield link.text


def _from_datelines(page: Page) -> Found | None:
    """Read `June 7th, 2024 by Ada Holm` and `Ada Holm, Tide Gazette, 19 Nov 2018`."""
    for index in page.having(Role.DATELINE):
        if index not in page.head or len(page.block(index).text) > _LONGEST:
            continue
        view = page.view(index)
        names = split_names(view.text)
        linked = list(_linked(view))
        if linked or (names.cued and names.people):
            return Found(tuple(linked) or names.people, index, "name in a date line", 0.8)
        if names.people and _leads(view, names):
            return Found(names.people, index, "name before a date", 0.7)
    return None


def _leads(view: View, names: Names) -> bool:
    """Tell `Ada Holm, Tide Gazette, 19 Nov 2018` and `Ada Holm, 19 Nov 2018`, where a person opens the line."""
    person = names.people[0]
    line = view.text.split("\n")[0]
    if not line.startswith(person) or not 2 <= len(person.split()) <= 4 or is_outlet(person):
        return False
    return names.outlet in line if names.outlet else len(names.people) == 1 and bool(find_dates(line))


def _from_cues(page: Page) -> Found | None:
    """Take a short line of the head that is nothing but `By` and names, whatever role it was given."""
    for index in page.head:
        if page.roles[index] is Role.TITLE or len(page.block(index).text) > _LONGEST:
            continue
        view = page.view(index)
        if len(view.line) < 120 and _STRONG_CUE.match(view.text) and not view.line.endswith(":"):
            names, _ = _names(view)
            if names and (list(_linked(view)) or looks_like_names(view.line)):
                return Found(tuple(names), index, "line that opens with a byline word", 0.7)
    return None


def _from_title(page: Page) -> Found | None:
    for index in page.having(Role.TITLE):
        view = page.view(index)
        people = list(dict.fromkeys(_linked(view)))
        if people and not view.line.startswith(people[0]):
            return Found(tuple(people), index, "author link in the headline", 0.6)
    return None


def _from_bio(page: Page) -> Found | None:
    for index in page.tail:
        line = page.view(index).line if len(page.block(index).text) < _LONGEST else ""
        match = _ARTICLES_BY.match(line)
        if match:
            people = split_names(line[match.end() :]).people
            if people:
                return Found(people, index, "`Articles by` line", 0.5)
    return None
