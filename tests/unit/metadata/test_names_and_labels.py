"""Names, places, sections and labels are told apart, however a converter wrote them."""

import time

import pytest

from site_builder.metadata import extract_metadata
from site_builder.model import Metadata, Role, Source
from site_builder.reading import read
from site_builder.settings import Settings

T, B, D, X, Y = Role.TITLE, Role.BYLINE, Role.DATELINE, Role.TAXONOMY, Role.BODY
TITLE = (T, "# The lock keeper's ledger")
BODY = (
    Y,
    "The lock keeper wrote down every barge that went through the gate and the height of the water. " * 3,
)


def meta(*blocks: tuple[Role, str]) -> Metadata:
    text = "\n\n".join(words for _, words in blocks)
    reading = read(Source("a.md", "a.md", text.encode()), Settings())
    assert len(reading.blocks) == len(blocks), reading.blocks
    return extract_metadata(reading, [role for role, _ in blocks], Settings()).metadata


@pytest.mark.parametrize(
    "line",
    [
        "New York, March 14, 2019",
        "Los Angeles, Calif., March 14, 2019",
        "Tel Aviv, Israel, 14 March 2019",
        "SAN MARINO, March 14, 2019",
        "Port Merrow | March 14, 2019",
        "Merrow Springs, Ore., March 14, 2019",
        "Upper Holm\nMarch 14, 2019",
        "Published Time: 2019-03-14T08:00:00Z",
        "Date Posted: March 14, 2019",
        "Page B7, March 14, 2019",
        "Morning Edition, March 14, 2019",
        "Op Ed, March 14, 2019",
        "World Politics | March 14, 2019",
        "Meinung & Debatte, 14. März 2019",
    ],
)
def test_a_place_a_section_or_a_label_before_a_date_is_nobody(line: str) -> None:
    found = meta(TITLE, (D, line), BODY)

    assert (found.byline, found.publisher, found.source, found.date) == ((), None, None, "2019-03-14")


@pytest.mark.parametrize("name", ["Upper Holm", "Climate Change", "North Korea", "Editorial Message"])
def test_a_place_or_a_section_above_a_date_is_nobody(name: str) -> None:
    assert meta(TITLE, (B, name), (D, "March 14, 2019"), BODY).byline == ()


@pytest.mark.parametrize(
    "name",
    ["April Marsh", "Jane Austin", "Jack London", "Jude Law", "Jimmy Page", "Paris Hilton", "Kanye West"],
)
def test_a_person_who_is_called_like_a_place_or_a_section_stays_one(name: str) -> None:
    assert meta(TITLE, (D, f"{name}, March 14, 2019"), BODY).byline == (name,)
    assert meta(TITLE, (B, name), (D, "March 14, 2019"), BODY).byline == (name,)
    assert meta(TITLE, (B, f"By {name}"), (D, "March 14, 2019"), BODY).byline == (name,)


def test_a_place_below_the_publisher_is_no_source() -> None:
    found = meta(
        TITLE,
        (B, "By Tam Ruske"),
        (D, "The Quarry Gazette, March 14, 2019"),
        (D, "New York, N.Y., March 12, 2019"),
        BODY,
    )

    assert (found.byline, found.publisher, found.source) == (("Tam Ruske",), "The Quarry Gazette", None)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Odile\nFarrant", ("Odile Farrant",)),
        ("By Odile Farrant and Tam\nRuske", ("Odile Farrant", "Tam Ruske")),
        ("By Odile Farrant, Tam Ruske, Ines Marr, Jan Keller, Ada Merrow and Eve\nPellow", None),
        ("By Odile Farrant\\\nTam Ruske", ("Odile Farrant", "Tam Ruske")),
        ("By Odile Farrant  \nTam Ruske", ("Odile Farrant", "Tam Ruske")),
        ("By Odile Farrant<br>Tam Ruske", ("Odile Farrant", "Tam Ruske")),
        ("By Odile Farrant\nTam Ruske", ("Odile Farrant", "Tam Ruske")),
        ("By Farrant, Odile; Ruske, Tam", ("Odile Farrant", "Tam Ruske")),
        ("By García Marr, Inés; Ruske, Tam", ("Inés García Marr", "Tam Ruske")),
        ("By Odile Farrant, Jr.", ("Odile Farrant, Jr.",)),
    ],
)
def test_names_are_whole_however_their_lines_end(line: str, names: tuple[str, ...] | None) -> None:
    found = meta(TITLE, (B, line), (D, "The Quarry Gazette, March 14, 2019"), BODY).byline

    assert found == names if names else found[-1] == "Eve Pellow"


