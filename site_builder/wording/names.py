"""Parse a byline: who wrote it, who translated it, and for which outlet."""

import re
from functools import lru_cache
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.bylines import (
    ARTICLES,
    CONJUNCTION,
    CUE_WORDS,
    OUTLET,
    OUTLET_WORDS,
    PARTICLES,
    ROLE_WORDS,
    STRAY_WORDS,
    TRANSLATED,
)
from site_builder.wording.dates import find_dates
from site_builder.wording.name_order import first_names_first, narrow_marks
from site_builder.wording.name_trims import trim_name


class Names(NamedTuple):
    """What a byline says."""

    people: tuple[str, ...]
    """Authors as written, titles kept, in order; an outlet may be an author."""
    translators: tuple[str, ...]
    outlet: str | None
    """The outlet of `Special to …`, `from … Website` or of a part that names a paper; None if none is named."""
    cued: bool
    """Whether a word such as `By` or `Von` opened the names."""


_CUE = lazy_pattern(rf"(?:^|(?<=[|\n•·–—/-]))[ ]{{0,3}}{CUE_WORDS}(?![\w'’])[ ]?[:：]?[ ]?", re.IGNORECASE)
_CUE_INSIDE = lazy_pattern(
    r"(?<=[ |])(?:by|von|par|por|oleh)[ ]?[:：]?[ ](?=[A-ZÀ-ÞА-Я\"“@])|(?<=\|)[ ]?(?:by|von|par|por|oleh)[ ]"
)
_NOISE = lazy_pattern(
    r"\d{3}[-. ]\d{3}[-. ]\d{4}|[\w.+-]{1,64}@[\w.-]{2,80}|https?:[^\s|]{1,300}|(?<!\w)@\w{1,30}|"
    r"(?<=[^\W\d])[ ](?:at|um|à|às|a las|om|kl\.?)[ ]\d{1,2}[:.h]\d\d(?:[ ]?(?:[ap]\.?m\b\.?|uhr\b))?|"
    rf"(?<!\w){STRAY_WORDS}(?!\w)[ ]?:?(?=(?:[ ](?:on|am|le|el|il|op))?[ ]?[|\n:]|$)|"
    r"\d{1,4} (?:min|comment|kommentar)\w{0,12}.{0,12}$|[↑→←►▶◄✎✉📅🕒]|\[\]",
    re.IGNORECASE,
)
_ASIDE = lazy_pattern(r"[(\[](?!(?:[^\W\d_]\.){1,3}\)[ ][^\W\d_])[^()\[\]]{0,60}[)\]]")
"""What is said beside a name, but for the initials in `Ada (A.J.) Holm`."""
_BREAK = lazy_pattern(r"[|\n;•·―/]|[ ]／|[ ][–—-]{1,3}[ ]|[–—]|[ ]{2,}|\t")
_LEADING = lazy_pattern(r"^[\s,]*(?:&amp;|&|\+|(?:and|und|et|y|e|og|och|en)[ ])[ ]?", re.IGNORECASE)
_SUFFIX = lazy_pattern(
    r"(?:jr|sr|ph\.?[ ]?d|m\.?d|esq|mba|j\.?d|ii|iii|iv|obe|cbe|rnd?|ms|msc|ma|rdn?|dvm|cpa|lcsw)\.?$",
    re.IGNORECASE,
)
_DOTTED_SUFFIX = lazy_pattern(r"(?:[JS]r|Esq|[^\W\d_]{1,2}\.[ ]?[^\W\d_]{1,2})\.", re.IGNORECASE)
"""A suffix that has a full stop of its own: `Jr.`, `Ph.D.`"""
_INITIAL = lazy_pattern(r"(?:(?<=[ .])[^\W\d_]|(?<= )[JS]r)\.$")
"""What keeps its full stop at the end of a name."""
_AGENCY = lazy_pattern(r"(?<=[ ][A-ZÀ-Þ])(\S+)[ ](?:Reuters|AFP|AP|dpa|EFE|ANSA|UPI)$")
"""An agency run into the name before it."""
_GLUED = lazy_pattern(r"^(By|Von|Par|Por)(?:(?=[A-ZÀ-Þ][^\W\dA-ZÀ-Þ_]+[ ][A-ZÀ-Þ])|by[ ](?=[A-ZÀ-Þ]))")
"""`By` that lost the blank behind it, or stands twice."""
_NO_NAME = lazy_pattern(
    # Buttons, counts and the end of a message, in words that no name has.
    r"(?:View|Read|See|Show)[ ](?:More|All)|Subscribe|^Follow(?:[ ]|$)|(?:No|Leave a|\d)[ ]Comment|"
    r"공유|좋아요|انتهای پیام|"
    r"[!?:;…<>{}\[\]=#*_]|\d{3,}|[.][ ]\w+[ ]\w+[ ]\w+[ ]\w"
)


