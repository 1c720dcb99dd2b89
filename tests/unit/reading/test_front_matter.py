"""Front matter is strings and lists, read from the top of a source; what is wrong with it has a line."""

from typing import Literal

import pytest

from site_builder.model import Metadata, Reading, Source, Span
from site_builder.reading import read
from site_builder.settings import Limits, Settings


def taken(text: str, settings: Settings | None = None) -> Reading:
    return read(Source("a.md", "a.md", text.encode()), settings or Settings())


def test_yaml_states_every_field() -> None:
    reading = taken(
        "---\ntitle: Low water at Holm\nauthors: [Ada Holm, Bo Lind]\ndate: 2020-02-04\npublisher: Tide Gazette\n"
        "source: Harbour Post\nsource_date: 3 February 2020\nurl: https://post.example/low\n"
        "region: North Sea, Baltic\nthemes:\n  - Culture, Society & History\nreport: LIGHTS\nlang: en\n---\n\nText.\n"
    )
    assert reading.stated == Metadata(
        title="Low water at Holm",
        byline=("Ada Holm", "Bo Lind"),
        date="2020-02-04",
        publisher="Tide Gazette",
        source="Harbour Post",
        source_date="2020-02-03",
        source_url="https://post.example/low",
        regions=("North Sea", "Baltic"),
        themes=("Culture, Society & History",),
        reports=("LIGHTS",),
        language="en",
    )
    assert reading.front_matter == Span(0, 14)
    assert reading.blocks[0].lines == Span(15, 16)
    assert dict(reading.provenance)["date"].lines == Span(3, 4)
    assert reading.problems == ()


def test_toml_does_too() -> None:
    reading = taken('+++\ntitle = "Low water"\ndate = 2020-02-04\ntags = ["tides"]\n+++\nText.')
    assert (reading.stated.title, reading.stated.date, reading.stated.themes) == (
        "Low water",
        "2020-02-04",
        ("tides",),
    )
    assert reading.blocks[0].lines == Span(5, 6)


def test_everything_stays_a_string() -> None:
    reading = taken("---\ntitle: 1984\nauthor: Yes\nregion: [no, 1e3]\n---\nText")
    assert (reading.stated.title, reading.stated.byline, reading.stated.regions) == (
        "1984",
        ("Yes",),
        ("no", "1e3"),
    )


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("Ada Holm and Bo Lind", ("Ada Holm", "Bo Lind")),
        ("By Dr. Ada Holm", ("Dr. Ada Holm",)),
        ("[{name: Ada Holm}, Bo Lind]", ("Ada Holm", "Bo Lind")),
        ("desk", ("desk",)),
    ],
)
def test_authors_may_be_a_line_a_list_or_tables(value: str, people: tuple[str, ...]) -> None:
    assert taken(f"---\nauthor: {value}\n---\nText").stated.byline == people


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nText after a rule.\n\n---\n",
        "---\nNote: the ferry is late\n---\nText",
        "---\n",
        "----\ntitle: x\n----\n",
        "Text\n---\ntitle: x\n---\n",
        "+++ more +++\n",
    ],
)
def test_a_text_that_opens_with_a_rule_has_none(text: str) -> None:
    reading = taken(text)
    assert (reading.front_matter, reading.stated, reading.problems) == (None, Metadata(), ())


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        ('title: "Low', 3),
        ("title: Low: water", 2),
        ("title: Low\ntitle: High", 3),
        ("title: &a Low\nauthor: *a", 2),
        ("title: !!python/object:os.system x", 2),
        ("title: x\nlayout: " + "[" * 30 + "]" * 30, 3),
        ("title: x\n[a]: b", 3),
        ("title: " + "x" * 21_000, 1),
    ],
)
def test_what_is_wrong_has_a_line_and_its_lines_are_read_as_text(inside: str, line: int) -> None:
    reading = taken(f"---\n{inside}\n---\nText")
    (problem,) = reading.problems
    assert (problem.code, problem.line, problem.refused) == ("bad-front-matter", line, False)
    assert reading.front_matter is None
    assert reading.blocks[0].lines.start == 0


@pytest.mark.parametrize(
    "inside", ["title = ", 'title = "a"\ntitle = "b"', "title = " + "[" * 5000, "n = " + "9" * 5000]
)
def test_broken_toml_is_a_problem_too(inside: str) -> None:
    (problem,) = taken(f"+++\n{inside}\n+++\nText").problems
    assert problem.code == "bad-front-matter"


def test_front_matter_that_is_not_closed_is_text() -> None:
    reading = taken("---\ntitle: Low\n\nText")
    assert [problem.line for problem in reading.problems] == [1]
    assert len(reading.blocks) == 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("date: 2020-02-30", "bad-date"),
        ("date: soon", "bad-date"),
        ("date: 2020-01-01T25:61:00Z", "bad-date"),
        ("date: 2020-01-01 08:61", "bad-date"),
        ("date: 2020-01-01T08:00:00+99:99", "bad-date"),
        ("date: January 1, 2020 at 24:30", "bad-date"),
        ("date: 04/05/2020", "ambiguous-date"),
        ("lang: English language", "bad-language"),
        ("titel: Low", "unknown-key"),
        ("themes: [a, b, c]", "too-many-tags"),
        ("title: {a: b}", "bad-value"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(line: str, code: str) -> None:
    reading = taken(f"---\nlayout: post\n{line}\n---\nText", Settings(limits=Limits(tags=2)))
    assert [(problem.line, problem.code) for problem in reading.problems] == [(3, code)]


def test_keys_of_other_systems_are_left_alone() -> None:
    reading = taken(
        "---\nlayout: post\npermalink: /x\nurl: /relative\nmenu: {main: {weight: 3}}\ncolour: red\n---\nText"
    )
    assert (reading.stated, reading.problems) == (Metadata(), ())


@pytest.mark.parametrize(("order", "iso"), [("dmy", "2020-05-04"), ("mdy", "2020-04-05")])
def test_the_settings_tell_the_order_of_day_and_month(order: Literal["dmy", "mdy"], iso: str) -> None:
    assert taken("---\ndate: 04/05/2020\n---\nText", Settings(date_order=order)).stated.date == iso


def test_the_earliest_day_on_which_a_copy_was_made_is_that_of_saving() -> None:
    reading = taken(
        "---\ntitle: A\ncreated: 2021-03-02\ndate_added: 2020-12-24\nupdated: 2019-01-01\n---\nText.\n"
    )

    assert reading.stated == Metadata(title="A", saved="2020-12-24")
    assert dict(reading.provenance)["saved"].lines == Span(3, 4)
    assert set(reading.saved) == {"2021-03-02", "2020-12-24", "2019-01-01"}
