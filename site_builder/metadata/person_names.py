"""Recognise person names in bylines and in links to authors' pages."""

import re
from collections.abc import Iterator

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.plain_view import PlainView
from site_builder.wording import find_dates, is_kicker, is_outlet, is_place, split_names, trim_name

_AUTHOR_PAGE = lazy_pattern(
    r"/(?:(?:by-)?authors?|autor(?:es|en|in|i|a)?|auteurs?|autore|writers?|staff|people|persons?|team|profiles?|profil|"
    r"contributors?|reporters?|journalists?|journalistes?|bios?|users?|u|by|columnists?|redaktion|redakteure?|"
    r"membres?|members?|firmas?|penulis|yazar(?:lar)?|experts?|creators?|skribent|forfatter)/|[?&]author=|/@\w|"
    r"#(?:author|autor|auteur)(?:e|in)?\Z",
    re.IGNORECASE,
)
_HANDLE = lazy_pattern(
    r"(?!(?:mehr|more|profile?|bio|about|all|follow|view|zum|website|contact)\b)[\w.-]{3,30}", re.IGNORECASE
)
HANDLES = lazy_pattern(rf"{_HANDLE.pattern}(?:[ ][\w.-]{{2,30}})?", re.IGNORECASE)
"""One or two words that a person may be called by where a cue vouches for them."""
_BUTTON = lazy_pattern(
    r"(?:log[ -]?in|sign[ -]?(?:in|up)|register|anmelden|einloggen|connexion|se connecter|iniciar sesión|entrar|accedi|"
    r"ログイン|会員登録|新規登録|登录|登入|注册|로그인|회원가입)\Z",
    re.IGNORECASE,
)
"""What leads to the page of whoever reads, not of an author."""
_OF_SOMEBODY = lazy_pattern(
    r"aut|writer|reporter|journalist|contrib|corresp|profil|user|member|people|staff|mailto:|@", re.I
)
"""What the address of a person's page has in it."""
_LINES = 4
_PLACE = lazy_pattern(r"(?:ort|place|location|lieu|lugar|luogo|plaats|miejsce|место)(?!\w)", re.IGNORECASE)
"""What says that a place follows."""
_CUED = lazy_pattern(r"(?<!\w)(?:by|von|par|por|door|di|av|af|oleh)[ ]?:?[ ]?\Z", re.IGNORECASE)
# What links to the other articles of an author say before the name.
_MORE_OF = lazy_pattern(
    r"(?:(?:show|view|see|read|browse|voir|ver|ver[ ]todos|vedi|bekijk|zeige?|zobacz)[ ])?"
    r"(?:(?:all|more|other|alles?|mehr|weitere|tous|toutes|plus|todos|todas|más|mais|tutti|altri|meer|"
    r"wszystkie|więcej)[ ])"
    r"(?:(?:the|les|los|las|os|as|gli|i|d['’]|de)[ ]?)?"
    r"(?:(?:articles?|posts?|stories|pieces|entries|artikel(?:en)?|beiträge|texte|artículos|entradas|artigos|articoli|"
    r"artykuły|berichten)[ ])?"
    r"(?:of|by|from|von|vom|par|de|du|di|da|door|van|autorstwa)[ ]",
    re.IGNORECASE,
)


def linked_people(view: PlainView) -> Iterator[str]:
    """Yield the names in links to authors' pages."""
    for link in view.links:
        if leads_to_person(link.target) and not _BUTTON.match(link.text):
            lead = _MORE_OF.match(link.text)
            text = link.text[lead.end() :] if lead else link.text
            names = split_names(text)
            if names.people:
                yield from names.people
            elif (
                is_outlet(text)
                or (_HANDLE.fullmatch(text) and trim_name(text))
                or (HANDLES.fullmatch(text) and _CUED.search(view.text, 0, link.start))
            ):
                yield text


def leads_to_person(target: str) -> bool:
    """Return whether a link leads to an author's page, and not to the list of all authors as `/columnists/` does."""
    page = _AUTHOR_PAGE.search(target)
    return page is not None and page.end() < len(target) + (page[0][-1:] != "/")


def is_topic(view: PlainView, name: str) -> bool:
    """Return whether a name is the text of links that lead to a topic, or to a part of the page, and to nobody.

    Scripts without capitals give no sign of a name, so that a link's target must.
    """
    targets = {link.text: link.target for link in view.links}
    leads = [targets.get(part) for part in ([name] if name in targets else name.split())]
    if not leads or None in leads:
        return False
    within = all(lead and lead.startswith("#") and lead != "#" for lead in leads)
    return (within or name[0] > "\u2e80") and not any(_OF_SOMEBODY.search(lead or "") for lead in leads)


def name_above_date(view: PlainView) -> str:
    """Return the person named on the first of two or three lines whose last is a date; else an empty string."""
    first, *between = view.text.split("\n")[:_LINES]
    last = between.pop() if between else ""
    name = first.strip()
    if (
        len(between) > 1
        or not find_dates(last)
        or any(map(find_dates, (first, *between)))
        or _PLACE.match(name)
    ):
        return ""
    return name if " " in name and is_person(name) and split_names(name).people == (name,) else ""


def is_likely(name: str) -> bool:
    """Return whether words are likelier a name than a kicker, a section or a headline."""
    words = name.split()
    # What was linked twice, `Holm Holm`, is a place or a section.
    named = 1 < len(words) < 5 and len(set(words)) > 1 and not is_nobody(name)
    return is_outlet(name) or named or (name.isupper() and len(name) < 5)


def is_nobody(name: str) -> bool:
    """Return whether words with capitals are a place or a section: `New York`, `Weekend Edition`, `Page A1`."""
    return is_place(name) or is_kicker(name)


def is_label(line: str, name: str) -> bool:
    """Return whether a name at the start of a line has a colon behind it: `Published Time: …`."""
    return line.startswith(name) and line[len(name) :].lstrip().startswith((":", "："))


def is_person(name: str) -> bool:
    """Return whether a name is a person's and not that of a desk, a section or an office."""
    return is_likely(name) and name[0].isupper() and not is_outlet(name) and "-at-" not in name
