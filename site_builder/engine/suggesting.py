"""Propose a profile for the publishers of an archive from what recurs in it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from site_builder.commonmark import plain_text
from site_builder.engine.inspection import Inspected, inspect_paths
from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Role
from site_builder.reading import host_outlet
from site_builder.roles import ROLES
from site_builder.wording import normalise

_ENOUGH = 3
"""Articles that must have a passage before it is a way of the publisher."""

_WORDS = 7
"""Words of a passage that are proposed as a phrase."""

_HOST = lazy_pattern(r"https?://(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})", re.IGNORECASE)
_NUMERIC_DATE = lazy_pattern(r"\b(\d{1,2})[/.](\d{1,2})[/.]\d{4}\b")
_HEAD = frozenset({Role.BYLINE, Role.DATELINE, Role.TAXONOMY})


class Suggestion(msgspec.Struct, frozen=True):
    """What recurs in the articles of one publisher."""

    name: str
    articles: int
    hosts: tuple[str, ...]
    date_order: str
    phrases: tuple[tuple[Role, str, int], ...]
    """Role, first words, and how many articles have them."""
    shapes: tuple[tuple[Role, str, int], ...]
    """Role and shape of head lines, and how many articles have it: `By Name`, `Name, Month 0, 0000`."""

    def as_toml(self) -> str:
        """Write it as a profile, with the counts as comments."""
        lines = [f"# Suggested from {self.articles} articles; read it before you keep it.", ""]
        lines += [f"name = {_text(self.name)}", f"hosts = {json.dumps(self.hosts)}"]
        lines += [f"date_order = {_text(self.date_order)}", ""]
        for role, shape, count in self.shapes:
            lines.append(f"# {role}: {shape} ({count} articles)")
        lines += ["", "[phrases]"]
        for role in Role:
            found = [(phrase, count) for other, phrase, count in self.phrases if other is role]
            if found:
                lines += [
                    f"{role} = [",
                    *(f"    {_text(phrase)}, # {count} articles" for phrase, count in found),
                    "]",
                ]
        return "\n".join(lines) + "\n"


def suggest_profiles(folder: Path) -> Iterator[Suggestion]:
    """Yield a suggestion for each publisher with enough articles below a folder, most articles first.

    Raises SiteError for a folder that does not exist.
    """
    publishers: defaultdict[str, list[Inspected]] = defaultdict(list)
    for inspected in inspect_paths([folder], alone=False):
        name = inspected.article.metadata.publisher if inspected.article else None
        if name:
            publishers[name].append(inspected)
    for name in sorted(publishers, key=lambda name: (-len(publishers[name]), name)):
        if len(publishers[name]) >= _ENOUGH:
            yield _suggest(name, publishers[name])


def _suggest(name: str, articles: Sequence[Inspected]) -> Suggestion:
    phrases: defaultdict[str, Counter[Role]] = defaultdict(Counter)
    shapes: Counter[tuple[Role, str]] = Counter()
    hosts: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    for inspected in articles:
        article = inspected.article
        assert article is not None
        seen: dict[str, Role] = {}
        for block, label in zip(article.blocks, article.labels, strict=True):
            hosts.update(set(map(str.lower, _HOST.findall(block.text))))
            if ROLES[label.role].boilerplate:
                seen.setdefault(_opening(block.text), label.role)
            elif label.role in _HEAD:
                shapes[label.role, _shape(block.text)] += 1
                orders.update(filter(None, map(_order, _NUMERIC_DATE.findall(block.text))))
        for phrase, role in seen.items():
            phrases[phrase][role] += 1
    own = "".join(normalise(name).split())
    return Suggestion(
        name=name,
        articles=len(articles),
        hosts=tuple(sorted(host for host in hosts if host_outlet(host) == own)),
        date_order=next((order for order, _ in orders.most_common(1)), ""),
        phrases=tuple(
            (roles.most_common(1)[0][0], phrase, roles.total())
            for phrase, roles in sorted(phrases.items(), key=lambda item: (-item[1].total(), item[0]))
            if phrase and roles.total() >= _ENOUGH
        ),
        shapes=tuple(
            (role, shape, count) for (role, shape), count in shapes.most_common(6) if count >= _ENOUGH
        ),
    )


def _opening(text: str) -> str:
    return " ".join(normalise(plain_text(text)).split()[:_WORDS])


def _shape(text: str) -> str:
    """Give a line with its names and numbers folded: `By Name`, `Name, Month 0, 0000`."""
    folded = re.sub(r"\d", "0", plain_text(text))
    folded = re.sub(r"\b(?:[A-Z][\w'’-]+)(?:\s+(?:of|the|and|&)?\s*[A-Z][\w'’-]+)+", "Name", folded)
    return folded[:60]


def _order(numbers: tuple[str, str]) -> str:
    first, second = map(int, numbers)
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else ""


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
