"""How the passages of an article are laid out: folded heads, controls, legends, and choices that would show nothing."""

from collections.abc import Sequence

import pytest

from site_builder.model import Metadata, Role, Voice
from site_builder.pages.page_controls import is_page_control
from tests.unit.pages.theme import Element, article_html, elements
from tests.unit.pages.tidewater import A, Given, P, given

ROLES_IN_HEAD = (Role.BYLINE, Role.DATELINE, Role.TAXONOMY)


def page_of(*blocks: tuple[Role, Voice, str]) -> list[Element]:
    return elements(article_html(an_article(*blocks)))


def an_article(*blocks: tuple[Role, Voice, str]) -> Given:
    return given("t.md", blocks, Metadata(title="Low water"), "Low water")


def with_class(page: Sequence[Element], name: str) -> list[Element]:
    return [element for element in page if name in element.attributes.get("class", "").split()]


@pytest.mark.parametrize("role", ROLES_IN_HEAD)
@pytest.mark.parametrize("opening", [Role.STANDFIRST, Role.MEDIA])
def test_head_lines_below_standfirst_or_picture_are_folded(role: Role, opening: Role) -> None:
    page = page_of((opening, A, "The deck."), (role, P, "A line."), (Role.BODY, A, "The text."))

    folded = next(element for element in page if element.attributes.get("data-role") == role)

    assert folded.above[-1].tag == "details"


def test_head_lines_on_both_sides_of_the_standfirst_are_two_folds_in_source_order() -> None:
    page = page_of(
        (Role.BYLINE, A, "By Ada"),
        (Role.STANDFIRST, A, "The deck."),
        (Role.DATELINE, P, "5 March 2019"),
        (Role.BODY, A, "The text."),
    )

    names = [element.text.strip() for element in page if element.tag == "summary"]
    shown = [element.attributes["data-role"] for element in page if "data-role" in element.attributes]

    assert names[:2] == ["Head of the article, as printed", "More of the head, as printed"]
    assert shown == ["byline", "standfirst", "dateline", "body"]


def test_head_lines_below_the_text_are_small_and_not_folded() -> None:
    page = page_of((Role.BODY, A, "The text."), (Role.BYLINE, A, "By Ada"))

    assert [element.text.strip() for element in with_class(page, "small")] == ["By Ada"]


def test_byline_under_pictures_alone_is_not_taken_for_the_head() -> None:
    page = page_of((Role.MEDIA, A, "A picture."), (Role.BYLINE, A, "By Ada"))

    assert [element.text.strip() for element in with_class(page, "small")] == ["By Ada"]


@pytest.mark.parametrize(
    ("blocks", "sentences"),
    [
        ([(Role.BODY, A, "Text.")], {"no-notices": "There are no notices in this article."}),
        ([(Role.SHARE, P, "Share this.")], {"no-article": "There is nothing here but notices."}),
        ([(Role.BODY, A, "Text."), (Role.SHARE, P, "Share this.")], {}),
    ],
    ids=["only text", "only notices", "both"],
)
def test_a_choice_that_would_show_nothing_says_so_and_leads_back(
    blocks: list[tuple[Role, Voice, str]], sentences: dict[str, str]
) -> None:
    page = page_of(*blocks)

    for name in ("no-notices", "no-article"):
        texts = [element.text for element in with_class(page, name)]
        assert texts == [f"{sentence} Show everything" for key, sentence in sentences.items() if key == name]
    ways = [e for e in page if e.tag == "label" and e.text == "Show everything"]
    assert all(way.attributes["for"] == "lens-all" for way in ways)


def parted(*roles: str) -> list[Element]:
    which = an_article((Role.BODY, A, "Text."), (Role.DISCLAIMER, P, "It says several things."))
    parts = " ".join(f'<span class="part" data-part="{role}">Words.</span>' for role in roles)
    return elements(article_html(which._replace(html=("<p>Text.</p>", f"<p>{parts}</p>"))))


def test_legend_names_what_each_letter_does_each_role_once() -> None:
    page = parted("disclaimer", "copyright", "disclaimer")

    assert [element.text for element in with_class(page, "legend")] == ["a, c disclaimerb reprint permission"]
    assert with_class(page, "parted")


def test_letters_go_on_behind_the_alphabet_as_style_sheets_have_it() -> None:
    page = parted(*["disclaimer"] * 26, "copyright", "copyright")

    assert with_class(page, "legend")[0].text.endswith("aa, ab reprint permission")


@pytest.mark.parametrize("roles", [(), ("support", "support")], ids=["none", "all the same"])
def test_passages_whose_parts_do_one_thing_have_no_legend(roles: tuple[str, ...]) -> None:
    page = parted(*roles)

    assert not with_class(page, "legend")
    assert not with_class(page, "parted")


@pytest.mark.parametrize(
    "text",
    [
        "Play",
        "▶ Play video",
        "0:00 / 3:14",
        "Listen to this article",
        "Play 0:00 / 12:03 1x",
        "Font size A A A",
        "Text size: A | A | A",
        "A+ A-",
        "Bild anzeigen Bild schließen",
        "No compatible source was found for this video.",
        "Escuchar este artículo",
        "حجم الخط",
        "播放",
    ],
)
def test_what_players_and_buttons_say_is_told_from_text(text: str) -> None:
    assert is_page_control(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "The play began at 7:30.",
        "Listen to this article by Ada Holm",
        "A lock with two gates",
        "Share this article",
        "Players",
        "Photo: Ada Holm",
        "play " * 100,
    ],
)
def test_other_texts_are_no_controls(text: str) -> None:
    assert not is_page_control(text)


def test_controls_are_set_apart_in_text_and_in_boilerplate() -> None:
    page = page_of(
        (Role.MEDIA, A, "0:00 / 3:14"), (Role.BODY, A, "Text."), (Role.SHARE, P, "Font size A A A")
    )

    apart = with_class(page, "control")

    assert [element.tag for element in apart] == ["section", "div"]
    assert with_class(page_of((Role.BODY, A, "Play")), "control") == []


def test_articles_words_stay_whole_whatever_is_folded() -> None:
    page = page_of((Role.STANDFIRST, A, "Deck."), (Role.BYLINE, A, "By Ada"), (Role.MEDIA, A, "Play"))

    assert [e.text.split() for e in page if "data-role" in e.attributes] == [
        ["Deck."],
        ["By", "Ada"],
        ["Play"],
    ]
