"""Voices of the notices that came along with pieces of other outlets, in composed articles of invented outlets."""

import random
from collections import Counter

from site_builder.metadata import extract_metadata
from site_builder.model import Role, Source, Verdict, Voice
from site_builder.reading import read
from site_builder.segmenting import assign_voices
from site_builder.settings import Settings

BODY = (
    "The pier was built of oak and rebuilt of stone, and the harbour master kept both bills in one drawer. "
    * 3
)
SOURCES = (
    ("Delta Review", "deltareview.example", "DeltaReview"),
    ("The Lantern", "lantern.example", "thelantern"),
    ("Hafenfunk", "hafenfunk.example", "hafenfunk"),
    ("Le Phare Libre", "lephare.example", "pharelibre"),
    ("Tide News Network", "tnn.example", "tidenews"),
    ("El Faro del Norte", "elfaro.example", "elfaronorte"),
    ("Маяк Медиа", "mayak.example", "mayakmedia"),
    ("Pod Latarnią", "latarnia.example", "latarnia"),
)
PUBLISHERS = (("Harbour Post", "harbourpost.example"), ("The Daily Ferry", "dailyferry.example"))
ORIGINS = (
    "This article was first published by [{s}](https://{h}/2021/low-water).",
    "Source: {s}",
    "Quelle: [{s}](https://{h}/artikel/1)",
    "Republished from {s} with permission.",
    "Originally published at [{s}](https://{h}/p/low-water)",
    "The original source of this article is [{s}](https://{h}/1)",
)
OF_SOURCE = (
    (Role.SUPPORT, "Support {s}: IBAN DE00 1234 5678 9012"),
    (Role.SUPPORT, "{s} lives from the gifts of its readers. Please give what you can."),
    (Role.SUPPORT, "Help the authors at https://www.patreon.com/{a}"),
    (Role.SUPPORT, "Donate here: [give now](https://{h}/donate)"),
    (Role.SUPPORT, "{s} ist auf Spenden angewiesen. PayPal: geld@{h}"),
    (Role.SUPPORT, "Soutenez {s} : un don, même petit, nous aide."),
    (Role.SUPPORT, "We have no owner and take no advertising.\n\nPlease support {s} with a monthly gift."),
    (Role.SUPPORT, "[Become a member](https://{h}/members)"),
    (Role.COPYRIGHT, "© {s}, 2021"),
    (Role.COPYRIGHT, "Texts of {s} are free to copy with a link."),
    (Role.CONTACT, "Corrections: desk@{h}"),
    (Role.DISCLAIMER, "{s} receives a grant from the Canal Foundation."),
    (Role.PROMO, "Follow {s} on Twitter: [@{a}](https://twitter.com/{a})"),
    (Role.PROMO, "Subscribe to the newsletter of {s}."),
    (Role.PROMO, "Read the next part at [{h}](https://{h}/2)"),
)
OF_PUBLISHER = (
    (Role.SUPPORT, "Please donate to {p} and keep us going."),
    (Role.SUPPORT, "Donate"),
    (Role.DISCLAIMER, "The views are the author's and not necessarily those of {p}."),
    (Role.COPYRIGHT, "© {p} 2022"),
    (Role.PROMO, "Follow us on Facebook"),
    (Role.PROMO, "[Five ports that fight the sea](https://{ph}/2)"),
    (Role.CONTACT, "Spotted a mistake? Tell us."),
    (Role.BIO, "Ada Holm is a writer in the north who keeps boats and bees."),
    (Role.PROMO, "We publish new pieces every Friday."),
)


def composed(rng: random.Random) -> list[tuple[Role, str, Voice]]:
    """Return the blocks of an article that one outlet carries and another wrote, with role and voice."""
    source, host, account = rng.choice(SOURCES)
    publisher, home = rng.choice(PUBLISHERS)
    origin = [(Role.DATELINE, rng.choice(ORIGINS), Voice.PUBLISHER)]
    along = [(role, text, Voice.SOURCE) for role, text in rng.sample(OF_SOURCE, 3)]
    carried = [(role, text, Voice.PUBLISHER) for role, text in rng.sample(OF_PUBLISHER, 4)]
    parts = [along, origin] if rng.random() < 0.5 else [origin, along]
    blocks = [
        (Role.TITLE, "# Low Water", Voice.AUTHOR),
        (Role.BYLINE, "By Ada Holm", Voice.AUTHOR),
        (Role.DATELINE, "{p}, May 4, 2020", Voice.PUBLISHER),
        *[(Role.BODY, BODY, Voice.AUTHOR)] * 3,
        *parts[0],
        *parts[1],
        *carried,
    ]
    names = {"s": source, "h": host, "a": account, "p": publisher, "ph": home}
    return [
        (role, piece, voice) for role, text, voice in blocks for piece in text.format(**names).split("\n\n")
    ]


def test_notices_that_came_along_speak_for_the_source_and_others_for_the_publisher() -> None:
    rng = random.Random(7)
    pairs: Counter[tuple[Voice, Voice]] = Counter()
    for _ in range(60):
        blocks = composed(rng)
        text = "\n\n".join(words for _, words, _ in blocks)
        reading = read(Source("a.md", "a.md", text.encode()), Settings())
        roles = [role for role, _, _ in blocks]
        metadata = extract_metadata(reading, roles, Settings()).metadata
        labels = assign_voices(reading, [Verdict(role, 1.0, "") for role in roles], metadata, {})
        pairs.update((voice, label.voice) for (_, _, voice), label in zip(blocks, labels, strict=True))

    right = pairs[Voice.SOURCE, Voice.SOURCE]
    known = sum(times for (voice, _), times in pairs.items() if voice is Voice.SOURCE)
    told = sum(times for (_, voice), times in pairs.items() if voice is Voice.SOURCE)
    assert known >= 150
    assert right / told >= 0.95
    assert right / known >= 0.9
