"""Every count leads to exactly as many articles, and every list leads on."""

import re
from urllib.parse import parse_qs, urlsplit

import html5lib
import msgspec
import pytest

from site_builder.facets import FACETS
from site_builder.indexing import build_index
from site_builder.model import Archive, Card
from site_builder.pages import menu, plan_page
from site_builder.pages.added import lately_added
from site_builder.pages.intersection import ENOUGH, Intersections
from site_builder.pages.items import LINE, first_line
from site_builder.pages.plan import plan_site
from site_builder.pages.shelf_page import ShelfView
from tests.unit.pages.theme import list_pages, renderer
from tests.unit.pages.tidewater import SETTINGS, archive, cards

LARGE = archive(600)


def with_metadata(card: Card, **changes: object) -> Card:
    return msgspec.structs.replace(card, metadata=msgspec.structs.replace(card.metadata, **changes))


def listed(pages: dict, path: str) -> list[str]:
    """Return the articles of a list, over all its pages."""
    folder = path.rpartition("/")[0]
    views = [
        page.view
        for name, page in pages.items()
        if name.rpartition("/")[0] == folder and name.endswith(".html") and isinstance(page.view, ShelfView)
    ]
    return [item.href for view in views for group in view.groups for item in group.items]


def shown(pages: dict, href: str) -> list[str]:
    """Return the articles that a link leads to, as the script of lists filters them."""
    parts = urlsplit(href)
    found = set(listed(pages, parts.path))
    folder = parts.path.rpartition("/")[0]
    items = [
        item
        for name, page in pages.items()
        if name.rpartition("/")[0] == folder and isinstance(page.view, ShelfView)
        for group in page.view.groups
        for item in group.items
    ]
    for name, (value,) in parse_qs(parts.query).items():
        length = {"year": 4, "month": 7}.get(name)
        found &= {
            item.href
            for item in items
            if (
                (item.date[:length] or "undated") == value
                if length
                else f"{name}/{value}" in item.filters.split()
            )
        }
    return sorted(found)


def counts(pages: dict) -> list[tuple[str, str, int]]:
    """List every number of every page that leads somewhere: page, address, number."""
    numbers = []
    for path, page in pages.items():
        for tally in getattr(page.view, "tallies", ()):
            numbers += [(path, count.href, int(count.count.replace(",", ""))) for count in tally.counts]
        drawn = getattr(page.view, "histogram", None)
        for column in drawn.columns if drawn else ():
            if column.href:
                numbers.append((path, column.href, int(column.count.replace(",", ""))))
        summary = getattr(page.view, "summary", None)
        undated = getattr(summary, "undated", None)
        if undated:
            numbers.append((path, undated.href, int(undated.name.split()[0].replace(",", ""))))
        for group in getattr(page.view, "groups", ()):
            for entry in getattr(group, "entries", ()):
                numbers.append((path, entry.count.href, int(entry.count.count.replace(",", ""))))
    return numbers


def test_every_number_leads_to_exactly_as_many_articles() -> None:
    pages = list_pages(LARGE)
    numbers = counts(pages)

    assert len(numbers) > 300
    assert any("/themes/" in href and href.startswith("regions/") for _, href, _ in numbers)
    assert any("?theme=" in href for _, href, _ in numbers)
    assert any("?year=" in href for _, href, _ in numbers)
    assert any("?month=" in href for _, href, _ in numbers)
    for path, href, number in numbers:
        assert len(shown(pages, href)) == number, (path, href)


def test_a_pair_of_labels_has_a_page_where_enough_articles_have_both() -> None:
    pages = list_pages(LARGE)

    pairs = {path.rpartition("/")[0] for path in pages if path.count("/") == 4 and "articles" not in path}

    assert pairs
    for folder in pairs:
        one, other = folder.split("/")[:2], folder.split("/")[2:]
        number = len(listed(pages, f"{folder}/index.html"))
        assert number >= ENOUGH
        wholes = [len(listed(pages, "/".join(label) + "/index.html")) for label in (one, other)]
        assert number < max(wholes)


