"""Data augmentation: copies of labelled articles with invented notices, in many languages and places."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from site_builder.model import Block, Role, Span
from site_builder.roles import BOILERPLATE
from site_builder.training.examples import LabelledArticle

Item = tuple[Block, Role]


class _Notices(NamedTuple):
    """How often notices of a role are mixed in, and where."""

    weight: float
    places: tuple[float, float, float]
    """The chances of the head, the middle and the tail of an article."""


_NOTICES: Mapping[Role, _Notices] = {
    Role.DISCLAIMER: _Notices(5, (0.12, 0.03, 0.85)),
    Role.COPYRIGHT: _Notices(3, (0.05, 0.03, 0.92)),
    Role.CONTACT: _Notices(2.5, (0.03, 0.07, 0.90)),
    Role.SUPPORT: _Notices(6, (0.12, 0.35, 0.53)),
    Role.SHARE: _Notices(3, (0.35, 0.10, 0.55)),
    Role.PROMO: _Notices(6, (0.15, 0.35, 0.50)),
    Role.BIO: _Notices(4, (0.08, 0.0, 0.92)),
    Role.DATELINE: _Notices(2.5, (0.55, 0.0, 0.45)),
    Role.MEDIA: _Notices(1, (0.25, 0.35, 0.40)),
    Role.TAXONOMY: _Notices(1.2, (0.55, 0.0, 0.45)),
    Role.STANDFIRST: _Notices(0.8, (1.0, 0.0, 0.0)),
}
_COPY_WEIGHT = 0.7
"""Of a copy with notices, compared with the article."""
_NOTICES_PER_ARTICLE = (2, 8)
"""At least and at most."""
_OUTLETS = (
    "The Harbour Post", "Lantern", "Fjordblick", "The Daily Ferry", "Strandbote", "Le Phare", "El Faro Libre",
    "Northern Tide", "Pod Latarnią", "Il Molo", "Tideline", "Baltic Wire", "Open Quay", "Маяк", "Civic Shore",
)  # fmt: skip
_PERSONS = (
    "Ann Teller", "Jonas Kreuz", "Marie Lagarde", "Pedro Sandoval", "Kasia Nowicka", "Dr. Omar Said", "Li Wen",
    "Giulia Moretti", "Sven Alm", "T. J. Harker", "Ivan Petrov", "Ayşe Demir", "João Prado", "Mary-Jane O'Dell",
)  # fmt: skip
_TOPICS = ("fishing", "the canal", "Energy", "Housing", "trade", "Railways", "Justice", "Syria", "Climate")
_MONTHS = {
    "de": "Januar März Juli Dezember", "fr": "janvier mars juillet décembre", "es": "enero marzo julio diciembre",
    "it": "gennaio marzo luglio dicembre", "pt": "janeiro março julho dezembro", "nl": "januari maart juli december",
    "pl": "stycznia marca lipca grudnia", "ru": "января марта июля декабря", "sv": "januari mars juli december",
    "tr": "Ocak Mart Temmuz Aralık", "id": "Januari Maret Juli Desember",
}  # fmt: skip


@cache
def notices() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the invented notices by role and language."""
    by_role: dict[str, dict[str, list[str]]] = {}
    role = ""
    for line in Path(__file__).with_name("notices.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            role = line.strip("[] ")
        elif line and not line.startswith("#"):
            language, _, text = line.partition(": ")
            by_role.setdefault(role, {}).setdefault(language, []).append(text.replace("\\n", "\n"))
    return {
        role: {language: tuple(texts) for language, texts in by_language.items()}
        for role, by_language in by_role.items()
    }


def augmented(articles: Iterable[LabelledArticle], *, number: int = 0) -> list[LabelledArticle]:
    """Return a copy of each article with invented notices, at less weight.

    The notices are the same every time, and others for each `number`.
    """
    copies = []
    for article in articles:
        reading = article.reading
        items = with_notices(
            list(zip(reading.blocks, article.roles, strict=True)),
            language=reading.language,
            rng=random.Random(f"{article.name}{number or ''}"),
        )
        blocks = tuple(msgspec.structs.replace(block, index=index) for index, (block, _) in enumerate(items))
        copies.append(
            LabelledArticle(
                name=article.name,
                outlet=article.outlet,
                reading=msgspec.structs.replace(reading, blocks=blocks),
                roles=tuple(role for _, role in items),
                weight=article.weight * _COPY_WEIGHT,
            )
        )
    return copies


def with_notices(article: Sequence[Item], *, language: str | None, rng: random.Random) -> list[Item]:
    """Return the article with a few invented notices in it, and sometimes without some of its own boilerplate."""
    kept = list(article)
    if rng.random() < 0.5:
        kept = [item for item in kept if item[1] not in BOILERPLATE or rng.random() < 0.4]
    body = [index for index, item in enumerate(kept) if item[1] == Role.BODY]
    if not body:
        return kept
    wanted: list[tuple[float, Item]] = []
    outlet, person = rng.choice(_OUTLETS), rng.choice(_PERSONS)
    weights = [notice.weight for notice in _NOTICES.values()]
    for role in rng.choices(list(_NOTICES), weights, k=rng.randint(*_NOTICES_PER_ARTICLE)):
        spot = rng.choices((0, 1, 2), _NOTICES[role].places)[0]
        low, high = ((1, body[0]), (body[0] + 1, body[-1]), (body[-1] + 1, len(kept)))[spot]
        at = rng.randint(min(low, high), max(low, high))
        place = at - 0.5 + rng.random() * 0.1
        # A letter of appeal has several blocks.
        texts = _notice(role, language, outlet, person, rng).split("\n\n")
        wanted += [(place, (_block(text), role)) for text in texts]
    order = sorted(
        [*((float(index), item) for index, item in enumerate(kept)), *wanted], key=lambda pair: pair[0]
    )
    return [item for _, item in order]


def _notice(role: Role, language: str | None, outlet: str, person: str, rng: random.Random) -> str:
    texts = notices()[role]
    code = (
        language
        if language is not None and language in texts and rng.random() < 0.85
        else rng.choice(("en", *texts))
    )
    text = rng.choice(texts[code])
    if len(text) > 40 and "\n" not in text and rng.random() < 0.25:
        # Notices often run on: several sentences of one purpose in one paragraph.
        long = [
            other
            for other in texts[code]
            if len(other) > 40 and other[0] not in "#-" and "\n" not in other and other != text
        ]
        text = " ".join([text, *rng.sample(long, min(len(long), rng.randint(1, 3)))])
    host = f"https://{re.sub('[^a-z]', '', outlet.lower()) or 'mayak'}.example"
    months = _MONTHS.get(code, "January March July December").split()
    year = rng.randint(2003, 2025)
    date = f"{rng.randint(1, 28)} {rng.choice(months)} {year}"
    if code == "en" and rng.random() < 0.6:
        date = f"{rng.choice(months)} {rng.randint(1, 28):02}, {year}"
    values = {
        "o": outlet, "n": person, "d": date, "m": f"editor@{host[8:]}", "w": host, "y": str(year),
        "t": rng.choice(_TOPICS),
    }  # fmt: skip
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return _formatted(text, host, rng)


def _formatted(text: str, host: str, rng: random.Random) -> str:
    """Return a notice in one of the forms that pages give theirs: emphasised, a heading, a link, capitals."""
    form = rng.random()
    if text.startswith(("#", "-")) or "\n" in text:
        return text
    if form < 0.12 and "*" not in text:
        return f"*{text}*"
    if form < 0.22 and "*" not in text:
        return f"**{text}**"
    if form < 0.28 and len(text) < 80:
        return f"### {text}"
    if form < 0.40 and len(text) < 60 and "](" not in text:
        return f"[{text}]({rng.choice((host, '#', '/', host + '/more'))})"
    if form < 0.44 and len(text) < 60 and "](" not in text:
        return text.upper()
    return text


def _block(text: str) -> Block:
    level = len(text) - len(text.lstrip("#"))
    kind = "heading" if level else "bullet_list" if text.startswith("- ") else "paragraph"
    return Block(index=0, lines=Span(0, 1), type=kind, text=text, level=level)