def split_names(text: str) -> Names:
    """Split a byline, given as plain text, into the names it holds.

    Dates, addresses and handles are left out, roles after a comma (`, staff writer`) too.
    Lines and `|` keep apart what belongs to different parts.
    """
    return _split(text[:_REACH])


_REACH = 600


# Authors and outlets recur, and one is asked for more than once.
@lru_cache(maxsize=1024)
def _split(text: str) -> Names:
    text = _without_dates(narrow_marks(text))
    text = _ASIDE.sub(" ", _NOISE.sub("|", text)).strip(" |,-–—/")
    text = text if _INITIAL.search(text) else text.rstrip(" .")
    text = _GLUED.sub(r"\1 ", text.lstrip("."))
    translators: tuple[str, ...] = ()
    match = TRANSLATED.search(text)
    if match:
        translators = tuple(_people(_BREAK.split(text[match.end() :], maxsplit=1)[0]))
        text = text[: match.start()]
    start = _cue(text)
    text = first_names_first(_CUE.sub("", text[start.end() :] if start else text))
    whole = text
    outlet = None
    outlet_mention = OUTLET.search(text)
    if outlet_mention and _names_outlet(outlet_mention, text):
        outlet = _outlet_name(text[outlet_mention.end() :])
        text = text[: outlet_mention.start()]
    people, named = _gathered(text)
    if not people and start:
        people = _modest(whole)
    return Names(tuple(people), translators, outlet or named, start is not None)


def _cue(text: str) -> re.Match[str] | None:
    """Find the word that announces the names."""
    cue = _CUE.search(text)
    if cue:
        return cue
    lead = _CUE_INSIDE.search(text)
    if lead and "von" in lead[0].lower() and _opens_name(text[: lead.start()]):
        return None  # "Christoph von Ritter" is one name
    return lead


def _gathered(text: str) -> tuple[list[str], str | None]:
    """Return the people of all parts, and the outlet that follows them."""
    people: list[str] = []
    outlet = None
    floor = 0
    for mark in (*_BREAK.finditer(text), None):
        part = text[floor : mark.start() if mark else len(text)]
        beside = floor > 0 and text[floor - 1] not in "\n;/"
        floor = mark.end() if mark else floor
        names = _people(part)
        if people and names and _is_beside(names[0], people[0]):
            outlet = outlet or names[0]
        elif not (people and beside):  # after `|` and dashes stand places and sections
            people.extend(name for name in names if name not in people)
            # Behind the last `and` a comma parts an author from an outlet, not from another author.
            last = CONJUNCTION.split(part)[-1]
            listed = len(people) > 1 and "," in last.strip(" ,")
            if listed and not outlet and _is_beside(people[-1], people[0]):
                outlet = people.pop()
    return people, outlet


def _opens_name(before: str) -> bool:
    """Return whether the words before a `von` are given names, and not `Ein Beitrag`."""
    words = before.split()
    return (
        0 < len(words) < 3
        and before.strip().istitle()
        and words[0].lower() not in ARTICLES
        and "-" not in before
    )


def _names_outlet(mention: re.Match[str], text: str) -> bool:
    """Return whether an outlet follows, as in `Ada Holm for Tide Gazette` and not in `Society for Harbour History`."""
    before = CONJUNCTION.split(text[: mention.start()])[-1].strip()
    if mention["weak"] and (is_outlet(before) or "," in before or not 2 <= len(before.split()) <= 4):
        return False
    return not before or text[mention.start() - 1] in " ,|\n"


def _is_beside(name: str, first: str) -> bool:
    """Return whether a name behind a person's is an outlet: by its words, or as one word after a name of several."""
    return is_outlet(name) or (" " not in name and " " in first and name[0] != name[0].swapcase())


def _modest(text: str) -> list[str]:
    """Return `admin` or `Staff Reporter` where a cue stands before it and nothing better follows."""
    name = _BREAK.split(text.strip(" |\n"), maxsplit=1)[0].split(",")[0].strip(" .:")
    return [name] if is_name(name) or re.fullmatch(r"[\w.-]{3,24}", name) else []


def looks_like_names(text: str) -> bool:
    """Return whether a short plain text is nothing but the names of people or outlets."""
    if not text or len(text) > 160 or find_dates(text):
        return False
    names = split_names(text)
    rest = sum(map(len, names.people)) + sum(map(len, names.translators)) + len(names.outlet or "")
    return bool(names.people) and rest * 2 > len(text) and all(is_name(name) for name in names.people)


def is_name(text: str) -> bool:
    """Return whether a text has the shape of a name: up to eight words, each of weight with a capital."""
    return 2 <= len(text) <= 60 and _is_name(text)


