"""A small invented archive, as values: what the pages room is given by the rooms before it."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from markdown_it import MarkdownIt

from site_builder.facets import FACETS
from site_builder.indexing import build_index
from site_builder.model import (
    Annotation,
    Archive,
    Article,
    Block,
    Card,
    Label,
    Metadata,
    Part,
    Role,
    RoleClass,
    Segment,
    Span,
    Voice,
    Words,
)
from site_builder.roles import CLASS_OF
from site_builder.settings import Settings

SETTINGS = Settings(title="The Tidewater Archive", description="Harbours, tides and the records of both.")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")

A, S, P = Voice.AUTHOR, Voice.SOURCE, Voice.PUBLISHER
NAMES = {
    Role.SHARE: "Reader note",
    Role.SUPPORT: "Support appeal",
    Role.PROMO: "Promotion",
    Role.BIO: "About the author",
    Role.DISCLAIMER: "Disclaimer · reprint permission",
    Role.COPYRIGHT: "Copyright notice",
    Role.CONTACT: "Contact",
}


class Given(NamedTuple):
    """One article with everything its page is made from."""

    article: Article
    card: Card
    html: tuple[str, ...]
    source: bytes


def given(path: str, blocks: Sequence[tuple[Role, Voice, str]], metadata: Metadata, title: str) -> Given:
    """Make an article from its blocks."""
    made: list[Block] = []
    line = 0
    for index, (_, _, text) in enumerate(blocks):
        end = line + text.count("\n") + 1
        kind = "heading" if text.startswith("#") else "paragraph"
        made.append(Block(index=index, lines=Span(line, end), type=kind, text=text))
        line = end + 1
    labels = tuple(Label(role, voice, 0.9, "because") for role, voice, _ in blocks)
    segments = _segments(labels)
    source = "\n\n".join(text for _, _, text in blocks).encode() + b"\n"
    counts = dict.fromkeys(RoleClass, 0)
    for role, _, text in blocks:
        counts[CLASS_OF[role]] += len(text.split())
    own = " ".join(text for role, _, text in blocks if role is Role.BODY)
    article = Article(
        path=path,
        display_path=path,
        sha256=hashlib.sha256(source).hexdigest(),
        metadata=metadata,
        provenance=(),
        blocks=tuple(made),
        labels=labels,
        segments=segments,
        annotations=tuple(_notes(segments, metadata)),
        front_matter=None,
        stated_url=None,
        problems=(),
    )
    card = Card(
        path=path,
        address="articles/" + path.removesuffix(".md") + "/",
        title=title,
        titled=True,
        metadata=metadata,
        words=Words(counts[RoleClass.ARTICLE], counts[RoleClass.BOILERPLATE], counts[RoleClass.DISCLAIMER]),
        excerpt=own[:200],
    )
    return Given(article, card, tuple(_MARKDOWN.render(text) for _, _, text in blocks), source)


def _segments(labels: Sequence[Label]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    for index, label in enumerate(labels):
        last = segments[-1] if segments else None
        if last and (last.role, last.voice) == (label.role, label.voice):
            segments[-1] = msgspec.structs.replace(last, end=index + 1)
        else:
            segments.append(
                Segment(f"s{len(segments)}", label.role, label.voice, index, index + 1, label.rule)
            )
    return tuple(segments)


def _notes(segments: Sequence[Segment], metadata: Metadata) -> list[Annotation]:
    who = {
        A: "The author",
        S: f"{metadata.source}, the source",
        P: f"{metadata.publisher}, the publisher",
        Voice.EDITOR: "The archive's editor",
    }
    return [
        Annotation(
            segment=segment.id,
            label=NAMES[segment.role],
            speaker=who[segment.voice],
            says="Places responsibility with the author."
            if segment.role is Role.DISCLAIMER
            else "Asks readers to do something.",
            common="Same words in 500 articles or more",
        )
        for segment in segments
        if segment.role in NAMES
    ]


_GAUGE = Metadata(
    title="The gauge at Holm stopped counting, and nobody noticed for a year",
    byline=("Skerry Press",),
    date="2020-02-04",
    publisher="Harbour Review",
    source="Skerry Press",
    source_date="2020-02-03",
    source_url="https://skerry.example/gauge",
    regions=("North Sea",),
    themes=("Sea level", "Public data"),
    reports=("Tide gauges",),
    language="en",
)

GAUGE = given(
    "2020/holm-gauge.md",
    [
        (Role.TITLE, A, "## The gauge at Holm stopped counting, and nobody noticed for a year"),
        (Role.BYLINE, P, "By [Skerry Press](https://skerry.example/)"),
        (Role.DATELINE, P, "Harbour Review, February 04, 2020"),
        (Role.DATELINE, P, "[Skerry Press](https://skerry.example/) 3 February 2020"),
        (Role.TAXONOMY, P, "Region: [North Sea](#)"),
        (Role.TAXONOMY, P, "Theme: [Sea level](#), [Public data](#)"),
        (Role.TAXONOMY, P, "In-depth Report: [Tide gauges](#)"),
        (
            Role.STANDFIRST,
            A,
            "*A float jammed in January. The readings went on arriving, every six minutes, perfectly flat. "
            "What the record shows is how little of the record anyone reads.*",
        ),
        (
            Role.BODY,
            A,
            "The harbour office keeps its paper rolls in the same cupboard as the paint. "
            "Until the spring of 2019 they were changed on Mondays, and the pencilled dates on their edges are "
            "the only place where the gauge's year of silence can be read without a computer. "
            "The float had caught on a bolt at half tide. "
            "From then on the instrument reported, faithfully, the height of a bolt.",
        ),
        (
            Role.BODY,
            A,
            "Three agencies took the feed. One averaged it, one plotted it, and one used it to decide when the "
            "lower road should close. None of the three had a rule that said a sea which does not move is "
            "not a sea. The averages were published with four decimals.",
        ),
        (Role.BODY, A, "## What the office wrote"),
        (
            Role.BODY,
            A,
            "When the bolt was found, in a routine repainting, the office wrote to all three. "
            "Two replied within the month. The third replied that the series had passed its "
            "automatic checks, which was true: "
            "each value lay within the range of values seen before.",
        ),
        (
            Role.BODY,
            A,
            "> A series that cannot be wrong cannot be right.\n\n- first the float\n- then the pencil\n\n"
            "| Month | Level |\n|---|---|\n| January | 2.14 m |\n| February | 2.14 m |\n\n```\nread(gauge)\n```",
        ),
        (Role.SEPARATOR, A, "\\*"),
        (
            Role.SHARE,
            S,
            "Note to readers: please pass this article on, print it, or read it aloud at your club. "
            "You may republish it with a link.",
        ),
        (
            Role.SUPPORT,
            S,
            "*If this report was useful to you, help us print the next one.* "
            "Give by [card](https://skerry.example/card) or by [post](https://skerry.example/post).",
        ),
        (Role.SEPARATOR, A, "---"),
        (Role.BYLINE, P, "Articles by: [Skerry Press](https://skerry.example/)"),
        (
            Role.DISCLAIMER,
            P,
            "**Disclaimer:** The views in this article are those of the author. Harbour Review does not answer for "
            "errors of fact or for what readers do with them. Community sites may repost the text if the "
            "source and this notice are kept.",
        ),
        (
            Role.COPYRIGHT,
            P,
            "harbourreview.example holds material whose use has not been cleared with its owners. "
            "It is offered for study under fair dealing. For any other use, ask the owner.",
        ),
    ],
    _GAUGE,
    "The gauge at Holm stopped counting, and nobody noticed for a year",
)

MINA = given(
    "2021/mina.md",
    [
        (Role.PROMO, P, "[Subscribe to the newsletter](https://coast.example/)"),
        (Role.TITLE, A, "# ميناء لا ينام"),
        (Role.BYLINE, A, "بقلم: ليلى البحر"),
        (
            Role.BODY,
            A,
            "يبدأ العمل في الميناء قبل الفجر بساعة، حين يعود الصيادون بقواربهم الصغيرة ويفتح كاتب السجل دفتره الأزرق. "
            "يكتب الكاتب اسم كل قارب وساعة وصوله وحالة البحر، ثم يغلق الدفتر (رقم 12) ويشرب الشاي.",
        ),
        (
            Role.BODY,
            A,
            "في السنة الماضية طلبت المدينة نسخة من السجل، فوجدت أن الصفحات كلها بخط واحد منذ ثلاثين سنة.",
        ),
        (Role.DISCLAIMER, P, "الآراء الواردة في هذا المقال تعبر عن رأي كاتبها."),
    ],
    Metadata(
        title="ميناء لا ينام",
        byline=("ليلى البحر",),
        date="2021-05",
        publisher="Coast Quarterly",
        regions=("Red Sea",),
        themes=("Ports",),
        language="ar",
    ),
    "ميناء لا ينام",
)

_TITLES = (
    "Who owns a high-water mark?",
    "Dredging by the calendar",
    "The ferry that kept its own weather book",
    "A short history of the four-decimal average",
    "The lamp that was painted twice",
    "Nine ways to tie up a pilot boat",
    "What the minutes of the pier committee leave out",
)
_OUTLETS = ("Harbour Review", "Coast Quarterly", "Northbound", "Skerry Press", "The Slipway")
_WRITERS = ("Ines Marr", "T. Osei", "Skerry Press", "Aud Lund")
_REGIONS = ("North Sea", "Baltic", "Norwegian Sea")
_THEMES = ("Sea level", "Public data", "Ports", "Fisheries", "Law", "Method")


def cards(number: int) -> list[Card]:
    """Make cards dated over twenty years, the last ones undated."""
    made = [GAUGE.card, MINA.card]
    for n in range(number):
        year = 2004 + (n * 7 + n // 5) % 21
        undated = n % 41 == 40
        made.append(
            Card(
                path=f"{year}/piece-{n}.md",
                address=f"articles/{year}/piece-{n}/",
                title=_TITLES[n % 7] + (f" Part {n // 7}" if n > 6 else ""),
                titled=True,
                metadata=Metadata(
                    title=_TITLES[n % 7],
                    byline=(_WRITERS[n % 4],) if n % 9 else (),
                    date=None if undated else f"{year}-{n % 12 + 1:02}-{n % 28 + 1:02}",
                    publisher=_OUTLETS[n * n % 5],
                    regions=(_REGIONS[n * n % 3],),
                    themes=(_THEMES[n % 6], _THEMES[(n + 1 + n // 6 % 5) % 6]),
                    language="en",
                ),
                words=Words(600 + n % 300, 40 + n % 90, 30 + n % 170),
                excerpt="The harbour office keeps its paper rolls in the same cupboard as the paint.",
            )
        )
    return made


def archive(number: int = 120) -> Archive:
    """Make the whole archive."""
    return build_index(cards(number), FACETS)


def with_parts(article: Article) -> Article:
    """Give the article with a part of another role inside its disclaimer."""
    labels = tuple(
        msgspec.structs.replace(label, parts=(Part(115, 170, Role.COPYRIGHT, "repost"),))
        if label.role is Role.DISCLAIMER
        else label
        for label in article.labels
    )
    return msgspec.structs.replace(article, labels=labels)