def test_a_pair_has_one_address_whichever_label_leads_there() -> None:
    intersections = Intersections(LARGE, SETTINGS)
    facets = intersections.facets
    region = next(shelf for shelf in LARGE.shelves["regions"] if shelf.term.slug == "north-sea")
    theme = LARGE.shelves["themes"][0]

    there = intersections.href(region, facets["themes"], theme.term.slug, ENOUGH)
    back = intersections.href(theme, facets["regions"], region.term.slug, ENOUGH)

    assert there == back == f"regions/north-sea/themes/{theme.term.slug}/index.html"


def test_a_label_that_all_articles_have_leads_to_the_pages_of_other_labels() -> None:
    made = [with_metadata(card, publisher="Tidewater") for card in cards(300)]
    whole = build_index(made, FACETS)
    pages = list_pages(whole)

    hrefs = [href for path, href, _ in counts(pages) if path == "publishers/tidewater/index.html"]

    assert [href for href in hrefs if re.fullmatch(r"themes/[^/]+/index\.html", href)]
    assert not [path for path in pages if "tidewater/" in path and path.count("/") == 4]
    for path, href, number in counts(pages):
        assert len(shown(pages, href)) == number, (path, href)
    nav = menu((key for key, shelves in whole.shelves.items() if shelves), SETTINGS)
    for path in (
        "publishers/tidewater/themes/sea-level/index.html",
        "themes/sea-level/publishers/tidewater/index.html",
    ):
        assert plan_page(path, whole, SETTINGS, nav=nav) is None


def test_a_list_is_made_again_when_its_label_is_no_longer_that_of_all_articles() -> None:
    made = [with_metadata(card, publisher="Tidewater") for card in cards(60)]
    foreign = msgspec.structs.replace(with_metadata(made[0], publisher="Quarry"), address="articles/foreign/")

    before, after = (
        next(
            group
            for group in plan_site(build_index(all_cards, FACETS), SETTINGS, nav=()).groups
            if group.folder == "publishers/tidewater"
        )
        for all_cards in (made, [*made, foreign])
    )

    assert list(before.cards) == list(after.cards)
    assert before.digest != after.digest
    first = next(iter(before.pages())), next(iter(after.pages()))
    assert first[0].digest != first[1].digest


def test_a_single_page_of_a_pair_is_found_by_its_path() -> None:
    pages = list_pages(LARGE)
    nav = menu((key for key, shelves in LARGE.shelves.items() if shelves), SETTINGS)
    path = next(path for path in pages if re.match(r"regions/[^/]+/themes/[^/]+/index\.html", path))

    page = plan_page(path, LARGE, SETTINGS, nav=nav)

    assert page == pages[path]
    assert plan_page(path.replace("regions", "themes", 1), LARGE, SETTINGS, nav=nav) is None
    assert plan_page("regions/none/themes/none/index.html", LARGE, SETTINGS, nav=nav) is None


def test_a_page_of_a_pair_is_valid_and_leads_to_both_labels() -> None:
    pages = list_pages(LARGE)
    path = next(path for path in pages if re.match(r"regions/[^/]+/themes/[^/]+/index\.html", path))

    html = renderer().render(pages[path]).decode()

    html5lib.HTMLParser(strict=True).parse(html)
    region, theme = path.split("/")[1], path.split("/")[3]
    assert f'href="../../../../regions/{region}/index.html"' in html
    assert f'href="../../../../themes/{theme}/index.html"' in html


def test_pages_of_a_list_say_which_years_they_lead_to() -> None:
    settings = msgspec.structs.replace(SETTINGS, page_size=20)
    pages = list_pages(archive(120), settings)
    middle = renderer().render(pages["articles/page-3.html"]).decode()

    assert re.search(r"Newer: Page 4, \d{4} to \d{4}<", middle)
    assert re.search(r"Older: Page 2, \d{4} to \d{4}<", middle)
    assert "First: Newest<" in middle
    assert re.search(r"Last: Page 1, \d{4}", middle)


