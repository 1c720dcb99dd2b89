"""Where the text is silent, its file and address speak, and say that they did."""

from typing import Any

import pytest

from site_builder.metadata import extract_metadata
from site_builder.model import Metadata, Profile, Provenance, Reading, Role, Source
from site_builder.reading import read
from site_builder.settings import OutsideSettings, Settings
from site_builder.wording import unwrap_address

TEXT = "# The ledger\n\nThe keeper wrote down every barge that went through the gate, and went home.\n"
QUARRY = Profile("The Quarry Gazette", (), ("quarry.example",), "", ())


def taken(path: str, text: str = TEXT, **settings: Any) -> tuple[Metadata, dict[str, Provenance]]:
    chosen = Settings(**settings)
    reading = read(Source(path, path, text.encode()), chosen)
    roles = [Role.TITLE if block.type == "heading" else Role.BODY for block in reading.blocks]
    extracted = extract_metadata(reading, roles, chosen)
    return extracted.metadata, dict(extracted.provenance)


@pytest.mark.parametrize(
    ("path", "address", "date"),
    [
        ("2018-05-06-ledger.md", "", "2018-05-06"),
        ("x/20180506 ledger.md", "", "2018-05-06"),
        ("ledger_2018.05.06.md", "", "2018-05-06"),
        ("2018/05/06/ledger.md", "", "2018-05-06"),
        ("2018/05/ledger.md", "", "2018-05"),
        ("2018/ledger.md", "", None),
        ("2018-13-06.md", "", None),
        ("2018-02-30.md", "", None),
        ("call-2018050612.md", "", None),
        ("a.md", "https://quarry.example/world/2018/may/06/ledger", "2018-05-06"),
        ("a.md", "https://quarry.example/2018/05/ledger", "2018-05"),
        ("a.md", "https://quarry.example/ledger-2018-05-06.html", "2018-05-06"),
        ("a.md", "https://web.archive.org/web/20200101000000/https://quarry.example/ledger", None),
    ],
)
def test_a_date_is_taken_from_name_folder_or_address(path: str, address: str, date: str | None) -> None:
    found, provenance = taken(path, f"---\nurl: {address}\n---\n{TEXT}" if address else TEXT)

    assert found.date == date
    if date:
        assert provenance["date"].rule.startswith("outside")
        assert provenance["date"].confidence < 0.7


def test_the_day_of_saving_is_no_date() -> None:
    saved = f"---\ntitle: The ledger\ncreated: 2024-01-02T10:00:00Z\n---\n{TEXT}"

    assert taken("2024-01-02 ledger.md", saved)[0].date is None
    assert taken("2018-05-06 ledger.md", saved)[0].date == "2018-05-06"


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        ("https://www.quarry.example/ledger", "The Quarry Gazette"),
        ("https://news.quarry.example/ledger", "The Quarry Gazette"),
        ("https://m.post.example/ledger", "post.example"),
        ("https://farm.post.example/ledger", "farm.post.example"),
        ("https://www.m.post.example/ledger", "post.example"),
        ("https://web.archive.org/web/2020id_/http://quarry.example/ledger", "The Quarry Gazette"),
        ("https://archive.ph/20200101000000/https://post.example/ledger", "post.example"),
        ("https://r.jina.ai/https://post.example/ledger", "post.example"),
        ("https://archive.ph/AbC12", None),
        ("http://localhost:8000/x", None),
        ("http://127.0.0.1/x", None),
    ],
)
def test_a_publisher_is_taken_from_the_host_of_the_own_address(address: str, publisher: str | None) -> None:
    found, provenance = taken("a.md", f"---\nurl: {address}\n---\n{TEXT}", profiles=(QUARRY,))

    assert found.publisher == publisher
    assert found.source_url == address
    assert not publisher or provenance["publisher"].rule.startswith("outside")


def test_the_host_of_a_named_source_is_no_publisher() -> None:
    text = f"---\nsource: Harbour Post\nurl: https://post.example/ledger\n---\n{TEXT}"

    assert taken("a.md", text)[0].publisher is None


def test_what_the_text_or_the_settings_state_comes_first() -> None:
    text = f"---\nurl: https://post.example/2018/05/06/ledger\ndate: 2019-01-01\npublisher: Harbour Review\n---\n{TEXT}"

    assert (taken("2017-01-01.md", text)[0].date, taken("a.md", text)[0].publisher) == (
        "2019-01-01",
        "Harbour Review",
    )
    undated = f"---\nurl: https://post.example/ledger\n---\n{TEXT}"
    assert taken("a.md", undated, publisher="Tide Gazette")[0].publisher == "Tide Gazette"


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("fr/a.md", "fr"),
        ("articles/Deutsch/a.md", "de"),
        ("pt-br/x/a.md", "pt-br"),
        ("xx/a.md", None),
        ("a.md", None),
    ],
)
def test_the_language_of_a_few_words_is_taken_from_the_folder(path: str, language: str | None) -> None:
    assert taken(path, "# Ledger\n\nHolm.\n")[0].language == language


def test_words_tell_the_language_before_the_folder_does() -> None:
    assert taken("fr/a.md")[0].language == "en"


def test_each_can_be_switched_off() -> None:
    text = "---\nurl: https://post.example/2018/05/06/ledger\n---\n\n# Ledger\n\nHolm.\n"
    off = OutsideSettings(date=False, publisher=False, language=False)

    found, provenance = taken("fr/2018-05-06.md", text, outside=off)

    assert (found.date, found.publisher, found.language) == (None, None, None)
    assert set(provenance) <= {"title", "source_url"}


def test_wrappers_are_taken_off_however_many_there_are() -> None:
    address = "https://r.jina.ai/https://web.archive.org/web/20200101/https:/quarry.example/a?b=c"

    assert unwrap_address(address) == "https://quarry.example/a?b=c"
    assert unwrap_address("https://quarry.example/a") == "https://quarry.example/a"


def test_an_address_that_people_supply_is_the_articles_own_unless_it_is_that_of_the_source() -> None:
    reading = read(Source("a.md", "a.md", TEXT.encode()), Settings())
    cited, copied = (
        read(Source("a.md", "a.md", f"---\nsource: {source}\n---\n{TEXT}".encode()), Settings())
        for source in ("The Wire", "The Quarry")
    )
    address = "https://web.archive.org/web/2020/https://quarry.example/2018/may/06/ledger"

    def supplied(reading: Reading) -> Metadata:
        roles = [Role.TITLE, Role.BODY]
        return extract_metadata(reading, roles, Settings(), supplied_address=address).metadata

    assert (supplied(reading).publisher, supplied(reading).date) == ("quarry.example", "2018-05-06")
    assert (supplied(cited).publisher, supplied(cited).date) == ("quarry.example", "2018-05-06")
    assert (supplied(copied).publisher, supplied(copied).date) == (None, None)
