"""The name of an outlet beside a cue of origin: behind it, before it, or beside an author's name."""

import re

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.origin_cues import END, LEAD_IN
from site_builder.metadata.person_names import name_above_date
from site_builder.metadata.plain_view import PlainView, ViewLink
from site_builder.wording import find_dates, is_name, is_outlet, is_region, month_of, slug, split_names

HOST = lazy_pattern(
    r"(?:www\.)?[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,12}){0,2}\.(?:com|org|net|info|news|[a-z]{2})"
)
"""The host of an outlet, in small letters."""
URL = lazy_pattern(r"https?://[^\s<>()\[\]|\"“”]+[^\s<>()\[\]|\"“”.,;:!?]")
PATH = lazy_pattern(r"https?://[^/\s]+/[^\s]*\w")
"""An address that leads to a page and not to a front page."""
_HOST_AHEAD = lazy_pattern(r"(?:www\.)?[\w-]{2,40}(?:\.[\w-]{2,12}){1,3}(?=[\s/.,;)]|$)", re.IGNORECASE)
_AGENCIES = lazy_pattern(r"[^\W\d_]{2,5}(?:/[^\W\d_]{2,5}){0,3}")
"""Initials of agencies: `dpa`, `sid/dpa`."""
_HERE = frozenset(
    ["here", "hier", "ici", "aquí", "aqui", "qui", "här", "her", "tu", "link", "zde", "web", "le", "el", "the"]
)  # fmt: skip
"""Words of links that name nobody."""
_NOBODY = lazy_pattern(
    r"(?:verlag|verlage|redaktion|autor|autorin|autoren|herausgeber|urheber|verfasser|publisher|author|authors|editor|"
    r"editors|owner|company|éditeur|auteur|rédaction|editor(?:ial)?|autora?|redacción|editora|redação|editore|redazione|"
    r"uitgever|redactie|wydawc[ay]|redakcj[ai]|издател[ья]|редакции|автора)(?:s|es|in)?",
    re.IGNORECASE,
)
"""Words for whoever owns a text, which stand where names do."""
_QUOTES = " \"'“”‘’«»„‟‚*_《》『』「」:：\u3000"
_QUOTED = lazy_pattern(r"[\"“‘«„『「《'](?P<name>[^\"“”«»』」》]{2,60})[\"”’»“』」》]")
_WIDE = lazy_pattern("[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff]")
"""A sign of a script that is written without blanks, so that a blank ends a name."""
_REACH = 90
"""Characters behind a cue in which a name is looked for."""
_GAP = 10
"""Characters between a cue and a link that belongs to it: blanks, line breaks and the sign of a definition."""
_WEBSITE = lazy_pattern(
    r"(?<!\w)from (?:the )?(?P<name>[^\s|\n][^|\n]{1,40}?)[ ]web[ ]?site(?!\w)", re.IGNORECASE
)
_SMALL = lazy_pattern(
    r"(?:(?:of|for|at|with|in|by|from|edits|runs|the|für|von|bei|de|du|pour|di|da|van|voor)[ ]+)+"
)
_SLASH = lazy_pattern(r"[^/\n]{3,60}[ ]?/[ ](?P<name>[^/\n|,\d]{4,40})")


def name_after(view: PlainView, at: int, *, labelled: bool) -> tuple[str, ViewLink | None]:
    """Return the name that follows a cue: the words of a link, or words up to a mark; and the link.

    Behind a label with a colon initials in small letters are a name too.
    """
    lead = LEAD_IN.match(view.text, at)
    start = lead.end() if lead and not labelled else at
    gap = re.compile(r"[\s:：]{0,10}").match(view.text, start)
    start = gap.end() if gap else start
    link = next((link for link in view.links if link.start <= start + 2 and start < link.end), None)
    if link is not None and not URL.match(link.text):
        words = link.text.strip(_QUOTES + ".,")
        good = _is_good(words, labelled=labelled) if words else False
        return (words if good or is_named_so(words, link) else ""), link
    rest = view.text[start : start + _REACH]
    dates = find_dates(rest)
    if URL.match(rest) or (dates and dates[0].start < 3):
        return "", link
    host = _HOST_AHEAD.match(rest)
    if host:
        return host[0].partition("/")[0], link
    quoted = _QUOTED.match(rest)
    rest = quoted["name"] if quoted else rest.lstrip(_QUOTES)
    end = END.search(rest)
    name = _cut(rest[: end.start() if end else len(rest)]).strip(_QUOTES)
    return (name if _is_good(name, labelled=labelled) else ""), link


