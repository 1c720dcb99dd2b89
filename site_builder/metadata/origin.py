"""Find the outlet a piece was taken from, and its address there, where a sentence says so."""

import re
from functools import lru_cache
from typing import NamedTuple

from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.metadata.person_names import name_above_date
from site_builder.metadata.plain_view import PlainView, ViewLink
from site_builder.model import Role
from site_builder.wording import find_dates, is_name, is_outlet, is_region, month_of, slug, split_names

_PIECE = r"(?:article|piece|story|post|essay|column|text|interview|commentary|report|op-ed)"
_ORIGIN_WORDS = re.compile(
    rf"(?:the original source of this {_PIECE} is"
    rf"|(?:this|the) {_PIECE} (?:(?:is|was|has been|had)[ ])?(?:first |originally |previously |initially )?"
    r"(?:published|posted|printed|appeared|republished|reprinted|adapted|cross-?posted|taken)? ?"
    r"(?:by|in|at|on|with|from|via)"
    r"|(?:originally|first|previously) (?:published|appeared|posted) (?:by|in|at|on)"
    r"|(?:republished|reprinted|cross-?posted|reposted|adapted|syndicated)(?: with permission)? (?:from|by|via)"
    r"|courtesy of|via|by way of"
    r"|(?:publié|paru)(?: initialement| à l'origine| pour la première fois)? (?:par|sur|dans|en)"
    r"|la source originale de cet article est|source originale"
    r"|(?:zuerst|ursprünglich) (?:erschienen|veröffentlicht) (?:auf|bei|in|im)|erschien zuerst (?:auf|bei|in|im)"
    r"|(?:publicado|pubblicato)(?: originalmente| originariamente| inicialmente) (?:en|por|em|no|na|su|da)"
    r"|(?:original )?source|quelle|fuente|fonte|bron|źródło|источник|المصدر|kaynak|sumber|nguồn|källa|kilde|lähde|zdroj"
    r"|πηγή|מקור|出典|来源|來源)"
    r"[ ]?(?P<colon>[:：])?[ ]?(?:(?-i:the)[ ])?",
    re.IGNORECASE,
)
# Without one of these, said in lower case, `_ORIGIN_WORDS` finds nothing; looking for them costs a twentieth.
_ORIGIN_PARTS = (
    "article", "piece", "story", "post", "essay", "column", "text", "interview", "commentary", "report", "op-ed",
    "publish", "print", "appear", "cross", "adapted", "syndicated", "courtesy", "via", "by way of", "publi", "paru",
    "source", "erschien", "veröffentlicht", "pubbli", "quelle", "fuente", "fonte", "bron", "źródło", "источник",
    "المصدر", "kaynak", "sumber", "nguồn", "källa", "kilde", "lähde", "zdroj", "πηγή", "מקור", "出典", "来源", "來源",
)  # fmt: skip
_LABELS = re.compile(
    r"(?:(?:original )?source|quelle|fuente|fonte|bron|źródło|источник|المصدر|kaynak|sumber|nguồn|källa|kilde|lähde|"
    r"zdroj|source originale|πηγή|מקור|出典|来源|來源)[ ]?[:：]?[ ]?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:(?:the )?url of this article(?: is)?|original (?:article|post|url|link)|article url|source url|"
    r"lien de l'article|original-?link|enlace original|link originale|adresse de l'article)[ ]?[:：]?[ ]?",
    re.IGNORECASE,
)
# A block that says nothing else is trusted whatever its role.
_ONLY = re.compile(
    r"[\s>*_#]{0,6}(?:(?:via|courtesy of)[ ]\[[^\[\]]{2,40}\]\([^()\s]*\)"
    r"|(?:source|quelle|fuente|fonte|bron|źródło|источник)[ ]?:[*_ ]{0,4}<?https?://[^\s<>]*>?)[*_.]{0,3}",
    re.IGNORECASE,
)
_PATH = re.compile(r"https?://[^/\s]+/[^\s]*\w")
_URL = re.compile(r"https?://[^\s<>()\[\]|\"“”]+[^\s<>()\[\]|\"“”.,;:!?]")
_HOST = re.compile(r"(?:www\.)?[a-z0-9-]{3,40}\.(?:com|org|net|info|news|[a-z]{2})")
_ORIGINAL = re.compile(
    r"(?:read )?(?:the )?original(?: article| story| post| version)?|read it here|lire l['’]article original|"
    r"(?:leer )?(?:el )?artículo original|(?:zum )?original(?:artikel|beitrag)|artigo original|articolo originale",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.,;:()|\n–—]|[ ]-[ ]|[ ](?:on|in|under|as|and|at|with|where|am|le|el|website|web site)(?!\w)|[ ]\d",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"[\s>*_#(\[]{0,8}(?:(?:the )?(?:original|url)|this|the (?:article|piece|story|post|text)|first|previously|republ|"
    r"reprint|cross|repost|adapted|syndic|article url|source|publi|paru|la source|zuerst|ursprünglich|erschien|pubbli|"
    r"lien|enlace|link orig|adresse|dieser|este|cet)",
    re.IGNORECASE,
)
_DATELINE = Role.DATELINE
_DATED = frozenset((_DATELINE, Role.BYLINE))
_LOOSE = _DATED | {Role.COPYRIGHT}
_ROLES = frozenset((Role.BIO, Role.STANDFIRST, Role.PROMO, Role.DISCLAIMER, Role.BODY, Role.SHARE))
_LOOSE_CHARS = 1200
"""Characters of a date line, byline or copyright notice that is searched, at most."""
_WEBSITE = re.compile(
    r"(?<!\w)from (?:the )?(?P<name>[^\s|\n][^|\n]{1,40}?)[ ]web[ ]?site(?!\w)", re.IGNORECASE
)
_BARS = (" - ", " – ", " — ", " / ", "| ", "• ", "· ")
"""What parts one thing from the next in a line."""
_SENTENCE_CHARS = 300
"""Characters of a block of another role that can name an origin, at most."""


