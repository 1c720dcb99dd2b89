"""Dates are found as they are written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.wording import find_dates


@pytest.mark.parametrize(
    ("text", "written", "iso"),
    [
        ("Tide Gazette, February 04, 2020", "February 04, 2020", "2020-02-04"),
        ("[Harbour Post](#) 3 February 2020", "3 February 2020", "2020-02-03"),
        ("am 6. November 2023 um 12:30 Uhr", "6. November 2023 um 12:30 Uhr", "2023-11-06"),
        ("Fr, 18. Oktober 2019", "Fr, 18. Oktober 2019", "2019-10-18"),
        ("le 4 février 2020 à 14h30", "4 février 2020 à 14h30", "2020-02-04"),
        ("1er mars 2019", "1er mars 2019", "2019-03-01"),
        ("4 de febrero de 2020", "4 de febrero de 2020", "2020-02-04"),
        ("terça-feira, 1º de março de 2020", "terça-feira, 1º de março de 2020", "2020-03-01"),
        ("4 gennaio 2021", "4 gennaio 2021", "2021-01-04"),
        ("dinsdag 4 maart 2020", "dinsdag 4 maart 2020", "2020-03-04"),
        ("4 lutego 2020", "4 lutego 2020", "2020-02-04"),
        ("20:12, 3 ноября 2023", "20:12, 3 ноября 2023", "2023-11-03"),
        ("4-го февраля 2020", "4-го февраля 2020", "2020-02-04"),
        ("الثلاثاء ٤ شباط/فبراير ٢٠٢٠", "الثلاثاء ٤ شباط/فبراير ٢٠٢٠", "2020-02-04"),
        ("4 ŞUBAT 2020", "4 ŞUBAT 2020", "2020-02-04"),
        ("Selasa, 4 Februari 2020 12:30 WIB", "Selasa, 4 Februari 2020 12:30 WIB", "2020-02-04"),
        ("ngày 2 tháng 11 năm 2023", "2 tháng 11 năm 2023", "2023-11-02"),
        ("den 4 februari 2020 kl. 12.30", "4 februari 2020 kl. 12.30", "2020-02-04"),
        ("4. helmikuuta 2020", "4. helmikuuta 2020", "2020-02-04"),
        ("4. února 2020", "4. února 2020", "2020-02-04"),
        ("2020年2月4日", "2020年2月4日", "2020-02-04"),
        ("Published November 20th, 2019 - 07:50 GMT", "November 20th, 2019 - 07:50 GMT", "2019-11-20"),
        ("Sept. 11th, 2011", "Sept. 11th, 2011", "2011-09-11"),
        ("Tue, 04 Feb 2020 12:00:00 +0000", "Tue, 04 Feb 2020 12:00:00 +0000", "2020-02-04"),
        ("2020-02-04T12:00:00.123+02:00", "2020-02-04T12:00:00.123+02:00", "2020-02-04"),
        ("By Ada Holm - 11/19/19 06:56 AM EST", "11/19/19 06:56 AM EST", "2019-11-19"),
        ("05.04.2020", "05.04.2020", "2020-04-05"),
        ("in May 2020", "May 2020", "2020-05"),
        ("2020. 08. 18. 21:35", "2020. 08. 18", "2020-08-18"),
        ("veröffentlicht am 14 Feb ’20", "14 Feb ’20", "2020-02-14"),
        ("Publié le 27 Mar 20 à 9:21", "27 Mar 20 à 9:21", "2020-03-27"),
        ("23 Març 2020", "23 Març 2020", "2020-03-23"),
        ("13 gusht 2020, 09:08", "13 gusht 2020, 09:08", "2020-08-13"),
        ("10. septembra 2021", "10. septembra 2021", "2021-09-10"),
        ("2021. gada 10. oktobris 2021", "10. oktobris 2021", "2021-10-10"),
    ],
)
def test_a_written_date_is_found_with_its_weekday_and_time(text: str, written: str, iso: str) -> None:
    (found,) = find_dates(text)
    assert (text[found.start : found.end], found.iso) == (written, iso)


def test_two_dates_glued_together_are_two() -> None:
    assert [found.iso for found in find_dates("27 abril, 202226 abril, 2022")] == ["2022-04-27", "2022-04-26"]


def test_of_two_dates_in_figures_glued_together_the_first_is_found() -> None:
    assert [found.iso for found in find_dates("19.11.202120.11.2021")] == ["2021-11-19"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("May 4, 20205:45 AM", "May 4, 2020"),
        ("Mon, May 4 202011:45 AM ESTUpdated", "Mon, May 4 2020"),
        ("Lunes, 4 de mayo de 202004/05/2020", "Lunes, 4 de mayo de 2020"),
    ],
)
def test_a_year_glued_to_a_time_or_to_another_date_is_a_year(text: str, written: str) -> None:
    found, *_ = find_dates(text)
    assert (text[found.start : found.end], found.iso) == (written, "2020-05-04")


def test_two_figures_are_a_year_where_a_time_follows() -> None:
    assert [found.iso for found in find_dates("4.5.20 20:19", language="de")] == ["2020-05-04"]
    assert find_dates("version 4.5.20 20 files", language="de") == ()


@pytest.mark.parametrize(
    "text", ["10 Mar 20 people came", "14 Holm ’20", "Model 3 Mai ’9", "12 May 20 00:30"]
)
def test_two_figures_are_no_year_where_they_can_be_something_else(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    "text", ["Feb 30, 2020", "31.04.2020", "2020-02-30", "32. Januar 2020", "30/02/2020"]
)
def test_an_impossible_date_is_found_but_has_no_day(text: str) -> None:
    (found,) = find_dates(text)
    assert (found.form, found.iso) == ("impossible", None)


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01T25:61:00Z",
        "2020-01-01T08:60",
        "2020-01-01T24:00:01Z",
        "2020-01-01 08:61:00 +0100",
        "2020-01-01T08:00:00+99:99",
        "2020-01-01T0800-1560",
    ],
)
def test_a_stamp_with_an_impossible_time_is_found_but_has_no_day(text: str) -> None:
    (found,) = find_dates(f"Published {text}, at Holm.")
    assert (found.form, found.iso) == ("impossible-time", None)


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01T23:59:60Z",
        "2020-01-01T24:00:00Z",
        "2020-01-01T08:00:00.123+14:00",
        "2020-01-01T08:00:00-09:30",
        "2020-01-01, 45:12",
        "2020-01-01 | Running time 75:10",
    ],
)
def test_a_time_that_exists_or_is_a_duration_does_no_harm_to_a_date(text: str) -> None:
    assert [found.iso for found in find_dates(text)] == ["2020-01-01"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6. November",
        "in 1999 they left",
        "version 1.2.34",
        "https://x.example/2020/02/04/gauge.html",
        "gauge_03_02_2020.mp4",
        "3 days in 2020",
        "call 555-12-2020-1",
    ],
)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find_dates(text) == ()


def test_a_date_that_two_orders_allow_gives_both() -> None:
    (found,) = find_dates("04/05/2020")
    assert (found.form, found.iso, found.readings) == ("ambiguous", None, ("2020-05-04", "2020-04-05"))


def test_a_language_with_one_order_settles_it() -> None:
    assert [found.iso for found in find_dates("04/05/2020", language="pt-br")] == ["2020-05-04"]


_PIECES = st.sampled_from(
    [
        "4",
        "04",
        "2020",
        "202226",
        " ",
        " ",
        ".",
        ",",
        "/",
        "-",
        "Feb",
        "mars",
        "de",
        "th",
        "T12:00",
        "٤",
        "tháng",
        "(",
        "Mon",
        "年",
        "②",
        "³",
        "月",
    ]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=3)), max_size=30).map("".join))
def test_every_date_is_a_slice_and_none_overlap(text: str) -> None:
    floor = 0
    for found in find_dates(text):
        assert floor <= found.start < found.end <= len(text)
        assert any(sign.isdigit() for sign in text[found.start : found.end])
        floor = found.end


@pytest.mark.parametrize(
    "seed", ["4 Feb 2020 ", "2020", "1/1/", "1.", "Feb ", "2020 ", "12:00 ", "de ", " ", "1-1-1"]
)
def test_time_grows_with_the_text_and_not_faster(seed: str) -> None:
    text = seed * (200_000 // len(seed))
    began = time.process_time()
    find_dates(text)
    assert time.process_time() - began < 3