def _cut(name: str) -> str:
    """Return a name without what a blank parts from it, where it has no blanks itself."""
    return name.split(None, 1)[0] if _WIDE.match(name) and " " in name else name


def _is_good(name: str, *, labelled: bool) -> bool:
    if _NOBODY.fullmatch(name):
        return False
    if labelled and _AGENCIES.fullmatch(name):
        return name.lower() not in _HERE
    # `dpa-AFX` has its capitals elsewhere.
    capital = is_name(name) and (name[0] == name[0].upper() or " " not in name)
    return (capital and not month_of(name.split()[0])) or HOST.fullmatch(name) is not None


def is_named_so(words: str, link: ViewLink) -> bool:
    """Return whether words are an outlet's name as in the host that they lead to, and not `original` or `here`."""
    host = link.target.partition("//")[2].partition("/")[0].removeprefix("www.")
    letters = slug(words).replace("-", "")
    return len(letters) > 3 and letters in (host.replace("-", "").split(".")[0], *host.split("."))


def name_before(words: str) -> str:
    """Return the name at the end of some words: `South Pier` in `Ada Holm is an editor at South Pier`."""
    parts = words.split()
    for start in range(len(parts)):
        name = _SMALL.sub("", " ".join(parts[start:])).strip(_QUOTES)
        if (
            name
            and name[0].isupper()
            and is_name(name)
            and not re.search(r"[ ](?:is|was|ist|est|es|is)[ ]", name)
        ):
            return name
    return ""


def name_beside_author(view: PlainView, *, dated: bool) -> str:
    """Read an outlet in `Ada Holm, Tide Gazette, 19 Nov 2018`, and where a line is not one of dates in fewer forms."""
    website = _WEBSITE.search(view.text)
    if website and is_name(website["name"]):
        return website["name"]
    if dated and name_above_date(view):
        # `Ada Holm`, the outlet that links to its own printing of the piece, the date.
        between = view.text.split("\n")[1].strip()
        link = next((link for link in view.links if link.text == between), None)
        if link and is_name(between) and PATH.match(link.target) and _is_at_home(link):
            return between
    for line in view.text.split("\n"):
        name = _between_name_and_date(line) or _behind_slash(line)
        if name:
            return name
    return ""


def _between_name_and_date(line: str) -> str:
    """Read `Ada Holm, Tide Gazette, 19 Nov 2018`."""
    dates = find_dates(line) if "," in line else ()
    if len(dates) != 1 or dates[0].end + 3 <= len(line):
        return ""
    before = line[: dates[0].start].rstrip()
    if not before.endswith(",") and before.count(",") != 1:
        return ""
    before = before.strip(" ,|")
    names = split_names(before.partition("/")[0]) if before.count(",") == 1 else None
    if names is None or not names.outlet or len(names.people) != 1 or names.cued:
        return ""
    if is_outlet(names.people[0]) or is_region(names.outlet):
        return ""
    return before.partition(",")[2].strip() if "/" in before else names.outlet


def _behind_slash(line: str) -> str:
    """Read `Ada Holm / Tide Gazette`."""
    match = _SLASH.fullmatch(line.strip())
    if match is None:
        return ""
    name = match["name"].strip()
    person = split_names(line.partition("/")[0]).people
    good = len(person) == 1 and " " in person[0] and not is_outlet(person[0]) and " " in name
    return name if good and is_outlet(name) and is_name(name) else ""


def _is_at_home(link: ViewLink) -> bool:
    """Return whether an outlet's name links to the outlet's own host."""
    host = link.target.partition("//")[2].partition("/")[0]
    return slug(link.text).replace("-", "") in host.replace("-", "")
