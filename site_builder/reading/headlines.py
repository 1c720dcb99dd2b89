"""Find the headline of an article."""

import re

from site_builder.model import Role
from site_builder.reading.findings import Found, Page
from site_builder.wording import find_dates, slug

_BY = re.compile(r"[ ]?[–—|-]?[ ](?:article )?by[:]?[ ](?=(?-i:[^\W\d_a-z]))", re.IGNORECASE)
_FURNITURE = frozenset((Role.SHARE, Role.SUPPORT, Role.PROMO, Role.DISCLAIMER, Role.COPYRIGHT, Role.CONTACT))
_NOT_A_TITLE = frozenset((*_FURNITURE, Role.BYLINE, Role.DATELINE, Role.BIO, Role.SEPARATOR, Role.TAXONOMY))
_SITE = re.compile(r"[ ][|–—-][ ](?:www\.)?[\w-]{3,40}\.(?:com|org|net|info|news|[a-z]{2})\Z", re.IGNORECASE)
_FRONT = re.compile(r"(?:https?:)?//[^/\s]+/?(?:index\.\w+)?|/")
_WAYS = re.compile(
    r"(?:(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|search|menu|footer|article)|zum (?:haupt)?inhalt|"
    r"springe? zu[mr]? (?:inhalt|navigation)|aller (?:au contenu|au menu|à la navigation)|vai al contenuto|"
    r"ir (?:al|a la|a los) (?:contenido|vista|inicio)|przejdź do (?:treści|menu)|ga naar de inhoud)(?!\w).{0,40}\Z|"
    r"(?:main |meta|haupt|site |top )?(?:navigation|navegación|navigatie|nawigacja|menü|menu|menue)"
    r"(?:[ ]?[-–:][ ]?[\w-]{0,12}(?:navigation|menü|menu|menue))?\Z",
    re.IGNORECASE,
)
"""Headings with which pages help to find one's way."""
_PARTS = re.compile(r"[ ][|–—·•:-][ ]|\|")
_LATIN = re.compile(r"[a-z0-9]+")
_SIGNS = 10
"""Signs of a script without blanks that are more than a word or two."""
_LONGEST = 400
_SITE_NAME = 6
"""A headline of fewer words may be the name of the site."""


def find_title(page: Page) -> Found | None:
    """Give the headline: the first block of that role, else the first heading of the head that can be one."""
    titles = [index for index in page.having(Role.TITLE) if _says_what_it_is_about(page.view(index).line)]
    if titles:
        best = next((index for index in titles if page.block(index).type == "heading"), titles[0])
        if page.block(titles[0]).type != "heading" and best - titles[0] > 3:
            best = titles[0]
        own = _permalink(page) if len(page.view(best).line.split()) < _SITE_NAME else None
        if own is not None and own != best:
            return Found(_headline(page, own), own, "heading that links to the article itself", 0.7)
        below = _below_site_name(page, best) or _beside_byline(page, titles, best)
        if below is not None:
            return Found(_headline(page, below), below, "heading below the name of the site", 0.6)
        return Found(_headline(page, best), best, "title block", 0.98)
    headings = [
        index for index in page.head if _can_be_title(page, index) and page.block(index).type == "heading"
    ]
    if headings:
        top = min(page.block(index).level for index in headings)
        best = next(index for index in headings if page.block(index).level == top)
        return Found(_headline(page, best), best, "first heading", 0.7)
    only = [block.index for block in page.blocks if block.level == 1]
    if len(only) == 1 and only[0] < 4 and _is_plain_headline(page, only[0]):
        return Found(_headline(page, only[0]), only[0], "the only heading of its level", 0.5)
    for index in page.head[:3]:
        text = page.block(index).text.strip()
        bold = text.startswith(("**", "__")) and text.endswith(("**", "__")) and "\n\n" not in text
        if bold and _can_be_title(page, index) and len(text) < 200:
            return Found(_headline(page, index), index, "bold first line", 0.5)
    return None