@pytest.mark.parametrize("end", ["\\\n", "<br>", "<br/>", "  \n"])
def test_every_hard_break_of_the_head_ends_a_line(end: str) -> None:
    head = end.join(
        ("By Odile Farrant", "The Quarry Gazette, March 14, 2019", "Region: Upper Vale", "Theme: Food")
    )

    found = meta(TITLE, (D, head), BODY)

    assert (found.byline, found.publisher, found.date) == (
        ("Odile Farrant",),
        "The Quarry Gazette",
        "2019-03-14",
    )
    assert (found.regions, found.themes) == (("Upper Vale",), ("Food",))


@pytest.mark.parametrize("end", ["\\\n", "<br />", "  \n"])
def test_a_paper_in_the_line_above_a_date_is_the_publisher(end: str) -> None:
    found = meta(TITLE, (D, f"The Quarry Gazette{end}March 14, 2019"), BODY)

    assert (found.publisher, found.byline, found.date) == ("The Quarry Gazette", (), "2019-03-14")


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("U.S., U.K., Washington D.C.", ("U.S.", "U.K.", "Washington D.C.")),
        (".NET, A.I., Yahoo!", (".NET", "A.I.", "Yahoo!")),
        ("Locks, rivers.", ("Locks", "rivers")),
        ("水门、河流；食物", ("水门", "河流", "食物")),
        ("水门，河流", ("水门", "河流")),
        ("الماء، السفن؛ الطعام", ("الماء", "السفن", "الطعام")),
        ("Boats, small; Boats, large", ("Boats, small", "Boats, large")),
        ("C, C++, C#", ("C", "C++", "C#")),
        ("~50, C~", ("~50", "C~")),
        ("Food, Upper\nVale rivers, Drink", ("Food", "Upper Vale rivers", "Drink")),
    ],
)
def test_labels_are_read_as_they_are_written(line: str, labels: tuple[str, ...]) -> None:
    assert meta(TITLE, (X, f"Theme: {line}"), BODY).themes == labels


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Some ~50 boats", "Some ~50 boats"),
        ("About ~50 to ~60 boats", "About ~50 to ~60 boats"),
        ("The `~/boats*` list", "The ~/boats* list"),
        ("3 * 4 * 5 boats", "3 * 4 * 5 boats"),
        ("Boats* of the lock", "Boats* of the lock"),
        ("\\> 5 boats", "> 5 boats"),
        ("> 5 boats", "> 5 boats"),
        ("Plain ~~struck~~ words", "Plain struck words"),
        ("The **ledger** of _one_ lock", "The ledger of one lock"),
        ("The ledger<br>of the lock", "The ledger of the lock"),
        ("H<sub>2</sub>O in the lock", "H2O in the lock"),
        ("2*3*4", "234"),
        ("The **l**edger", "The ledger"),
        ('The ledger[¶](#the-ledger "Permanent link")', "The ledger"),
        ("The ledger [🔗](#the-ledger)", "The ledger"),
        ("The ledger [link](#the-ledger)", "The ledger"),
        ("The ledger[[edit](/e)]", "The ledger"),
        ("[#](#the-ledger) The ledger", "The ledger"),
        ("The ledger of the [link](https://quarry.example/link)", "The ledger of the link"),
    ],
)
def test_a_title_is_what_markdown_shows(heading: str, title: str) -> None:
    assert meta((T, f"# {heading}"), BODY).title == title


@pytest.mark.parametrize("unit", ["*a ", "~~a ", "`a", "<br>", "[#](#a)", "a\\\n", "By Odile\nFarrant, "])
def test_reading_takes_time_in_proportion_to_the_marks(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    reading = read(Source("a.md", "a.md", f"# {text}\n\n{text}".encode()), Settings())
    extract_metadata(reading, [T, *[B] * (len(reading.blocks) - 1)], Settings())

    assert time.process_time() - started < 6
