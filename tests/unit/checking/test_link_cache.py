"""Answers of other hosts are believed for some days, and no file can stop a check."""

from datetime import date

from site_builder.checking.external.link_cache import LinkCache, LinkStatus

WELL, DEAD = LinkStatus("well", "200 ok"), LinkStatus("failing", "b.net is not known", whole_host=True)


def kept(state, today, answers, present=("a", "b")):
    assert LinkCache(state, today=today).store(answers, present=present) == ""


def test_answers_are_believed_for_seven_days(tmp_path):
    kept(tmp_path / "state", date(2021, 3, 8), {"a": WELL})

    assert LinkCache(tmp_path / "state", today=date(2021, 3, 14)).fresh(["a", "b"]) == {"a": WELL}
    assert LinkCache(tmp_path / "state", today=date(2021, 3, 15)).fresh(["a"]) == {}


def test_that_nothing_answers_is_believed_for_a_day(tmp_path):
    kept(tmp_path, date(2021, 3, 8), {"b": DEAD})

    assert LinkCache(tmp_path, today=date(2021, 3, 8)).fresh(["b"]) == {"b": DEAD}
    assert LinkCache(tmp_path, today=date(2021, 3, 9)).fresh(["b"]) == {}


def test_what_was_never_asked_comes_first(tmp_path):
    kept(tmp_path, date(2021, 3, 8), {"a": DEAD})
    kept(tmp_path, date(2021, 3, 6), {"b": DEAD})

    assert LinkCache(tmp_path, today=date(2021, 3, 9)).oldest_first(["a", "b", "c"]) == ["c", "b", "a"]


def test_links_that_the_archive_no_longer_has_are_forgotten(tmp_path):
    kept(tmp_path, date(2021, 3, 8), {"a": WELL, "b": WELL})
    kept(tmp_path, date(2021, 3, 8), {"c": WELL}, present=("a", "c"))

    assert LinkCache(tmp_path, today=date(2021, 3, 8)).fresh("abc") == {"a": WELL, "c": WELL}


def test_a_host_that_was_not_asked_is_judged_anew(tmp_path):
    kept(tmp_path, date(2021, 3, 8), {"a": LinkStatus("refused", "10.0.0.1 is not a public address")})

    assert LinkCache(tmp_path, today=date(2021, 3, 8)).fresh(["a"]) == {}


def test_a_damaged_file_is_no_answer(tmp_path):
    for text in (b"", b"[]", b'{"a": 1}', b'{"a": {"date": "never", "answer": {"kind": "well"}}}', b"\xff"):
        (tmp_path / "links.json").write_bytes(text)

        assert LinkCache(tmp_path, today=date(2021, 3, 8)).fresh(["a"]) == {}


def test_a_state_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    said = LinkCache(tmp_path / "file/state", today=date(2021, 3, 8)).store({"a": WELL}, present=["a"])

    assert "cannot be kept" in said