class Origin(NamedTuple):
    """Where a piece was taken from."""

    source: Finding | None
    date: Finding | None
    url: Finding | None


def find_origin(layout: ArticleLayout, publisher: str | None, source: Finding | None) -> Origin:
    """Read lines such as `The original source of this article is …`, `Via …`, `Url of this article: …`.

    Only the address is looked for where the source is known.
    """
    date = url = None
    for index in dict.fromkeys([*layout.having(Role.DATELINE), *layout.head, *layout.tail]):
        if not _may_say(layout, index):
            continue
        view = layout.view(index)
        if source is None and layout.roles[index] is _DATELINE and _LABELS.fullmatch(view.line):
            source = _in_next_block(layout, index)
        url = url or _address(view, index)
        match = _opening(layout, view, index)
        if match is None:
            source = source or _beside_name(layout, view, index)
            continue
        name, link = _name_after(view, match.end())
        original = "original" in match[0].lower()
        if url is None:
            original_link = link if original else None
            beside = [other for other in view.links if _ORIGINAL.fullmatch(other.text.strip(" ."))]
            url = next(
                (
                    address
                    for other in (*beside, original_link)
                    if other and (address := _linked(other, index))
                ),
                None,
            )
        guessed = layout.reading.outlet if "original source" in match[0].lower() else ""
        if source is None and name and not _is_carrier(name, publisher, layout.settings.publisher, guessed):
            source = Finding(name, index, f"`{match[0].strip()}` line", 0.85)
            if date is None and not match[0].lower().startswith(("via", "courtesy")):
                date = _date(view, match.end(), index)
    return Origin(source, date, url)


def _in_next_block(layout: ArticleLayout, index: int) -> Finding | None:
    """Read `Source:` in a block of its own, and the name in the block below."""
    if index + 1 == len(layout.blocks) or layout.roles[index + 1] is Role.BODY:
        return None
    name = layout.view(index + 1).line
    named = is_name(name) or _HOST.fullmatch(name.lower())
    return Finding(name, index + 1, "name below a label", 0.7) if named else None


def _may_say(layout: ArticleLayout, index: int) -> bool:
    """Return by role, size and first words whether a block can name an origin."""
    role, raw = layout.roles[index], layout.block(index).text
    if role in _LOOSE:
        return len(raw) < _LOOSE_CHARS
    if len(raw) < _SENTENCE_CHARS and _ONLY.fullmatch(raw.strip()):
        return True
    return role in _ROLES and len(raw) < _SENTENCE_CHARS and _OPENS.match(raw) is not None


def _opening(layout: ArticleLayout, view: PlainView, index: int) -> re.Match[str] | None:
    """Find the words that name a source: at the start of a line, or anywhere where the role says as much."""
    loose = layout.roles[index] in _LOOSE
    if not _may_match(view.text):
        return None
    for match in (
        _ORIGIN_WORDS.finditer(view.text) if loose else filter(None, (_ORIGIN_WORDS.match(view.text),))
    ):
        before = view.text[match.start() - 1] if match.start() else "\n"
        if view.text[: match.start()].endswith(_BARS):
            before = "|"
        if before not in "\n(|•. ":
            continue
        words = match[0].lower()
        label = _LABELS.match(match[0].strip())
        if _ONLY.fullmatch(layout.block(index).text.strip()):
            return match
        if (label or words.startswith(("via", "courtesy", "by way"))) and not (loose and before in "\n(|•"):
            continue
        if label and (before == "(" or not match["colon"]):
            continue
        return match
    return None


