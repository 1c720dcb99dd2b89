"""The labelled articles state what their readers found in them."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import pytest

from site_builder.metadata import extract_metadata
from site_builder.model import Metadata, Role, Source
from site_builder.reading import read
from site_builder.settings import Settings

pytestmark = pytest.mark.data

DATA = Path(__file__).parents[3] / "../shared/data"
FIELDS = (
    "title",
    "byline",
    "date",
    "publisher",
    "source",
    "source_date",
    "regions",
    "themes",
    "reports",
    "source_url",
)


def _folded(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return frozenset(map(_folded, value)) - {""}
    text = (
        unicodedata.normalize("NFKC", value or "")
        .casefold()
        .translate({ord("’"): "'", ord("–"): "-", ord("*"): ""})
    )
    return " ".join(text.split()).strip(" .,;:'“”„«»")


def _pairs() -> list[tuple[str, dict[str, Any], Metadata]]:
    pairs = []
    for folder in sorted([*DATA.glob("gold/*/"), *DATA.glob("gold-derived/*/")]):
        source = Source(folder.name, folder.name, (folder / "article.md").read_bytes())
        reading = read(source, Settings())
        roles = [Role(label["role"]) for label in json.loads((folder / "labels.json").read_text("utf-8"))]
        gold = json.loads((folder / "metadata.json").read_text("utf-8"))
        pairs.append((folder.name, gold, extract_metadata(reading, roles, Settings()).metadata))
    return pairs


def test_given_the_right_roles_metadata_is_right_and_nothing_is_invented() -> None:
    pairs = _pairs()
    if not pairs:
        pytest.skip("no labelled articles here")
    wrong = {
        field: [
            name
            for name, gold, found in pairs
            if _folded(gold.get(field)) != _folded(msgspec.to_builtins(found)[field])
        ]
        for field in FIELDS
    }
    assert wrong == {field: [] for field in FIELDS} | {
        # The name of a blog above an article without a headline, and a publisher without a date beside it.
        "title": ["willyloman-wordpress-01"],
        "publisher": ["gr-gowans-2004"],
    }
