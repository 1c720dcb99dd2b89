"""Find the label lines of an article, such as Region, Theme and In-depth Report, for the facets of its site."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from site_builder.facets import Facet
from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.metadata.plain_view import PlainView, ViewLink
from site_builder.model import Problem, Role
from site_builder.wording import label_separators, trim_label

# A bare tag list counts as themes only beside a Region label, where it is the same family of labels.
_TAGS = r"tags|topics|keywords|schlagworte|schlagwörter"
TAGS = "tag list"
"""The kind of a bare tag list."""
# Elsewhere these words head ordinary tag lists, so they need a label of the family beside them.
_SURE = lazy_pattern(r"(?:regions?|région[s]?|themes?|thème[s]?|in[- ]depth reports?)\Z", re.IGNORECASE)
# What a line of labels may be taken for.
_TAXONOMY = Role.TAXONOMY
_ROLES = frozenset(
    (
        Role.DATELINE,
        Role.BYLINE,
        Role.BODY,
        Role.STANDFIRST,
        Role.PROMO,
        Role.BIO,
        Role.SHARE,
        Role.MEDIA,
    )
)
_TAXONOMY_CHARS = 20_000
"""Characters of a taxonomy block that is read, at most."""
_BODY_CHARS = 400
"""The same for blocks of other roles."""


class LabelFindings(NamedTuple):
    """The labels found, by field, and what is wrong with them."""

    found: dict[str, Finding]
    problems: tuple[Problem, ...]


class _LabelPatterns(NamedTuple):
    """What label lines of a site's facets look like."""

    kinds: tuple[str, ...]
    """The facet of each group of `label`, by number; `TAGS` is last."""
    label: re.Pattern[str]
    """A label word with its colon or at the end of its line."""
    hint: re.Pattern[str]
    """Found in every block that `label` is found in."""


@lru_cache(maxsize=8)
def _patterns(facets: tuple[Facet, ...]) -> _LabelPatterns:
    words = {facet.key: facet.words for facet in facets if facet.words}
    # What a site asked for wins over the tag lists of all sites.
    alternatives = [*words.values(), _TAGS]
    label = re.compile(
        r"(?:(?m:^)|(?<=[|·•] )|(?<=[|·•]))[ ]{0,3}(?:"
        + "|".join(f"({each})" for each in map(_without_groups, alternatives))
        + r")[ ]?(?:(?P<colon>[:：])|(?m:$))[ ]?",
        re.IGNORECASE,
    )
    hint = re.compile(
        r"(?:^|<br[ ]?/?>)[\s>*_#+\[-]{0,8}(?:" + "|".join(alternatives) + r")(?!\w)",
        re.IGNORECASE | re.MULTILINE,
    )
    return _LabelPatterns((*words, TAGS), label, hint)


