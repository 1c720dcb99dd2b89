"""Find which articles refer to which, and whose page is not true any more because another changed."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from urllib.parse import unquote

import msgspec

from site_builder.commonmark import WIKI
from site_builder.engine.store import SourceRecord
from site_builder.indexing import Copies, RelationFinder
from site_builder.model import NO_RELATIONS, ArticleIdentity, LinkReference, Problem, Recurrences, Relations

_HINT = "correct the link or add the article; until then its words are shown without a link"


def relation_finder(
    records: Mapping[str, SourceRecord], recurrences: Recurrences, copies: Copies, *, is_titled: bool
) -> RelationFinder:
    """Return what resolves the links among the articles of some records; `copies` are those with the same bytes.

    An article that is not finished is known by the address that its path gives, unless addresses come from titles.
    """
    targets = {path: _target(record, is_titled) for path, record in records.items() if record.passages}
    return RelationFinder(targets, copies, recurrences)


def _target(record: SourceRecord, is_titled: bool) -> ArticleIdentity:
    address = "" if is_titled else record.address
    if record.identity is None:
        return ArticleIdentity(address)
    address = record.card.address if record.card and is_titled else address
    if record.identity.address == address:
        return record.identity
    return msgspec.structs.replace(record.identity, address=address)


def relations_digest(relations: Relations) -> bytes:
    """Digest what the page of an article shows of others; empty where that is nothing."""
    if relations == NO_RELATIONS:
        return b""
    return hashlib.blake2b(msgspec.msgpack.encode(relations), digest_size=16).digest()


def unsettled(
    records: dict[str, SourceRecord],
    before: Mapping[str, SourceRecord],
    touched: Collection[str],
    finder: RelationFinder,
) -> list[str]:
    """Return the articles whose pages do not show of others what `finder` finds, and note which links lead nowhere.

    `touched` are the articles that came, went or were finished since the records `before`.
    """
    has_moved = any(_essence(before.get(path)) != _essence(records.get(path)) for path in touched)
    doubtful = {
        path
        for path, record in records.items()
        if record.relations or (has_moved and (record.outgoing.references or record.outgoing.addresses))
    }
    changed = []
    for path in sorted(doubtful.union(touched) & records.keys()):
        record = records[path]
        if record.card is None:
            continue
        relations = finder.relations(path, record.outgoing)
        missing = finder.missing(record.outgoing, relations)
        if missing != record.missing:
            records[path] = msgspec.structs.replace(record, missing=missing)
        if relations_digest(relations) != record.relations:
            changed.append(path)
    return changed


def _essence(record: SourceRecord | None) -> tuple[str, str, bytes] | None:
    """Return what links can mean of an article."""
    target = record.identity if record else None
    return (target.address, target.title, target.originals) if target else None


def link_problems(
    records: Mapping[str, SourceRecord], *, display_path: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield a problem for every link that must mean an article and leads to none."""
    for path, record in records.items():
        if record.missing:
            yield from missing_links(display_path(path), record.missing)


def missing_links(path: str, missing: Iterable[LinkReference]) -> Iterator[Problem]:
    """Yield a problem for every link of an article that leads to no other; `path` is its name in messages."""
    for reference in missing:
        message = f"there is no article for the link to {_written(reference.target)}"
        yield Problem(path, reference.line + 1, "no-such-article", message, _HINT)


def nearly_same(finder: RelationFinder, *, display_path: Callable[[str], str]) -> Iterator[Problem]:
    """Yield a problem for every article that says nearly the same as others, at the first of them by path."""
    hint = "remove all but one, or keep them: each has a page that names the others"
    for path in sorted(finder.with_similar()):
        others = finder.similar(path)
        if path < min(others):
            names = ", ".join(display_path(other) for other in others[:3])
            more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
            message = f"says nearly the same as {names}{more}"
            yield Problem(display_path(path), None, "nearly-same", message, hint)


def _written(target: str) -> str:
    """Return a target as people write it."""
    if target.startswith(WIKI):
        return f"[[{unquote(target.removeprefix(WIKI))}]]"
    return unquote(target)
