"""Readers of labelled articles: folders with article.md and labels.json, and labels of articles kept elsewhere."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from site_builder.model import Role, SiteError, Source
from site_builder.profiles import shipped_profiles
from site_builder.reading import read
from site_builder.settings import Settings
from site_builder.training.examples import LabelledArticle

_RUN = re.compile(r"([a-z]+)(\?)?(?:\*(\d+))?")
_SERIAL = re.compile(r"-\d+$")


def read_folders(folders: Sequence[Path]) -> Iterator[LabelledArticle]:
    """Yield the labelled articles below some folders: each a folder of article.md and labels.json.

    Raises SiteError where labels and blocks of an article do not agree.
    """
    for folder in folders:
        for labels in sorted(folder.glob("**/labels.json")):
            text = (labels.parent / "article.md").read_bytes()
            items = json.loads(labels.read_text("utf-8"))
            name = labels.parent.name
            yield _labelled(name, _outlet(labels.parent), text, [Role(item["role"]) for item in items])


def read_collection(labels: Path, texts: Sequence[Path]) -> Iterator[LabelledArticle]:
    """Yield the articles of a collection (JSON lines of `id`, `url`, `md`, gzipped) that a label file speaks of.

    The label file maps the id to the roles in order, runs of one role as `body*12`, doubts as `body?`.
    """
    wanted: Mapping[str, str] = json.loads(labels.read_text("utf-8"))
    for path in texts:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                if item["id"] in wanted:
                    yield _labelled(item["id"], _host(item), item["md"].encode(), _roles(wanted[item["id"]]))


def _roles(runs: str) -> list[Role]:
    roles: list[Role] = []
    for run in runs.split():
        match = _RUN.fullmatch(run)
        if match is None:
            raise SiteError(f"cannot read the labels '{run}'", hint="write them as: title body*12 promo?")
        roles += [Role(match[1])] * int(match[3] or 1)
    return roles


def _labelled(name: str, outlet: str, text: bytes, roles: Sequence[Role]) -> LabelledArticle:
    settings = Settings(profiles=shipped_profiles())
    reading = read(Source(f"{name}.md", f"{name}.md", text), settings)
    if len(reading.blocks) != len(roles):
        raise SiteError(
            f"{name}: {len(roles)} labels for {len(reading.blocks)} blocks",
            hint="label every top-level block of the Markdown, in order",
        )
    return LabelledArticle(name=name, outlet=outlet, reading=reading, roles=tuple(roles))


def _outlet(folder: Path) -> str:
    """Return the outlet of an article: as its provenance states it, else its name without the number."""
    path = folder / "provenance.json"
    if path.is_file():
        stated = json.loads(path.read_text("utf-8")).get("publisher")
        if stated:
            return str(stated)
    return _SERIAL.sub("", folder.name)


def _host(item: Mapping[str, Any]) -> str:
    host = urlsplit(item.get("url") or "").netloc or item.get("publisher") or item["id"]
    return str(host).removeprefix("www.")
