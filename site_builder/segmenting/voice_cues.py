"""Words that tell whose sentence a passage is: notes of the desk, first person singular, agencies, saved pages."""

import re
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern

_OPENING = r"[\s>*_\[(#]{0,8}"
"""What may stand before the first word of a block."""

_EDITORIAL = lazy_pattern(
    # hot: see tests/benchmarks/stages.py; hardly a block has two such letters first.
    _OPENING + r"(?=[encahvoоп编編][donli.тр者])"
    r"(?:editor(?:['’]?s|ial)? note|note (?:from|by) the editors?|correction(?: notice)?[*_]*:|"
    r"clarification[*_]*:|an earlier version of this|anm(?:\.|erkung) (?:der|d\.) red|hinweis der redaktion|"
    r"vorbemerkung der redaktion|note de la rédaction|ndlr|n\.d\.l\.r|nota (?:de (?:la )?redacci[oó]n|del editor|"
    r"da redação|do editor|della redazione|redazionale)|noot van de redactie|od redakcji|от редакции|"
    r"примечание редакции|编者按|編者按)",
    re.IGNORECASE,
)
_INTRODUCTION = lazy_pattern(
    r"\bwe (?:are |here )?(?:re)?publish|"
    r"\b(?:wrote|gave) (?:this|the following) (?:article|piece|essay|text|interview)|"
    r"\bhere is the (?:\w+ ){0,2}(?:version|text|translation) of\b|"
    r"\bwir (?:veröffentlichen|dokumentieren|publizieren)\b|\bnous (?:publions|présentons|reproduisons)\b|"
    r"\b(?:publicamos|reproducimos|reproduzimos|pubblichiamo|riproduciamo|publikujemy)\b|\bwij publiceren\b|"
    r"\bмы публикуем\b",
    re.IGNORECASE,
)
_SINGULAR = lazy_pattern(
    r"(?<!War )\bI(?:['’](?:m|ve|ll|d)\b|"
    r" (?:am|was|have|had|write|live|work|do|need|rely|depend|run|hope|can|will|would)\b)|"
    r"\b[Ss]upport my (?:work|writing|blog|journalism)\b|\b[Ii]ch (?:bin|lebe|arbeite|schreibe|freue|habe)\b|"
    r"\b[Jj]e (?:suis|vis|travaille|dépends|n['’])|\b[Ii]k (?:ben|leef|schrijf|werk)\b|"
    r"\b[Jj]ag (?:är|lever|skriver)\b|\b[Aa]poya mi trabajo\b|\b[Ss]outenez mon travail\b|"
    r"(?<!\w)[Яя] (?:живу|пишу|работаю)\b"
)
_PLURAL = lazy_pattern(r"\b(?:we|our|us|wir|unsere?|nous|notre|nos|ons|onze|vår|мы|наш)\b", re.IGNORECASE)
_VIDEO = lazy_pattern(r"youtu\.?be|vimeo|dailymotion|rumble\.com|odysee|\.mp4\b", re.IGNORECASE)
_SAVED = lazy_pattern(
    _OPENING + r"(?:saved|clipped|archived|captured|scraped|retrieved|downloaded) (?:from|on|at) ",
    re.IGNORECASE,
)
_LONE_ADDRESS = lazy_pattern(
    r"[\s>*_]{0,8}(?:source|quelle|fuente|fonte|bron|źródło|источник)[*_]{0,3} ?:[*_]{0,3}\s?"
    r"<?https?://[^\s>]+>?[\s*_]{0,8}",
    re.IGNORECASE,
)
_QUOTED = lazy_pattern(r"[\"“”„«»][^\"“”„«»]{0,200}[\"“”„«»]")
_AGENCIES = (
    r"\b(?:Associated Press|AP|Reuters|Agence France-Presse|AFP|CNN[- ]Wire|dpa|Agencia EFE|EFE|ANSA|Xinhua|UPI|"
    r"United Press International|Tribune (?:Content Agency|News Service|Media Services)|Inter Press Service|IPS|"
    r"SyndiGate|Creators (?:Syndicate|News Service))\b"
)
_RIGHTS = r"(?:©|\([cC]\)|\b[Cc]opyright\b|\bCOPYRIGHT\b)"
_AGENCY = lazy_pattern(
    rf"{_RIGHTS}[^.\n]{{0,30}}{_AGENCIES}|{_AGENCIES}[^.\n]{{0,12}}{_RIGHTS}|"
    r"\b(?:[Dd]istributed|[Ss]yndicated|DISTRIBUTED|SYNDICATED) (?:by|BY)\b"
)


def opens_editorial_note(text: str) -> bool:
    """Return whether a text opens a note of the desk that carries a piece: `Editor's note: …`, `Correction: …`."""
    return _EDITORIAL.match(text) is not None


def introduces_article(text: str) -> bool:
    """Return whether a text is an introduction by the desk that carries a piece: `Ada Holm wrote this essay for us`."""
    return _INTRODUCTION.search(text) is not None


@lru_cache(maxsize=1024)  # Appeals and biographies recur.
def speaks_for_one(text: str) -> bool:
    """Return whether a passage is in the first person singular: `I live from your gifts`."""
    spoken = _QUOTED.sub(" ", text)
    return _SINGULAR.search(spoken) is not None and _PLURAL.search(spoken) is None


def shows_video(text: str) -> bool:
    """Return whether a passage shows a video by its address."""
    return _VIDEO.search(text) is not None


def says_where_saved(text: str, *, above: bool) -> bool:
    """Return whether whoever saved the page wrote a line: `Saved from …`, above the text also a lone address."""
    return _SAVED.match(text) is not None or (above and _LONE_ADDRESS.fullmatch(text) is not None)


def names_agency(text: str) -> bool:
    """Return whether a notice of rights names a news agency or a syndicate as the owner."""
    return _AGENCY.search(text) is not None
