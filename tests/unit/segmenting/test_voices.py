"""Every block has the voice of whose sentence it is."""

import pytest

from site_builder.model import Metadata, Recurrence, Role, Verdict
from site_builder.segmenting import assign_voices
from tests.unit.segmenting.readings import reading_of

TAKEN = Metadata(source="Harbour Post", publisher="Tide Gazette")
BODY = "The harbour board met on Tuesday and agreed to raise the fee for small boats by a tenth."


def voices(*passages: tuple[str, str], metadata: Metadata = TAKEN, outlets: int = 0) -> list[str]:
    """Give the voices of passages with these roles; with `outlets`, the last recurs at so many."""
    reading = reading_of("\n\n".join(text for _, text in passages))
    verdicts = [Verdict(Role(role), 1.0, "") for role, _ in passages]
    recurrences = {reading.fingerprints[-1]: Recurrence(50, outlets)} if outlets else {}
    return [label.voice.value for label in assign_voices(reading, verdicts, metadata, recurrences)]


def voice(role: str, text: str, *, metadata: Metadata = TAKEN, outlets: int = 0) -> str:
    """Give the voice of a passage below the text."""
    return voices(("body", BODY), (role, text), metadata=metadata, outlets=outlets)[-1]


def test_title_deck_byline_and_text_are_the_author_s() -> None:
    assert voices(
        ("title", "# Fees rise"),
        ("standfirst", "A tenth more for small boats, and nothing for large ones."),
        ("byline", "By Ada Holm"),
        ("dateline", "4 February 2020"),
        ("taxonomy", "Harbours"),
        ("media", "![A boat](boat.jpg)"),
        ("body", BODY),
    ) == ["author", "author", "author", "publisher", "publisher", "author", "author"]


@pytest.mark.parametrize(
    ("role", "text", "speaker"),
    [
        ("support", "Support Harbour Post with a small gift.", "source"),
        ("support", "Support Tide Gazette with a small gift.", "publisher"),
        ("support", "Support us: [give](https://harbourpost.example/give)", "source"),
        ("copyright", "Harbour Post texts are free to copy with a link.", "source"),
        ("disclaimer", "The views are the author's and not Tide Gazette's.", "publisher"),
        (
            "disclaimer",
            "These views, first held in Harbour Post, are not those of Tide Gazette.",
            "publisher",
        ),
        ("copyright", "All rights reserved.", "publisher"),
        ("share", "Share this piece of Harbour Post.", "publisher"),
        ("bio", "Ana Ruiz has edited the back pages of Harbour Post for nine years.", "source"),
        ("bio", "Articles by: [Harbour Post](#)", "publisher"),
    ],
)
def test_who_is_named_in_a_notice_speaks_in_it(role: str, text: str, speaker: str) -> None:
    assert voice(role, text) == speaker


def test_without_a_source_notices_are_the_publisher_s() -> None:
    assert voice("support", "Support Harbour Post.", metadata=Metadata()) == "publisher"
    assert voice("support", "Support us.", metadata=Metadata(), outlets=5) == "publisher"


def test_what_recurs_at_several_publishers_came_along_with_a_piece() -> None:
    assert voice("support", "Give what you can today, by card or at the counter.", outlets=5) == "source"
    assert voice("support", "Give what you can today, by card or at the counter.", outlets=1) == "publisher"


def test_appeals_beside_one_of_the_source_are_the_source_s() -> None:
    appeals = [("support", "Support Harbour Post."), ("support", "IBAN: XX00 0000"), ("promo", "Join us.")]

    assert voices(("body", BODY), *appeals)[1:] == ["source", "source", "publisher"]


@pytest.mark.parametrize(
    "text",
    [
        "Editor's note: this piece was cut for length.",
        "*Correction:* the clerk is called Holm.",
        "**Anmerkung der Redaktion:** Dieser Text ist gekürzt.",
        "Note de la rédaction : ce texte a été abrégé.",
    ],
)
def test_notes_of_the_desk_are_the_publisher_s_wherever_they_stand(text: str) -> None:
    assert voice("body", text) == voice("standfirst", text) == "publisher"


def test_an_introduction_by_the_desk_is_the_publisher_s_as_a_whole() -> None:
    introduction = [
        ("standfirst", "Ada Holm wrote the following article for us last winter."),
        ("standfirst", "Since then the board has met twice, and raised the fee both times."),
    ]

    assert voices(*introduction, ("body", BODY)) == ["publisher", "publisher", "author"]
    assert voices(introduction[1], ("body", BODY)) == ["author", "author"]


@pytest.mark.parametrize(
    ("role", "text", "speaker"),
    [
        ("support", "I live from your gifts: ko-fi.example/ada", "author"),
        ("bio", "I'm a harbour pilot, and have kept this column since 2004.", "author"),
        ("support", "We live from your gifts, and I thank you for them.", "publisher"),
        ("bio", 'Ada Holm is known for her book "I am the harbour", of which a film was made.', "publisher"),
        ("bio", "Ada Holm has written on World War I and on harbours for many years now.", "publisher"),
        ("support", "Ich lebe von Spenden: ko-fi.example/ada", "author"),
    ],
)
def test_an_author_who_speaks_of_one_speaks_for_himself(role: str, text: str, speaker: str) -> None:
    assert voice(role, text) == speaker


def test_pictures_below_the_text_are_the_publisher_s_and_videos_the_author_s() -> None:
    assert voice("media", "Featured image: A. Holm") == "publisher"
    assert voice("media", "<https://www.youtube.com/watch?v=x>") == "author"
    assert voices(("media", "![A boat](boat.jpg)"), ("body", BODY))[0] == "author"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("© 2019 The Associated Press. All rights reserved.", "source"),
        ("Distributed by Harbour Features", "source"),
        ("© 2019 Holm Media. The Associated Press contributed to this report.", "publisher"),
        ("© 2019 Holm Media. All rights reserved.", "publisher"),
    ],
)
def test_rights_of_an_agency_are_the_source_s(text: str, speaker: str) -> None:
    assert voice("copyright", text, metadata=Metadata()) == speaker


def test_an_agency_that_publishes_its_own_piece_is_the_publisher() -> None:
    metadata = Metadata(publisher="Reuters")

    assert voice("copyright", "© 2019 Reuters. All rights reserved.", metadata=metadata) == "publisher"


def test_lines_of_whoever_saved_the_page_are_the_editor_s() -> None:
    assert voices(("dateline", "Source: https://harbour.example/fees"), ("body", BODY))[0] == "editor"
    assert voices(("dateline", "Saved from harbour.example, 4 May 2020"), ("body", BODY))[0] == "editor"
    assert voices(("dateline", "Source: Harbour Post"), ("body", BODY))[0] == "publisher"
    assert voice("dateline", "Source: https://harbour.example/fees") == "publisher"


def test_voices_of_an_empty_article_are_none() -> None:
    assert assign_voices(reading_of(""), (), Metadata(), {}) == ()
