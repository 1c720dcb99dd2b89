"""The lists of what is missing, and the table that begins there."""

import csv
import io
import re

import pytest

from tests.unit.server.running import LIGHT

PLAIN = """# The bell of Holm

The bell was rung by hand until the ferryman lost count and let a boy do it on most days of the year.
"""


@pytest.fixture
def site(served, tmp_path):
    running = served()
    (running.folder / "content" / "plain.md").write_text(PLAIN, "utf-8")
    running.until(lambda: running.get("/articles/plain/")[0] == 200)
    running.until(lambda: "plain.md" in text(running, "/_missing/"))
    return running


def text(running, address):
    status, _, body = running.get(address)
    assert status == 200
    return body.decode()


def rows(table):
    return list(csv.DictReader(io.StringIO(table)))


def test_articles_are_listed_by_what_they_lack_with_their_count(site):
    body = text(site, "/_missing/date/")

    assert re.findall(r'data-href="([^"]+)"', body) == ["/_inspect/plain.md"]
    assert "without date \u00b7 publisher \u00b7 author" in body
    assert '<a href="/_missing/publisher/">publisher 1</a>' in body
    assert '<a href="/_missing/date/">date 1</a>' in text(site, "/_inspect/")


def test_a_field_that_is_not_counted_has_no_list(site):
    assert site.get("/_missing/regions/")[0] == 404
    assert site.get("/_missing/date/other.csv")[0] == 404


def test_the_table_of_a_list_is_filled_in_and_holds_at_once(site):
    table = text(site, "/_missing/date/metadata.csv")
    (row,) = rows(table)
    assert (row["path"], row["date"], row["found_title"]) == ("plain.md", "", "The bell of Holm")

    (site.folder / "metadata.csv").write_text(table.replace("plain.md,", "plain.md,1998-05-04", 1), "utf-8")

    site.until(lambda: "plain.md" not in text(site, "/_missing/date/"))
    assert "plain.md" in text(site, "/_missing/publisher/")


def test_a_table_that_the_site_has_keeps_its_rows(site):
    own = "path;publisher;remark\n2020/light.md;The Lantern, Holm;ask Ines\n"
    (site.folder / "metadata.csv").write_text(own, "utf-8")

    table = text(site, "/_missing/metadata.csv")

    lines = table.splitlines()
    assert lines[0].startswith("path;publisher;remark;date;title;byline;found_title;")
    assert lines[1].startswith("2020/light.md;The Lantern, Holm;ask Ines;;;;")
    assert lines[2].startswith("plain.md;;;;;;The bell of Holm;")
    assert LIGHT.partition("\n")[0].removeprefix("# ") not in table
