"""Mark the passages that notes stand beside, across whatever elements they run."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec
import nh3
from markdown_it.common.utils import escapeHtml

from site_builder.lazy_patterns import lazy_pattern
from site_builder.rendering.foreign_links import REL, SCHEMES
from site_builder.rendering.sanitising import ALLOWED_ATTRIBUTES, ALLOWED_CLASSES, ALLOWED_TAGS
from site_builder.rendering.visible_text import INLINE, Run, Tag, Text, tokens, visible_runs

NOTE_PREFIX = "note-"
"""Begins the id of every note."""
REFERENCE_PREFIX = "noteref-"
"""Begins the id of the number behind its passage."""

# Elements in which text is misplaced.
_NO_TEXT = frozenset(["table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "figure", "ruby"])
_OWN_ID = lazy_pattern(r"[a-z][a-z0-9_\-]*-[\w\-]+")
_OWN_HREF = lazy_pattern(r"#[\w\-]+|(?:\.\./)*[\w\-./%]+(?:#[\w\-.%]*)?")
_ROLE = "doc-noteref"


class PassageMark(msgspec.Struct, frozen=True):
    """A stretch of a block's visible text that a note stands beside."""

    note: str
    """Id of the note."""
    start: int
    end: int
    number: int = 0
    """What stands behind it; 0 where the passage goes on in another block or has no number."""
    label: str = ""
    """What the number is called for those who hear the page."""
    kind: str = ""


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Let the sanitiser keep only what this program writes itself."""
    if attribute == "id":
        return value if _OWN_ID.fullmatch(value) else None
    if attribute == "rel":
        return value if value == REL else None
    if attribute == "role":
        return value if value == _ROLE else None
    return value


_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes={
        **ALLOWED_ATTRIBUTES,
        "a": {*ALLOWED_ATTRIBUTES["a"], "role", "aria-label"},
        "mark": {"id", "data-notes"},
        "span": {*ALLOWED_ATTRIBUTES["span"], "data-part"},
        **{f"h{level}": {"id"} for level in range(2, 7)},
    },
    allowed_classes={
        **ALLOWED_CLASSES,
        "a": {*ALLOWED_CLASSES["a"], "md-noteref"},
        "mark": {"md-noted", "md-highlight"},
        "span": {*ALLOWED_CLASSES["span"], "part"},
    },
    attribute_filter=_keep,
    link_rel=None,
    url_schemes=set(SCHEMES),
    url_relative=lambda url: url if _OWN_HREF.fullmatch(url) else None,
)


def mark_passages(html: str, marks: Sequence[PassageMark]) -> str:
    """Return the safe HTML of a block with passages marked and numbered, sanitised once more as the last step.

    Each text in a passage gets a `<mark>` of its own, so that passages may overlap and cross other elements.
    """
    if not marks:
        return html
    runs = {run.token: run for run in visible_runs(html)}
    pieces: list[str] = []
    parents: list[str] = []
    begun: set[str] = set()
    due = [mark for mark in marks if mark.number]
    sequence = list(tokens(html))
    for index, token in enumerate(sequence):
        if isinstance(token, Tag):
            pieces.append(token.source)
            _follow(parents, token)
        elif (run := runs.get(index)) and _takes_marks(sequence, index, parents):
            for end, piece in _marked(run, marks, begun):
                pieces.append(piece)
                due = _refer(pieces, due, end, parents)
        else:
            pieces.append(escapeHtml(token.value))
        if isinstance(token, Tag) and token.name == "a":
            due = _refer(pieces, due, _reach(runs, index), parents)
    _refer(pieces, due, max(mark.end for mark in marks), ())
    return _CLEANER.clean("".join(pieces))


def _refer(pieces: list[str], due: list[PassageMark], end: int, parents: Sequence[str]) -> list[PassageMark]:
    """Write the numbers of the passages that end by an offset, but not inside links; return those that are left."""
    if "a" in parents:
        return due
    pieces += [_reference(mark) for mark in due if mark.end <= end]
    return [mark for mark in due if mark.end > end]


def _reach(runs: Mapping[int, Run], index: int) -> int:
    """Return where the visible text before a token ends."""
    return max((run.start + len(run.value) for run in runs.values() if run.token < index), default=0)


def _follow(parents: list[str], token: Tag) -> None:
    """Keep the names of the open elements."""
    if token.is_void:
        return
    if not token.closes:
        parents.append(token.name)
    elif token.name in parents:
        while parents.pop() != token.name:
            pass


def _takes_marks(sequence: Sequence[Tag | Text], index: int, parents: Sequence[str]) -> bool:
    """Return whether a text can be marked: words anywhere, blanks only between words of one line."""
    if parents and parents[-1] in _NO_TEXT:
        return False
    token = sequence[index]
    if isinstance(token, Text) and token.value.strip():
        return True
    around = (*sequence[max(0, index - 1) : index], *sequence[index + 1 : index + 2])
    return all(isinstance(neighbour, Tag) and neighbour.name in INLINE for neighbour in around)


def _marked(run: Run, marks: Sequence[PassageMark], begun: set[str]) -> Iterator[tuple[int, str]]:
    """Yield a text in pieces, each in a mark that names the notes beside it, and where each piece ends."""
    start, end = run.start, run.start + len(run.value)
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end, *(edge for mark in inside for edge in (mark.start, mark.end) if start < edge < end)}
    for first, last in pairwise(sorted(edges)):
        piece = escapeHtml(run.value[first - start : last - start])
        notes = [mark for mark in inside if mark.start <= first and mark.end >= last]
        yield last, f"{_opening(notes, begun)}{piece}</mark>" if notes else piece


def _opening(notes: Sequence[PassageMark], begun: set[str]) -> str:
    """Return the tag of a mark; the first of a highlight, which has no number, is where links lead."""
    silent = [mark.note for mark in notes if mark.kind == "highlight" and mark.note not in begun]
    begun.update(silent)
    anchor = f' id="{NOTE_PREFIX}{silent[0]}"' if silent else ""
    only = all(mark.kind == "highlight" for mark in notes)
    names = " ".join(escapeHtml(mark.note) for mark in notes)
    return f'<mark{anchor} class="{"md-highlight" if only else "md-noted"}" data-notes="{names}">'


def _reference(mark: PassageMark) -> str:
    return (
        f'<sup><a class="md-noteref" id="{REFERENCE_PREFIX}{mark.note}" href="#{NOTE_PREFIX}{mark.note}"'
        f' role="{_ROLE}" aria-label="{escapeHtml(mark.label)}">{mark.number}</a></sup>'
    )