def _permalink(page: Page) -> int | None:
    """Give the only heading of the head that is a link whose address spells its words, as blogs write them."""
    found = []
    for index in page.head[:10]:
        links = page.view(index).links if page.block(index).type == "heading" else ()
        if len(links) == 1 and links[0].text == page.view(index).line.strip():
            words = slug(links[0].text).split("-")
            path = links[0].target.rstrip("/").rpartition("/")[2].lower()
            if len(words) > 2 and sum(word in path for word in words) >= 0.7 * len(words):
                found.append(index)
    return found[0] if len(found) == 1 and page.roles[found[0]] not in _FURNITURE else None


def _beside_byline(page: Page, titles: list[int], index: int) -> int | None:
    """Give another headline as large that stands at the byline or date, where this short one does not."""
    if page.view(index).line.count(" ") >= _SITE_NAME or _has_byline(page, index):
        return None
    level = page.block(index).level
    others = (other for other in titles if other > index and 0 < page.block(other).level <= level)
    return next((other for other in others if _has_byline(page, other)), None)


def _has_byline(page: Page, index: int) -> bool:
    """Tell whether a byline or a date stands right below a headline, with one block between at most."""
    below = page.roles[index + 1 : index + 3]
    return any(role in (Role.BYLINE, Role.DATELINE) for role in below[: 1 if Role.TITLE in below[:1] else 2])


def _below_site_name(page: Page, index: int) -> int | None:
    """Give the next heading where this one is the name of the site: a link to its front page, or the outlet's name."""
    view = page.view(index)
    front = len(view.links) == 1 and view.links[0].text == view.text.strip()
    if not (front and _FRONT.fullmatch(view.links[0].target)) and not _is_outlet(page, view.line):
        return None
    return next(
        (
            other
            for other in page.head
            if other > index
            and page.block(other).type == "heading"
            and page.roles[other] not in _FURNITURE
            and _says_something(page.view(other).line)
        ),
        None,
    )


def _is_outlet(page: Page, line: str) -> bool:
    """Tell the name of the outlet that the article's links lead to: `Tide Gazette - All That Floats`, `汐 TIDE`."""
    outlet = page.reading.outlet
    return len(outlet) > 3 and any(
        outlet in (slug(part).replace("-", ""), "".join(_LATIN.findall(part.lower())))
        for part in _PARTS.split(line)
    )


def _says_something(line: str) -> bool:
    """Tell a headline from a word or two; scripts without blanks count by their signs."""
    return line.count(" ") > 1 or (len(line) > _SIGNS and line[0] > "\u2e80")


def _can_be_title(page: Page, index: int) -> bool:
    line = page.view(index).line
    fits = page.roles[index] not in _NOT_A_TITLE and 1 < len(line) <= _LONGEST
    return fits and _says_what_it_is_about(line)


def _is_plain_headline(page: Page, index: int) -> bool:
    view = page.view(index)
    return not view.links and _says_what_it_is_about(view.line)


def _says_what_it_is_about(line: str) -> bool:
    """Tell a headline from the headings with which pages help to find one's way: `Main navigation`, `Skip to …`."""
    return line != "" and _WAYS.match(line) is None


def _headline(page: Page, index: int) -> str:
    """Give the words of a headline without a byline or date that was run into it."""
    view = page.view(index)
    # The mark of a heading is left where it stood within a link that the conversion broke.
    line = view.line.removeprefix("# ")
    if view.links and not view.links[0].start and view.links[0].text.endswith("|"):
        # The section, linked, and then the headline.
        line = line[len(view.links[0].text) :].strip()
    line = _SITE.sub("", line)
    for match in _BY.finditer(line[:_LONGEST]):
        name = line[match.end() : match.end() + _LONGEST]
        linked = any(name.startswith(link.text) for link in view.links)
        if match.start() > 5 and (linked or find_dates(name)):
            return line[: match.start()].rstrip(" -–—|")
    return line