def _without_groups(words: str) -> str:
    """Keep the groups of the alternatives from being counted."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", words)


class _Row(NamedTuple):
    kind: str
    word: str
    colon: bool
    items: tuple[str, ...]
    whole: str
    block: int


def find_labels(layout: ArticleLayout) -> LabelFindings:
    """Read the label lines of the head and tail, and of taxonomy blocks anywhere."""
    facets = layout.settings.indexes
    patterns = _patterns(facets)
    rows = [row for index in _candidates(layout, patterns) for row in _rows(layout, index, patterns)]
    family = {row.kind for row in rows if row.kind != TAGS and row.items}
    sure = any(_SURE.match(row.word) for row in rows)
    findings: dict[str, Finding] = {}
    problems: list[Problem] = []
    for facet in facets:
        believed = facet.stands_alone or sure or len(family) > 1
        of_kind = [row for row in rows if row.kind == facet.key and row.items and believed]
        if facet.key == "themes" and not of_kind and "regions" in findings:
            of_kind = [row for row in rows if row.kind == TAGS and row.items]
        if of_kind:
            findings[facet.key] = _joined(layout, facet, of_kind, problems)
    return LabelFindings(findings, tuple(problems))


def _joined(layout: ArticleLayout, facet: Facet, rows: Sequence[_Row], problems: list[Problem]) -> Finding:
    items = tuple(
        dict.fromkeys(item for row in rows for item in (row.items if facet.several else (row.whole,)))
    )
    limit = layout.settings.limits.tags
    first = rows[0]
    if len(items) > limit:
        message = f"{len(items):,} {facet.key}; {limit:,} are kept"
        hint = "shorten the list, or raise `tags` under [limits] in site.toml"
        problems.append(layout.problem(first.block, first.word, "too-many-tags", message, hint))
    return Finding(items[:limit], first.block, f"`{first.word}` label", 0.95 if first.colon else 0.8)


def _candidates(layout: ArticleLayout, patterns: _LabelPatterns) -> list[int]:
    indices = {*layout.head, *layout.tail, *layout.having(Role.TAXONOMY)}
    return [index for index in sorted(indices) if _may_hold(layout, index, patterns.hint)]


def _may_hold(layout: ArticleLayout, index: int, hint: re.Pattern[str]) -> bool:
    role, raw = layout.roles[index], layout.block(index).text
    if role is _TAXONOMY:
        return len(raw) <= _TAXONOMY_CHARS and hint.search(raw) is not None
    return (
        len(raw) <= _BODY_CHARS
        and (":" in raw or "：" in raw)
        and role in _ROLES
        and layout.block(index).type != "heading"
        and hint.search(raw) is not None
    )


def _rows(layout: ArticleLayout, index: int, patterns: _LabelPatterns) -> Iterator[_Row]:
    """Return the labels of one block with their items."""
    view = layout.view(index)
    bare = layout.roles[index] is _TAXONOMY and layout.block(index).type == "paragraph"
    labelled = _remembered if len(view.text) <= _BODY_CHARS else _labelled
    for label in labelled(view, bare, patterns):
        yield _Row(*label, index)


def _labelled(
    view: PlainView, bare: bool, patterns: _LabelPatterns
) -> tuple[tuple[str, str, bool, tuple[str, ...], str], ...]:
    """Return kind, word, whether a colon stands behind it, items, and all of them as one.

    A label reaches to the next one.
    """
    linked = {link.start for link in view.links if not link.text.endswith((":", "："))}
    labels = [
        match
        for match in patterns.label.finditer(view.text)
        if match["colon"] or (bare and match.start() not in linked and _at_line_start(view.text, match))
    ]
    rows = []
    for position, match in enumerate(labels):
        end = labels[position + 1].start() if position + 1 < len(labels) else len(view.text)
        group = next(number for number, _ in enumerate(patterns.kinds, 1) if match[number])
        items = tuple(_items(view, match.end(), end))
        whole = trim_label(view.text[match.end() : end], last=True)
        rows.append((patterns.kinds[group - 1], match[group], bool(match["colon"]), items, whole))
    return tuple(rows)


# Labels recur.
_remembered = lru_cache(maxsize=1024)(_labelled)


def _at_line_start(text: str, match: re.Match[str]) -> bool:
    return match.start() == 0 or text[match.start() - 1] == "\n"


def _items(view: PlainView, start: int, end: int) -> Iterator[str]:
    """Split what follows a label at separators outside links.

    A label that runs over a line break without a comma goes on,
    unless the label word had its line to itself: then each line is a label of its own.
    """
    text = view.text[start:end]
    listed = text.startswith("\n") or not text.strip()
    links = [link for link in view.links if start <= link.start and link.end <= end]
    cuts = sorted(_cuts(text, start, links, listed=listed))
    floor = 0
    for cut_start, cut_end in [*cuts, (len(text), len(text))]:
        # The dot at the end of a whole list is not part of its last label.
        item = trim_label(text[floor:cut_start], last=cut_start == len(text))
        floor = cut_end
        if any(sign.isalnum() for sign in item) and len(item) <= 120:
            yield item


def _cuts(text: str, start: int, links: list[ViewLink], *, listed: bool) -> Iterator[tuple[int, int]]:
    inside = [(link.start - start, link.end - start) for link in links]
    semicolons = any(not _within(match.start(), inside) for match in re.finditer(";", text))
    for match in label_separators(semicolons=semicolons).finditer(text):
        if not _within(match.start(), inside):
            yield match.span()
    for (_, end), (begin, _) in pairwise(inside):
        between = text[end:begin]
        # Links side by side are labels of their own; a link on the next line goes on with the label before.
        if not between.strip() and ("\n" not in between or listed):
            yield end, begin
    if listed:
        yield from (
            (match.start(), match.end())
            for match in re.finditer("\n", text)
            if not _within(match.start(), inside)
        )


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= at:
            low = middle + 1
        else:
            high = middle
    return low < len(spans) and spans[low][0] <= at
