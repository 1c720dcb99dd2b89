"""A table of facts is read as people and their programs write it, and every mistake is named with its line."""

import pytest

from site_builder.facts import FIELDS
from site_builder.facts.table_file import parse_table
from site_builder.model import Metadata


def read(text, *, name="metadata.csv", encoding="utf-8", order=""):
    data = text.encode(encoding) if isinstance(text, str) else text
    return parse_table(data, name=name, display_path=name, fields=FIELDS, date_order=lambda path: order)


def said(table):
    return [(problem.line, problem.message) for problem in table.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_tables_of_any_program_are_read(encoding, separator, end):
    rows = [["path", "date", "themes"], ["å/b.md", "2020-02-04", '"Ports; Tides"']]
    text = end.join(separator.join(row) for row in rows)

    table = read(text, encoding=encoding)

    assert table.problems == ()
    assert table.paths["å/b.md"].metadata == Metadata(date="2020-02-04", themes=("Ports", "Tides"))


def test_the_line_that_excel_writes_first_names_the_separator():
    table = read("sep=;\r\npath;title\r\na.md;One, two\r\nb.md;x;y\r\n")

    assert table.paths["a.md"].metadata.title == "One, two"
    assert said(table) == [(4, "this row has 3 cells, and the table 2 columns")]


def test_an_empty_cell_states_nothing_and_a_hyphen_that_there_is_nothing():
    row = read("path,source,themes,date\na.md,-,-,\n").paths["a.md"]

    assert (row.fields, row.metadata) == (("source", "themes"), Metadata())


def test_columns_that_the_program_wrote_are_passed_over_and_others_named():
    table = read("Path,found_date,rule_date,autor,Source URL\na.md,2020,text,x,https://a.example/b\n")

    assert said(table) == [(1, "there is no field 'autor'")]
    assert table.paths["a.md"].metadata.source_url == "https://a.example/b"


def test_every_bad_row_is_named_and_the_rest_holds():
    table = read(
        "path,sha256,date,language,source_url\na.md,,soon,,\n,xyz,2020,,\n,,2020,,\n\nb.md,,2020-02-30,english,a.b\n"
        '"c\n.md",,2020,,\na.md,,2021,,\nd.md,,04/05/2020,,\n'
    )

    assert said(table) == [
        (2, "date: 'soon' is not a date"),
        (3, "'xyz' is no SHA-256"),
        (4, "this row names no article"),
        (6, "date: '2020-02-30' is no day that exists"),
        (6, "language: 'english' is no language"),
        (6, "source_url: 'a.b' is not an address"),
        (9, "line 2 is about the same article"),
        (10, "date: '04/05/2020' may be 2020-05-04 or 2020-04-05"),
    ]
    assert table.paths["c\n.md"].line == 7


def test_the_order_of_dates_is_that_of_the_article():
    assert read("path,date\na.md,04/05/2020\n", order="dmy").paths["a.md"].metadata.date == "2020-05-04"


def test_a_table_without_a_column_for_articles_or_that_is_no_text_is_one_problem():
    assert said(read("date,title\n2020,x\n")) == [(1, "no column names the articles")]
    assert said(read(b"path,title\na.md,\xff\n")) == [(2, "this is not UTF-8 text")]


def test_json_lines_are_read_too():
    table = read(
        '{"path": "a.md", "themes": ["A; B", "C"], "date": 2020, "source": "", "found_date": null, "title": null}\n'
        '{"url": "http://www.A.example/x/#y", "title": "T"}\n[1]\n{\n',
        name="metadata.jsonl",
    )

    assert table.paths["a.md"].metadata == Metadata(themes=("A; B", "C"), date="2020")
    assert table.paths["a.md"].fields == ("themes", "date", "source")
    assert table.row_of_address("https://a.example/x").metadata.title == "T"
    assert [line for line, _ in said(table)] == [3, 4]


def test_rows_about_no_article_are_named_with_the_nearest_one():
    table = read(
        "path,sha256,url,title\nx/Bells.md,,,T\nguardain/a.md,,,T\n," + "0" * 64 + ",,T\n,,https://a.b/c,T\n"
    )

    unmatched = list(table.unmatched(["y/bells.md", "guardian/b.md"], [], ["https://a.b/d"]))

    assert [(each.line, each.hint) for each in unmatched[:2]] == [
        (2, "did you mean 'y/bells.md'?"),
        (3, "correct it, or take the row out"),
    ]
    assert [each.line for each in unmatched[2:]] == [4, 5]
