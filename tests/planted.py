"""An archive with planted changes of wording: what outlets say below articles in fifteen years."""

import random
from datetime import date, timedelta
from typing import NamedTuple

FIRST_DAY = date(2005, 1, 3)
DAYS = 15 * 365

_PLACES = [
    "Holm",
    "Skarvik",
    "Lindmouth",
    "Fiskness",
    "Orrey",
    "Tarn",
    "Sandhaven",
    "Brael",
    "Culver",
    "Wick",
    "Dunmere",
    "Aldsey",
    "Rook",
    "Pellow",
]
_KINDS = ["Review", "Courier", "Quarterly", "Gazette", "Observer", "Dispatch", "Letter", "Record"]
_NAMES = [
    "Ada Holm",
    "Bram Oster",
    "Cleo Varga",
    "Dirk Nyland",
    "Enid Marsh",
    "Finn Tolland",
    "Greta Sund",
    "Hal Orme",
]
_AUTHORS = [
    "Ines Marr",
    "Tomas Osei",
    "Aud Lund",
    "Reidar Nes",
    "Pia Lindqvist",
    "Kari Moen",
    "Davy Orme",
    "Stina Berg",
]
_WORDS = [
    "harbour",
    "tide",
    "ledger",
    "ferry",
    "lamp",
    "buoy",
    "pilot",
    "quay",
    "sluice",
    "weather",
    "herring",
    "crane",
    "winter",
    "morning",
    "record",
    "keeper",
    "clerk",
    "office",
    "channel",
    "sand",
    "stone",
    "bell",
    "signal",
    "timetable",
    "crossing",
    "island",
    "warden",
    "survey",
    "chart",
    "depth",
    "rope",
]


class Notice(NamedTuple):
    """A template of a notice, with the values of its slots that it begins with."""

    text: str
    values: dict


class Change(NamedTuple):
    """A planted change of wording."""

    outlet: str
    day: str
    """Of the first article with the new words."""
    kind: str


def _support(outlet, rng):
    return Notice(
        "{outlet} is paid for by its readers. If you can spare {amount} crowns a month, please donate to "
        "{outlet} by bank transfer or by card. {extra}Write to {person} if you have questions about your donation.",
        {"amount": rng.randrange(3, 40), "person": rng.choice(_NAMES), "extra": ""},
    )


def _disclaimer(outlet, rng):
    return Notice(
        "**Disclaimer:** The views expressed in this article are those of the author and do not necessarily "
        "reflect those of {outlet}. {outlet} accepts no liability for errors of fact. {extra}"
        "These terms have been in force since {day}.",
        {"day": "1 March 2004", "extra": ""},
    )


def _copyright(outlet, rng):
    return Notice(
        "© {year} {outlet}. All rights reserved. {extra}For permission to reprint this article "
        "write to {person}, rights desk, {outlet}.",
        {"person": rng.choice(_NAMES), "extra": ""},
    )


_EXTRAS = (
    "We also take Bitcoin. ",
    "Community websites may repost this article in full. ",
    "Nothing here is advice to sailors. ",
    "No part may be sold without our consent. ",
    "Gifts are printed in the December number. ",
)


def _change(notice, day, rng):
    """Change one slot of a notice; return what kind of change it is."""
    slot = rng.choice(list(notice.values))
    before = notice.values[slot]
    while notice.values[slot] == before:
        notice.values[slot] = {
            "amount": lambda: rng.randrange(3, 40),
            "person": lambda: rng.choice(_NAMES),
            "extra": lambda: rng.choice(("", *_EXTRAS)),
            "day": lambda: f"{day.day} {day:%B} {day.year}",
        }[slot]()
    return {"amount": "amount", "person": "name", "extra": "sentence", "day": "date"}[slot]


def _sentence(rng):
    words = [rng.choice(_WORDS) for _ in range(rng.randrange(9, 18))]
    return f"The {' '.join(words)}.".capitalize()


def _article(outlet, day, author, notices, number, rng):
    body = "\n\n".join(" ".join(_sentence(rng) for _ in range(5)) for _ in range(3))
    title = " ".join(rng.choice(_WORDS) for _ in range(5)).capitalize()
    furniture = [notice.text.format(outlet=outlet, year=day.year, **notice.values) for notice in notices]
    furniture.append(f"Copyright © {author}, {outlet}, {day.year}")
    furniture.append(
        f"This article was printed on {day:%B} {day.day}, {day.year} and has been read {number * 7 + 13} times. "
        "Share this article with a friend."
    )
    return "\n\n".join(
        (f"## {title}", f"By [{author}](#)", f"{outlet}, {day:%B} {day.day:02}, {day.year}", body, *furniture)
    )


def planted(*, outlets=50, unchanging=20, changes=200, articles=40, seed=11):
    """Return the sources by path and the changes that were planted."""
    rng = random.Random(seed)
    names = [f"{place} {kind}" for kind in _KINDS for place in _PLACES][:outlets]
    sources, planted_changes = {}, []
    changing = outlets - unchanging
    per_outlet = [changes // changing + (number < changes % changing) for number in range(changing)]
    per_outlet += [0] * unchanging
    for outlet, count in zip(names, per_outlet, strict=True):
        days = sorted(rng.sample(range(DAYS), articles))
        notices = [make(outlet, rng) for make in (_support, _disclaimer, _copyright)]
        # Each wording stands in two articles at least.
        starts = rng.sample(range(2, articles - 1, 2), min(count, (articles - 3) // 2))
        authors = rng.sample(_AUTHORS, 4)
        for number, offset in enumerate(days):
            day = FIRST_DAY + timedelta(days=offset)
            if number in starts:
                kind = _change(rng.choice(notices), day, rng)
                planted_changes.append(Change(outlet, day.isoformat(), kind))
            slug = outlet.lower().replace(" ", "-")
            sources[f"{slug}/{number:03}.md"] = _article(
                outlet, day, rng.choice(authors), notices, number, rng
            )
    return sources, planted_changes