@lru_cache(maxsize=1024)
def _is_name(text: str) -> bool:
    if _NO_NAME.search(text):
        return False
    parts = text.split()
    if len(parts) > 8 or not any(sign.isalpha() for sign in text):
        return False
    if text[0].isalpha() and text[0].swapcase() == text[0]:
        # Scripts without capitals give no other sign of a name than that it is short.
        return len(parts) <= 4 and len(text) <= (12 if len(parts) == 1 or text[0] > "\u2e80" else 40)
    return all(_carries(part) for part in parts) and any(part[0].isalpha() for part in parts)


# Family names have one or two signs, given names up to three; Koreans write syllables, mostly three.
_WHOLE = lazy_pattern(
    "[\u4e00-\u9fff\u3005]{2,3}[ \u3000]?[\u3041-\u30ff\u4e00-\u9fff]{1,4}|[\uac00-\ud7a3]{3}"
)


def is_written_whole(text: str) -> bool:
    """Return whether a text is a name in Chinese, Japanese or Korean, which needs no blank between its parts."""
    return _WHOLE.fullmatch(text) is not None


def is_outlet(text: str) -> bool:
    """Return whether a name is more likely that of a paper or an institution than of a person."""
    return any(part.strip(".,").lower() in OUTLET_WORDS for part in text.split())


def display_name(name: str) -> str:
    """Fold a name written in capitals for display: `ADA HOLM` becomes `Ada Holm`; short acronyms stay."""
    if not name.isupper() or len(name) <= 4 or (" " not in name and len(name) <= 6):
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0] if len(word[0]) == 1 else word[0].capitalize(), name)


def _without_dates(text: str) -> str:
    pieces, floor = [], 0
    for date in find_dates(text):
        if date.form != "month":
            pieces.append(text[floor : date.start])
            floor = date.end
    return "|".join([*pieces, text[floor:]])


def _carries(part: str) -> bool:
    """Return whether a word can be part of a name: capital, particle, initial, or a script without capitals."""
    part = part.strip(",.\"'“”‘’()")
    if not part:
        return True
    first = part[0]
    if first.isupper() or first.istitle() or part.lower() in PARTICLES or first in "&@":
        return True
    if first.isalpha() and first.lower() == first.upper():
        return True
    return any(sign.isupper() for sign in part[1:]) or first.isdecimal()


def _people(part: str) -> list[str]:
    """Split one part at commas and conjunctions, and leave out what is a role."""
    people: list[str] = []
    dropping = False
    for group in _conjoined(_LEADING.sub("", part)):
        dropping = False
        for piece in group.split(","):
            whole = piece.strip(' :–—-"“”*_\u200e\u200f\u00a0')
            name = whole if _INITIAL.search(whole) else whole.strip(" .")
            name = trim_name(_AGENCY.sub(r"\1", name))
            if people and _SUFFIX.fullmatch(name):
                people[-1] = f"{people[-1]}, {whole if _DOTTED_SUFFIX.fullmatch(whole) else name}"
            elif _is_role(name):
                dropping = True
            elif people and any(sign.isdecimal() for sign in name):
                continue
            elif not dropping and is_name(name) and name not in people:
                people.append(name)
    return people


def _conjoined(part: str) -> list[str]:
    """Split at `and` and its kin where a name can stand on both sides."""
    pieces: list[str] = []
    floor = 0
    for match in CONJUNCTION.finditer(part):
        left, right = part[floor : match.start()], part[match.end() :]
        thin = len(match[0].strip(" ,")) == 1 and match[0].strip(" ,").isalpha()
        if not left.strip() or not right.strip():
            continue
        if thin and (
            len(left.split()) < 2 or len(right.split(",")[0].split()) < 2 or left.split()[-1].islower()
        ):
            continue
        if is_outlet(part) and (" of " in left or " for " in left or len(right.split()) < 2):
            continue
        pieces.append(left)
        floor = match.end()
    return [*pieces, part[floor:]]


def _is_role(name: str) -> bool:
    parts = name.split()
    if not parts:
        return False
    if any(part.strip(".,'’s").lower() in ROLE_WORDS or part.lower() in ROLE_WORDS for part in parts):
        # "Prof. Ada Holm" and "Staff Reporter" differ in what follows the role.
        titled = parts[0].rstrip(".").lower() in ("professor", "director", "president", "judge")
        return not (titled and len(parts) >= 3 and parts[1][0].isupper())
    return parts[0][0].islower() and parts[0].lower() not in PARTICLES


def _outlet_name(text: str) -> str | None:
    name = _BREAK.split(text, maxsplit=1)[0].split(",")[0].strip(" .:")
    name = re.sub(r"[ ](?:web[ ]?site|web[ ]?page)$", "", name, flags=re.IGNORECASE)
    return name if is_name(name) else None
