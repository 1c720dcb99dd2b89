"""Resolve what articles refer to: paths, wiki names, addresses below the site and of originals; and their copies."""

import posixpath
import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from urllib.parse import unquote

from site_builder.commonmark import WIKI
from site_builder.indexing.copies import Copies, later_copies
from site_builder.indexing.similar import count_words_by_paragraph, find_similar
from site_builder.model import ArticleIdentity, LinkReference, OutgoingLinks, Relations
from site_builder.wording import address_key, slug

_SUFFIXES = (".md", ".markdown", ".txt")


def pack_keys(addresses: Iterable[str | None]) -> bytes:
    """Pack the keys of some web addresses."""
    keys = dict.fromkeys(address_key(address) for address in addresses if address)
    keys.pop(0, None)
    return array("Q", keys).tobytes()


class RelationFinder:
    """Finds what the articles of an archive refer to; it depends on nothing but its arguments."""

    def __init__(
        self,
        targets: Mapping[str, ArticleIdentity],
        copies: Copies,
        recurrences: Container[int] = frozenset(),
    ) -> None:
        """`targets` are all articles by path, `copies` those with the same bytes.

        `recurrences` has the fingerprints that stand in two articles or more.
        """
        self._targets = targets
        self._copies = copies
        self._recurrences = recurrences

    def relations(self, path: str, outgoing: OutgoingLinks) -> Relations:
        """Return what the page of an article shows of others."""
        links: dict[str, str] = {}
        for reference in outgoing.references:
            target = reference.target.partition("#")[0]
            found = self._resolve(path, target) if target not in ("", WIKI) else None
            if found:
                links[target] = self._targets[found].address
        return Relations(links, self._originals_of(path, outgoing))

    def missing(self, outgoing: OutgoingLinks, relations: Relations) -> tuple[LinkReference, ...]:
        """Return the links of an article that must mean an article and lead to none."""
        return tuple(
            reference
            for reference in outgoing.references
            if _must_be_article(target := reference.target.partition("#")[0])
            and target not in relations.links
        )

    def similar(self, path: str) -> tuple[str, ...]:
        """Return the paths of the articles that say nearly the same as one, in path order."""
        return self._similar.get(self._first_of.get(path, path), ())

    def with_similar(self) -> Collection[str]:
        """Return the paths of the articles to which others are similar, the first copy of each."""
        return self._similar.keys()

    def _resolve(self, path: str, target: str) -> str | None:
        """Return the path of the article that a target means in the article at `path`."""
        if target.startswith(WIKI):
            return self._by_name(path, _wiki_name(target))
        address = _address_meant(target)
        return (self._paths_by_address.get(address) if address else None) or self._with_suffix(
            _path_meant(path, target)
        )

    def _with_suffix(self, path: str) -> str | None:
        for candidate in _paths_meant(path):
            target = self._targets.get(candidate)
            if target and target.address:
                return candidate
        return None

    def _by_name(self, path: str, name: str) -> str | None:
        """Return the article of a wiki name: a path from the top or its end, a file name, or else a title."""
        stem = name.rpartition("/")[2]
        paths = [
            each
            for each in self._paths_by_stem.get(stem, ())
            if f"/{posixpath.splitext(each)[0].casefold()}".endswith(f"/{name}")
        ]
        if not paths and "/" not in name:
            paths = list(self._paths_by_slug.get(slug(stem), ()))
        folder = posixpath.dirname(path)
        return min(
            paths, key=lambda each: (posixpath.dirname(each) != folder, each.count("/"), each), default=None
        )

    def _originals_of(self, path: str, outgoing: OutgoingLinks) -> dict[int, str]:
        addresses = memoryview(outgoing.addresses).cast("Q")
        if not addresses or self._paths_by_original.keys().isdisjoint(addresses):
            return {}
        own = set(memoryview(self._targets[path].originals).cast("Q"))
        return {
            key: self._targets[self._paths_by_original[key]].address
            for key in addresses
            if key in self._paths_by_original and key not in own
        }

    def copies(self, path: str) -> Mapping[str, bool]:
        """Return the paths of the copies of an article, and whether the bytes of each are the same."""
        first = self._first_of.get(path, path)
        same = [other for other in (first, *self._copies.get(first, ())) if other != path]
        similar = [
            other for near in self._similar.get(first, ()) for other in (near, *self._copies.get(near, ()))
        ]
        return {
            other: is_same
            for paths, is_same in ((same, True), (similar, False))
            for other in paths
            if (target := self._targets.get(other)) and target.address
        }

    def with_copies(self) -> set[str]:
        """Return the paths of all articles that have copies or are similar to others."""
        firsts = self._similar.keys() | self._copies.keys()
        return firsts.union(*(self._copies.get(first, ()) for first in firsts))

    def changed_words(self, path: str, other: str) -> tuple[int, int]:
        """Return how many words stand in paragraphs of only the first, and of only the second of two articles."""
        here, there = (count_words_by_paragraph(self._targets[each].body) for each in (path, other))
        cut = sum(count for paragraph, count in here.items() if paragraph not in there)
        added = sum(count for paragraph, count in there.items() if paragraph not in here)
        return cut, added

    def own_words(self, path: str) -> bytes:
        """Return the own words of an article that others are like, packed; nothing where they are not kept."""
        return self._targets[path].text

    @cached_property
    def _first_of(self) -> Mapping[str, str]:
        return {other: first for first, others in self._copies.items() for other in others}

    @cached_property
    def _similar(self) -> Mapping[str, tuple[str, ...]]:
        later = later_copies(self._copies)
        bodies = {path: each.body for path, each in self._targets.items() if path not in later}
        return find_similar(bodies, self._recurrences, have_same_title=self._have_same_title)

    def _have_same_title(self, path: str, other: str) -> bool:
        title = slug(self._targets[path].title)
        return bool(title) and title == slug(self._targets[other].title)

    @cached_property
    def _paths_by_address(self) -> Mapping[str, str]:
        return {each.address: path for path, each in self._targets.items() if each.address}

    @cached_property
    def _paths_by_original(self) -> Mapping[int, str]:
        """The first path, in path order, for the key of each original."""
        paths: dict[int, str] = {}
        for path in sorted(path for path, each in self._targets.items() if each.originals and each.address):
            for key in memoryview(self._targets[path].originals).cast("Q"):
                paths.setdefault(key, path)
        return paths

    @cached_property
    def _paths_by_stem(self) -> Mapping[str, Sequence[str]]:
        paths: defaultdict[str, list[str]] = defaultdict(list)
        for path, each in self._targets.items():
            if each.address:
                paths[_stem(path)].append(path)
        return paths

    @cached_property
    def _paths_by_slug(self) -> Mapping[str, Sequence[str]]:
        """Paths by the slugs of their file names and titles."""
        paths: defaultdict[str, list[str]] = defaultdict(list)
        for path, each in self._targets.items():
            if each.address:
                for name in _slugs(path, each.title):
                    paths[name].append(path)
        return paths


