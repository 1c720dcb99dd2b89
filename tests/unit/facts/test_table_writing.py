"""The table that people fill in keeps what they wrote, and is read as it was written."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.facts import FIELDS
from site_builder.facts.table_file import parse_table
from site_builder.facts.table_writing import ArticleFacts, csv_table, jsonl_table
from site_builder.model import Provenance, SiteError, Span

CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


def article(path, **facts):
    return ArticleFacts(path, "", {field: (value, None) for field, value in facts.items()})


def parsed(table, name="metadata.csv"):
    return parse_table(
        table.encode(), name=name, display_path=name, fields=FIELDS, date_order=lambda path: ""
    )


def test_a_row_has_what_is_found_beside_what_is_to_be_filled_in():
    evidence = Provenance(Span(2, 3), "byline block", 0.95)
    row = ArticleFacts("a.md", "", {"byline": (("Odile Farrant", "Tam Ruske"), evidence)})

    head, line = csv_table([row], ["date"], ["title", "byline"]).splitlines()

    assert head == "path,date,found_title,rule_title,found_byline,rule_byline"
    assert line == 'a.md,,,,Odile Farrant; Tam Ruske,"byline block, line 3, 95%"'


def test_words_that_a_spreadsheet_takes_for_a_formula_are_marked():
    table = csv_table([article("a.md", title="=1+1")], ["date"], ["title"])

    assert table.splitlines()[1] == "a.md,,'=1+1,"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_and_columns_of_the_table_there_is_stay(separator):
    kept = (
        separator.join(["Path", "Ask", "Publisher"]) + "\n" + separator.join(["./a.md", "Ines", "X"]) + "\n"
    )

    table = csv_table([article("a.md"), article("b.md")], ["publisher", "date"], ["title"], kept=kept)

    assert [line.split(separator) for line in table.splitlines()] == [
        ["Path", "Ask", "Publisher", "date", "found_title", "rule_title"],
        ["./a.md", "Ines", "X", "", "", ""],
        ["b.md", "", "", "", "", ""],
    ]


def test_a_table_with_a_row_that_has_no_columns_for_its_cells_is_not_touched():
    with pytest.raises(SiteError, match="more cells than columns"):
        csv_table([], ["date"], [], kept="path,date\na.md,2020,x\n")


def test_lines_of_json_stay_and_null_is_to_be_filled_in():
    kept = '{"path": "a.md", "date": "1998"}\nno json\n'

    table = jsonl_table([article("a.md"), article("b.md")], ["date"], ["title"], kept=kept)

    assert table.splitlines()[:2] == kept.splitlines()
    (new,) = map(msgspec.json.decode, table.splitlines()[2:])
    assert new == {"path": "b.md", "date": None, "found_title": None, "rule_title": None}


@given(st.dictionaries(CELLS.filter(str.strip), CELLS, max_size=4))
def test_what_was_written_is_read_and_stays_when_it_is_written_again(titles):
    rows = [article(path, title=title) for path, title in titles.items()]
    table = csv_table(rows, ["publisher"], ["title"])

    assert csv_table(rows, ["publisher"], ["title"], kept=table) == table
    assert all(row.fields == () for row in parsed(table).paths.values())
