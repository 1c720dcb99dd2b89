"""Mix invented notices into labelled articles, so that rare roles are learned in many languages and places."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from site_builder.model import Block, Role, Span
from site_builder.roles import BOILERPLATE
from site_builder.training.examples import Labelled

Item = tuple[Block, Role]

# Where a notice may stand: the chances of the head, the middle and the tail of an article.
_PLACES: Mapping[str, tuple[float, float, float]] = {
    "disclaimer": (0.12, 0.03, 0.85),
    "copyright": (0.05, 0.03, 0.92),
    "contact": (0.03, 0.07, 0.90),
    "support": (0.12, 0.35, 0.53),
    "share": (0.35, 0.10, 0.55),
    "promo": (0.15, 0.35, 0.50),
    "bio": (0.08, 0.0, 0.92),
    "dateline": (0.55, 0.0, 0.45),
    "media": (0.25, 0.35, 0.40),
    "taxonomy": (0.55, 0.0, 0.45),
    "standfirst": (1.0, 0.0, 0.0),
}
_WEIGHT = 0.7
_ROLES = (
    "disclaimer",
    "copyright",
    "contact",
    "support",
    "share",
    "promo",
    "bio",
    "dateline",
    "media",
    "taxonomy",
)
_WEIGHTS = (5, 3, 2.5, 6, 3, 6, 4, 2.5, 1, 1.2)
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
    found: dict[str, dict[str, list[str]]] = {}
    role = ""
    for line in Path(__file__).with_name("notices.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            role = line.strip("[] ")
        elif line and not line.startswith("#"):
            language, _, text = line.partition(": ")
            found.setdefault(role, {}).setdefault(language, []).append(text.replace("\\n", "\n"))
    return {
        role: {language: tuple(texts) for language, texts in by_language.items()}
        for role, by_language in found.items()
    }


def mixed(articles: Iterable[Labelled], *, number: int = 0) -> list[Labelled]:
    """Return a copy of each article with invented notices, at less weight.

    The notices are the same every time, and others for each `number`.
    """
    copies = []
    for article in articles:
        reading = article.reading
        items = mix(
            list(zip(reading.blocks, article.roles, strict=True)),
            language=reading.language,
            rng=random.Random(f"{article.name}{number or ''}"),
        )
        blocks = tuple(msgspec.structs.replace(block, index=index) for index, (block, _) in enumerate(items))
        copies.append(
            Labelled(
                name=article.name,
                outlet=article.outlet,
                reading=msgspec.structs.replace(reading, blocks=blocks),
                roles=tuple(role for _, role in items),
                weight=article.weight * _WEIGHT,
            )
        )
    return copies


def mix(article: Sequence[Item], *, language: str | None, rng: random.Random) -> list[Item]:
    """Return the article with a few invented notices in it, and sometimes without some of its own furniture."""
    kept = list(article)
    if rng.random() < 0.5:
        kept = [item for item in kept if item[1] not in BOILERPLATE or rng.random() < 0.4]
    body = [index for index, item in enumerate(kept) if item[1] == Role.BODY]
    if not body:
        return kept
    wanted: list[tuple[float, Item]] = []
    outlet, person = rng.choice(_OUTLETS), rng.choice(_PERSONS)
    for role in rng.choices(_ROLES, _WEIGHTS, k=rng.randint(2, 8)):
        spot = rng.choices((0, 1, 2), _PLACES[role])[0]
        low, high = ((1, body[0]), (body[0] + 1, body[-1]), (body[-1] + 1, len(kept)))[spot]
        at = rng.randint(min(low, high), max(low, high))
        text = _notice(role, language, outlet, person, rng)
        wanted.append((at - 0.5 + rng.random() * 0.1, (_block(text), Role(role))))
    order = sorted(
        [*((float(index), item) for index, item in enumerate(kept)), *wanted], key=lambda pair: pair[0]
    )
    return [item for _, item in order]


def _notice(role: str, language: str | None, outlet: str, person: str, rng: random.Random) -> str:
    texts = notices()[role]
    code = (
        language
        if language is not None and language in texts and rng.random() < 0.85
        else rng.choice(("en", *texts))
    )
    text = rng.choice(texts[code])
    if len(text) > 40 and rng.random() < 0.25:
        # Notices often run on: several sentences of one purpose in one paragraph.
        long = [other for other in texts[code] if len(other) > 40 and other[0] not in "#-" and other != text]
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
    return _dress(text, host, rng)


def _dress(text: str, host: str, rng: random.Random) -> str:
    """Give a notice one of the looks that pages give theirs."""
    look = rng.random()
    if text.startswith(("#", "-")) or "\n" in text:
        return text
    if look < 0.12 and "*" not in text:
        return f"*{text}*"
    if look < 0.22 and "*" not in text:
        return f"**{text}**"
    if look < 0.28 and len(text) < 80:
        return f"### {text}"
    if look < 0.40 and len(text) < 60 and "](" not in text:
        return f"[{text}]({rng.choice((host, '#', '/', host + '/more'))})"
    if look < 0.44 and len(text) < 60 and "](" not in text:
        return text.upper()
    return text


def _block(text: str) -> Block:
    level = len(text) - len(text.lstrip("#"))
    kind = "heading" if level else "bullet_list" if text.startswith("- ") else "paragraph"
    return Block(index=0, lines=Span(0, 1), type=kind, text=text, level=level)