def names_of(path: str, identity: ArticleIdentity) -> Iterator[str]:
    """Yield all that a link may call an article; what begins with another letter never means the same."""
    yield f"p{path}"
    yield f"a{identity.address}"
    yield f"f{_stem(path)}"
    yield from (f"s{name}" for name in _slugs(path, identity.title))
    yield from (f"o{key}" for key in memoryview(identity.originals).cast("Q"))


def names_meant(path: str, outgoing: OutgoingLinks) -> Iterator[str]:
    """Yield what the articles are called that the one at a path may refer to.

    A `RelationFinder` that knows all articles with one of these names, as `names_of` has them, and the article itself
    finds for it what one that knows the whole archive does.
    """
    for reference in outgoing.references:
        target = reference.target.partition("#")[0]
        if target in ("", WIKI):
            continue
        if target.startswith(WIKI):
            stem = _wiki_name(target).rpartition("/")[2]
            yield from (f"f{stem}", f"s{slug(stem)}")
        else:
            if address := _address_meant(target):
                yield f"a{address}"
            yield from (f"p{candidate}" for candidate in _paths_meant(_path_meant(path, target)))
    yield from (f"o{key}" for key in memoryview(outgoing.addresses).cast("Q"))


def _wiki_name(target: str) -> str:
    """Return what stands between the brackets of a wiki link, in the form in which names are compared."""
    name = unquote(target.removeprefix(WIKI)).strip().strip("/")
    return re.sub(r"\.(?:md|markdown|txt)\Z", "", name, flags=re.IGNORECASE).casefold()


def _address_meant(target: str) -> str:
    """Return the address of an article that a target gives; empty for one that is a path from an article."""
    target = _plain(target)
    return target[1:].removesuffix("index.html").rstrip("/") + "/" if target.startswith("/") else ""


def _path_meant(path: str, target: str) -> str:
    """Return the source path that a target gives in the article at `path`."""
    target = _plain(target)
    if target.startswith("/"):
        return posixpath.normpath(target[1:])
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _plain(target: str) -> str:
    return unquote(target.partition("?")[0], errors="surrogateescape")


def _paths_meant(path: str) -> tuple[str, ...]:
    """Return the paths that a path in a link may stand for, as its ending may be left out."""
    return (path, *(path + suffix for suffix in _SUFFIXES))


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0].casefold()


def _slugs(path: str, title: str) -> set[str]:
    """Return the slugs of a file name and a title, which wiki links may have instead of either."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return {slug(_readable(stem)), slug(title) if title else ""} - {""}


def _readable(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _must_be_article(target: str) -> bool:
    if target.startswith(WIKI):
        return target != WIKI and "." not in target.rpartition("%2F")[2][-5:]
    path = unquote(target.partition("?")[0]).lower()
    return path.startswith("/articles/") or path.endswith((".md", ".markdown"))
