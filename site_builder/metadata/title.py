"""Find the headline of an article."""

import re

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.metadata.plain_view import PlainView, ViewLink
from site_builder.model import Role
from site_builder.roles import BOILERPLATE
from site_builder.wording import find_dates, slug

_HANDLE_SIGN = lazy_pattern(r"[#¶§⚓∞↩⇧☍🔗\ufe0f]{1,3}")
_HANDLE_WORD = lazy_pattern(
    r"(?:direct |copy )?link|permalink|permanent link|anchor|edit(?: source)?|(?:quelltext )?bearbeiten|"
    r"modifier(?: le code)?|editar|modifica|bewerken|edytuj|править|編集|编辑|編輯",
    re.IGNORECASE,
)
"""What a link from a heading to itself, or to its editor, says."""
_BY = lazy_pattern(r"[ ]?[–—|-]?[ ](?:article )?by[:]?[ ](?=(?-i:[^\W\d_a-z]))", re.IGNORECASE)
_NOT_A_TITLE = BOILERPLATE | {Role.BYLINE, Role.DATELINE, Role.TAXONOMY, Role.SEPARATOR}
_SITE = lazy_pattern(
    r"[ ][|–—-][ ](?:www\.)?[\w-]{3,40}\.(?:com|org|net|info|news|[a-z]{2})\Z", re.IGNORECASE
)
_FRONT = lazy_pattern(r"(?:https?:)?//[^/\s]+/?(?:index\.\w+)?|/")
_WAYS = lazy_pattern(
    r"(?:(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|search|menu|footer|article)|zum (?:haupt)?inhalt|"
    r"springe? zu[mr]? (?:inhalt|navigation)|aller (?:au contenu|au menu|à la navigation)|vai al contenuto|"
    r"ir (?:al|a la|a los) (?:contenido|vista|inicio)|przejdź do (?:treści|menu)|ga naar de inhoud)(?!\w).{0,40}\Z|"
    r"(?:main |meta|haupt|site |top )?(?:navigation|navegación|navigatie|nawigacja|menü|menu|menue)"
    r"(?:[ ]?[-–:][ ]?[\w-]{0,12}(?:navigation|menü|menu|menue))?\Z",
    re.IGNORECASE,
)
"""Headings with which pages help to find one's way."""
_PARTS = lazy_pattern(r"[ ][|–—·•:-][ ]|\|")
_LATIN = lazy_pattern(r"[a-z0-9]+")
_CJK_TITLE_CHARS = 10
"""Signs of a script without blanks that are more than a word or two."""
_TITLE_CHARS = 400
"""Characters of a headline, at most."""
_SITE_NAME_WORDS = 6
"""A headline of fewer words may be the name of the site."""


def find_title(layout: ArticleLayout) -> Finding | None:
    """Return the headline: the first block of that role, else the first heading of the head that can be one."""
    titles = [
        index
        for index in layout.having(Role.TITLE)
        if _says_what_it_is_about(layout.view(index).line) and not layout.is_broken(index)
    ]
    if titles:
        best = next((index for index in titles if layout.block(index).type == "heading"), titles[0])
        if layout.block(titles[0]).type != "heading" and best - titles[0] > 3:
            best = titles[0]
        permalinked = _permalink(layout) if len(layout.view(best).line.split()) < _SITE_NAME_WORDS else None
        if permalinked is not None and permalinked != best:
            return Finding(
                _headline(layout, permalinked), permalinked, "heading that links to the article itself", 0.7
            )
        below = _below_site_name(layout, best) or _beside_byline(layout, titles, best)
        if below is not None:
            return Finding(
                _headline(layout, below), below, "heading below the name of the site or a date", 0.6
            )
        return Finding(_headline(layout, best), best, "title block", 0.98)
    headings = [
        index
        for index in layout.head
        if _can_be_title(layout, index) and layout.block(index).type == "heading"
    ]
    if headings:
        top = min(layout.block(index).level for index in headings)
        best = next(index for index in headings if layout.block(index).level == top)
        return Finding(_headline(layout, best), best, "first heading", 0.7)
    only = [block.index for block in layout.blocks if block.level == 1]
    if len(only) == 1 and only[0] < 4 and _is_plain_headline(layout, only[0]):
        return Finding(_headline(layout, only[0]), only[0], "the only heading of its level", 0.5)
    for index in layout.head[:3]:
        text = layout.block(index).text.strip()
        bold = text.startswith(("**", "__")) and text.endswith(("**", "__")) and "\n\n" not in text
        if bold and _can_be_title(layout, index) and len(text) < 200:
            return Finding(_headline(layout, index), index, "bold first line", 0.5)
    return None


def _permalink(layout: ArticleLayout) -> int | None:
    """Return the only heading of the head that is a link whose address spells its words, as blogs write them."""
    headings = []
    for index in layout.head[:10]:
        links = layout.view(index).links if layout.block(index).type == "heading" else ()
        if len(links) == 1 and links[0].text == layout.view(index).line.strip():
            words = slug(links[0].text).split("-")
            path = links[0].target.rstrip("/").rpartition("/")[2].lower()
            if len(words) > 2 and sum(word in path for word in words) >= 0.7 * len(words):
                headings.append(index)
    return headings[0] if len(headings) == 1 and layout.roles[headings[0]] not in BOILERPLATE else None


