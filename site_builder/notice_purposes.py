"""The table of purposes: what notices do, one row each, with the words that show it."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from site_builder.model import Role


class Purpose(msgspec.Struct, frozen=True):
    """Something that notices do."""

    key: str
    """Its address below `notices/`."""
    name: str
    """As a predicate: `Asks for money`."""
    roles: frozenset[Role]
    """Roles that have it whatever the words are."""
    words: re.Pattern[str] | None
    """Words that show it in a notice of any role, in lower case."""


def _purpose(name: str, *roles: Role, words: str = "") -> Purpose:
    key = name.lower().replace(" ", "-")
    return Purpose(key, name, frozenset(roles), re.compile(words) if words else None)


_ROWS = (
    _purpose(
        "Asks for money",
        words=r"\bdonat(?:e|ion)|\bpaypal\b|\bpatreon\b|\bbank transfer\b|\biban\b|\bcheque\b|"
        r"\bspende|\bfaire un don\b|\bdon(?:ación|ación|ativo|azione)\b|\bdoar\b|\bpożertw|пожертв|\bbağış|تبرع|捐",
    ),
    _purpose(
        "Takes cryptocurrency", words=r"\bbitcoin\b|\bbtc\b|\bethereum\b|\bmonero\b|\bcrypto\w*|криптовалют"
    ),
    _purpose("Asks for support", Role.SUPPORT),
    _purpose("Asks to share", Role.SHARE),
    _purpose(
        "Limits liability",
        words=r"\bliab|\bresponsib|\bhaft(?:et|ung|en)\b|\bgewähr\b|\bresponsab|\bодговор|"
        r"ответственност|\bviews\b.{0,60}\b(?:author|writer|contributor)|مسؤول|\bsorumlu|责任|責任",
    ),
    _purpose(
        "Claims fair use",
        words=r"\bfair[- ](?:use|dealing)\b|\buso (?:justo|equo|leal)\b|\busage (?:loyal|équitable)\b|"
        r"\bzitatrecht\b|добросовестн\w+ использован",
    ),
    _purpose(
        "Reserves all rights",
        words=r"\ball rights reserved\b|\balle rechte vorbehalten\b|\btous droits réservés\b|"
        r"\b(?:todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati)\b|"
        r"все права защищены|جميع الحقوق محفوظة|版权所有",
    ),
    _purpose(
        "Permits reprinting",
        words=r"\bmay (?:be )?(?:\w+ )?(?:repost|republish|reprint|reproduc|cop(?:y|ied))|"
        r"\bmay make copies\b|\bcreative commons\b|\bcc[- ]by\b|\bfree to (?:republish|repost|reprint)",
    ),
    _purpose(
        "Says where it was taken from",
        words=r"\b(?:first|originally) published (?:by|in|on|at)\b|\boriginal source\b|"
        r"\brepublished from\b|\bzuerst (?:erschienen|veröffentlicht)\b|\bpublié (?:à l'origine|initialement)\b",
    ),
    _purpose("Promotes other offers", Role.PROMO),
    _purpose("Says who wrote", Role.BIO),
    _purpose("Says where to write", Role.CONTACT),
)

PURPOSES: Mapping[str, Purpose] = {row.key: row for row in _ROWS}
"""The row of each purpose, in the order of lists."""


@lru_cache(maxsize=16384)
def purposes_of(role: Role, text: str) -> tuple[str, ...]:
    """Return the keys of what a notice with this role and text does."""
    return tuple(_matching(role, text.lower()))


def _matching(role: Role, text: str) -> Iterator[str]:
    for row in _ROWS:
        if role in row.roles or (row.words and row.words.search(text)):
            yield row.key