# Asked twice of each text, and notices recur.
@lru_cache(maxsize=1024)
def _may_match(text: str) -> bool:
    lower = text.lower()
    return any(map(lower.__contains__, _ORIGIN_PARTS))


def _name_after(view: PlainView, at: int) -> tuple[str, ViewLink | None]:
    """Return the name that follows: the words of a link, or words up to a mark."""
    link = next((link for link in view.links if link.start <= at + 2 and at < link.end), None)
    if link is None:
        link = next((link for link in view.links if at <= link.start <= at + 2), None)
    if link is not None and not _URL.match(link.text):
        linked = link.text.strip(" .,")
        return (linked if is_name(linked) or _is_named_so(linked, link) else ""), link
    rest = view.text[at : at + 90].removeprefix("\n")
    dates = find_dates(rest)
    if _URL.match(rest) or (dates and dates[0].start < 3):
        return "", link
    end = _END.search(rest)
    name = rest[: end.start() if end else len(rest)].strip(" \"'“”‘’*_")
    if end and end[0] == "." and re.match(r"\.(?:com|org|net|info|news|\w\w)\b", rest[end.start() :]):
        name = rest.split()[0].strip(".,").partition("/")[0]
    # `dpa-AFX` has its capitals elsewhere.
    good = is_name(name) and (name[0] == name[0].upper() or " " not in name) and not month_of(name.split()[0])
    return (name if good or _HOST.fullmatch(name) else ""), link


def _is_named_so(words: str, link: ViewLink) -> bool:
    """Return whether the words are an outlet's name in small letters, as in its host, and not `original` or `here`."""
    host = link.target.partition("//")[2].partition("/")[0]
    return words.isalpha() and words.lower() in host.removeprefix("www.").split(".")


def _address(view: PlainView, index: int) -> Finding | None:
    match = _ADDRESS.match(view.text)
    if match is None:
        if not _may_match(view.text):
            return None
        match = next(
            (m for m in _ORIGIN_WORDS.finditer(view.text) if _LABELS.match(m[0]) and m["colon"]), None
        )
        if match is None or (match.start() and view.text[match.start() - 1] != "\n"):
            return None
    address = _URL.match(view.text, match.end())
    return Finding(address[0], index, f"`{match[0].strip()}` line", 0.9) if address else None


def _linked(link: ViewLink, index: int) -> Finding | None:
    address = _PATH.match(link.target)
    return Finding(link.target, index, "link of the original source", 0.9) if address else None


def _date(view: PlainView, at: int, index: int) -> Finding | None:
    dates = find_dates(view.text[at : at + 160])
    return Finding(dates[0].iso, index, "date beside the source", 0.7) if dates and dates[0].iso else None


def _beside_name(layout: ArticleLayout, view: PlainView, index: int) -> Finding | None:
    """Read `by Ada Holm from Tide Gazette Website` and `Ada Holm, Tide Gazette, 19 Nov 2018`."""
    if layout.roles[index] not in _DATED or index not in layout.head:
        return None
    website = _WEBSITE.search(view.text)
    if website and is_name(website["name"]):
        return Finding(website["name"], index, "`from … Website`", 0.7)
    if layout.roles[index] is not _DATELINE:
        return None
    if name_above_date(view):
        # `Ada Holm`, the outlet that links to its own printing of the piece, the date.
        between = view.text.split("\n")[1].strip()
        link = next((link for link in view.links if link.text == between), None)
        if link and is_name(between) and _PATH.match(link.target) and _is_at_home(link):
            return Finding(between, index, "outlet between name and date", 0.7)
    for line in view.text.split("\n"):
        dates = find_dates(line) if "," in line else ()
        before = (
            line[: dates[0].start].strip(" ,|") if len(dates) == 1 and dates[0].end + 3 > len(line) else ""
        )
        names = split_names(before) if before.count(",") == 1 else None
        if (
            names
            and names.outlet
            and len(names.people) == 1
            and not names.cued
            and not is_outlet(names.people[0])
            and not is_region(names.outlet)
        ):
            return Finding(names.outlet, index, "outlet between name and date", 0.7)
    return None


def _is_at_home(link: ViewLink) -> bool:
    """Return whether an outlet's name links to the outlet's own host."""
    host = link.target.partition("//")[2].partition("/")[0]
    return slug(link.text).replace("-", "") in host.replace("-", "")


def _is_carrier(name: str, *carriers: str | None) -> bool:
    """Return whether a source is the publisher itself."""
    joined = slug(name).replace("-", "")
    return joined in {slug(carrier).replace("-", "") for carrier in carriers if carrier}