def _beside_byline(layout: ArticleLayout, titles: list[int], index: int) -> int | None:
    """Return another headline as large that stands at the byline or date, where this short one does not."""
    if layout.view(index).line.count(" ") >= _SITE_NAME_WORDS or _has_byline(layout, index):
        return None
    level = layout.block(index).level
    others = (other for other in titles if other > index and 0 < layout.block(other).level <= level)
    return next((other for other in others if _has_byline(layout, other)), None)


def _has_byline(layout: ArticleLayout, index: int) -> bool:
    """Return whether a byline or a date stands right below a headline, with one block between at most."""
    below = layout.roles[index + 1 : index + 3]
    return any(role in (Role.BYLINE, Role.DATELINE) for role in below[: 1 if Role.TITLE in below[:1] else 2])


def _below_site_name(layout: ArticleLayout, index: int) -> int | None:
    """Return the next heading where this one is a mere date, as above the entries of a blog, or names the site.

    That is a link to its front page, or the outlet's name.
    """
    view = layout.view(index)
    front = len(view.links) == 1 and view.links[0].text == view.text.strip()
    names_site = (front and _FRONT.fullmatch(view.links[0].target)) or _is_outlet(layout, view.line)
    if not names_site and not _is_date(view.line):
        return None
    return next(
        (
            other
            for other in layout.head
            if other > index
            and layout.block(other).type == "heading"
            and layout.roles[other] not in BOILERPLATE
            and _says_something(layout.view(other).line)
            and not _is_date(layout.view(other).line)
        ),
        None,
    )


def _is_date(line: str) -> bool:
    """Return whether a line is nothing but a day."""
    date = next(iter(find_dates(line)), None)
    return date is not None and date.form != "month" and date.end - date.start >= len(line.strip(" .:#*"))


def _is_outlet(layout: ArticleLayout, line: str) -> bool:
    """Return whether a line names the outlet of the article's links: `Tide Gazette - All That Floats`, `汐 TIDE`."""
    outlet = layout.reading.outlet
    return len(outlet) > 3 and any(
        outlet in (slug(part).replace("-", ""), "".join(_LATIN.findall(part.lower())))
        for part in _PARTS.split(line)
    )


def _says_something(line: str) -> bool:
    """Return whether a line is more than a word or two; scripts without blanks count by characters."""
    return line.count(" ") > 1 or (len(line) > _CJK_TITLE_CHARS and line[0] > "\u2e80")


def _can_be_title(layout: ArticleLayout, index: int) -> bool:
    line = layout.view(index).line
    fits = (
        not layout.is_broken(index)
        and layout.roles[index] not in _NOT_A_TITLE
        and 1 < len(line) <= _TITLE_CHARS
    )
    return fits and _says_what_it_is_about(line)


def _is_plain_headline(layout: ArticleLayout, index: int) -> bool:
    view = layout.view(index)
    return not view.links and _says_what_it_is_about(view.line)


def _says_what_it_is_about(line: str) -> bool:
    """Return whether a line is no heading of navigation such as `Skip to …`, nor a site with its address."""
    return line != "" and _WAYS.match(line) is None and not line.startswith("www.")


def _without_handles(view: PlainView) -> str:
    """Return the text of a heading without the links to itself at its ends: `¶`, `🔗`, `link`, `[edit]`."""
    start, end = 0, len(view.text)
    for link in reversed(view.links):
        if view.text[link.end : end].strip(" ]") or not _is_handle(view, link):
            break
        end = len(view.text[: link.start].rstrip(" ["))
    for link in view.links:
        if link.end > end or view.text[start : link.start].strip(" [") or not _is_handle(view, link):
            break
        start = link.end
    return view.text[start:end].lstrip(" ]") if start else view.text[:end]


def _is_handle(view: PlainView, link: ViewLink) -> bool:
    if _HANDLE_SIGN.fullmatch(link.text):
        return True
    bracketed = view.text[: link.start].endswith("[")
    within = link.target.startswith("#") or bracketed
    return within and _HANDLE_WORD.fullmatch(link.text) is not None


def _headline(layout: ArticleLayout, index: int) -> str:
    """Return the words of a headline without a byline or date that was run into it."""
    view = layout.view(index)
    # The mark of a heading is left where it stood within a link that the conversion broke.
    line = " ".join(_without_handles(view).split()).removeprefix("# ")
    if view.links and not view.links[0].start and view.links[0].text.endswith("|"):
        # The section, linked, and then the headline.
        line = line[len(view.links[0].text) :].strip()
    line = _SITE.sub("", line)
    for match in _BY.finditer(line[:_TITLE_CHARS]):
        name = line[match.end() : match.end() + _TITLE_CHARS]
        linked = any(name.startswith(link.text) for link in view.links)
        if match.start() > 5 and (linked or find_dates(name)):
            return line[: match.start()].rstrip(" -–—|")
    return line