def test_items_show_first_words_outlet_and_minutes() -> None:
    made = [msgspec.structs.replace(cards(1)[0], excerpt="The gauge at Holm stopped in January.")]
    page = renderer().render(list_pages(build_index(made, FACETS))["articles/index.html"]).decode()

    assert '<p class="line">The gauge at Holm stopped in January.</p>' in page
    assert "min</span>" in page


@pytest.mark.parametrize(
    ("excerpt", "line"),
    [
        ("Short.", "Short."),
        ("word " * 40, "word " * 27 + "word …"),
        ("x" * 200, "x" * LINE + " …"),
        ("", ""),
    ],
)
def test_a_line_is_cut_between_words(excerpt: str, line: str) -> None:
    assert first_line(excerpt) == line


def test_an_article_without_a_date_says_so() -> None:
    made = [with_metadata(cards(1)[0], date=None)]

    page = renderer().render(list_pages(build_index(made, FACETS))["articles/index.html"]).decode()

    assert "<span>undated</span>" in page


def test_home_shows_what_was_added_last_by_day() -> None:
    made = cards(30)
    added = [with_metadata(made[3], saved="2024-05-01"), with_metadata(made[7], saved="2024-06-02")]
    whole = build_index([*(card for card in made if card not in (made[3], made[7])), *added], FACETS)

    pages = list_pages(whole)
    home = renderer().render(pages["index.html"]).decode()
    feed = renderer().render(pages["added.xml"]).decode()

    assert home.index("Added 2 June 2024") < home.index("Added 1 May 2024")
    assert 'href="added.xml"' in home
    assert re.findall(r"<updated>(.{10})", feed) == ["2024-06-02", "2024-06-02", "2024-05-01"]


def test_without_a_day_of_saving_nothing_is_said_of_what_was_added() -> None:
    pages = list_pages(archive(30))

    assert "added.xml" not in pages
    assert "Added" not in renderer().render(pages["index.html"]).decode()


def test_what_was_added_on_one_day_keeps_the_order_of_lists() -> None:
    made = [with_metadata(card, saved="2024-05-01") for card in archive(20).cards]

    assert lately_added(made, 6) == made[:6]


def people(*names: str) -> Archive:
    made = cards(len(names))[: len(names)]
    return build_index(
        [with_metadata(card, byline=(name,)) for card, name in zip(made, names, strict=True)], FACETS
    )


def test_a_long_index_of_authors_goes_by_family_name() -> None:
    names = [f"Ada {letter}olm" for letter in "BCDFGHJKLMNPRSTVWZ"] + [
        "Jan van der Berg",
        "Åsa Öberg",
        "Tam Ruske, Jr.",
        "Zoë Adeyemi",
        "李伟",
        "Иван Петров",
        "Skerry Press",
        "3 Sisters",
    ]
    page = list_pages(people(*names))["authors/index.html"]
    groups = {group.letter: [entry.count.name for entry in group.entries] for group in page.view.groups}

    assert list(groups) == sorted(groups, key=lambda letter: (letter == "#", letter))
    assert groups["B"] == ["Jan van der Berg", "Ada Bolm"]
    assert groups["O"] == ["Åsa Öberg"]
    assert groups["A"] == ["Zoë Adeyemi"]
    assert "Tam Ruske" in " ".join(groups["R"])
    assert "Иван Петров" in groups["P"]
    assert "李伟" in groups["L"]
    assert "Skerry Press" in groups["S"]
    html = renderer().render(page).decode()
    html5lib.HTMLParser(strict=True).parse(html)
    assert '<a href="#l-b">B</a>' in html
    assert 'id="l-b"' in html


def test_a_short_index_begins_with_the_label_of_most_articles() -> None:
    page = list_pages(archive(120))["regions/index.html"]

    (group,) = page.view.groups
    numbers = [int(entry.count.count) for entry in group.entries]
    assert numbers == sorted(numbers, reverse=True)
