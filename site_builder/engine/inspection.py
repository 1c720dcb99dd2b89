"""Understand single articles or folders of them without building anything."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from site_builder import pipeline, segmenting
from site_builder.disk import find_sources, open_source, readable
from site_builder.engine.content_folder import ContentFolder
from site_builder.engine.empty import no_articles
from site_builder.engine.facts_table import settings_with_table
from site_builder.engine.inspected_links import LinkedArticle, relation_problems
from site_builder.engine.site import read_settings, written_to
from site_builder.indexing import copy_problems, count_recurrences, find_copies
from site_builder.model import Article, Block, Metadata, PassageRecord, Problem, Recurrences, SiteError, Span
from site_builder.roles import CLASS_OF
from site_builder.settings import Settings


class Inspected(msgspec.Struct, frozen=True):
    """What was understood of one file."""

    display_path: str
    sha256: str
    study: pipeline.Study | None
    article: Article | None
    """None for a file that was refused."""
    recurrences: Recurrences
    problems: tuple[Problem, ...]
    table: str = ""
    """The table of facts, as messages name it."""

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--format json` prints."""
        article = self.article
        return {
            "path": self.display_path,
            "sha256": self.sha256,
            "metadata": _metadata(article.metadata if article else Metadata()),
            "provenance": dict(article.provenance) if article else {},
            "blocks": list(_blocks(article)) if article else [],
            "problems": [
                {
                    "path": problem.path,
                    "line": problem.line,
                    "code": problem.code,
                    "message": problem.message,
                    "hint": problem.hint,
                }
                for problem in self.problems
            ],
        }

    def explain(self, line: int) -> "Explanation":
        """Explain the role of the block at a line counted from 1, or of the block nearest to it.

        Raises SiteError for a line that the file does not have, and for a file that was refused.
        """
        where = f"{self.display_path}:{line}"
        if self.study is None or self.article is None:
            raise SiteError(
                f"{where}: the file was refused, so there is nothing to explain",
                hint="inspect it without --explain to see why",
            )
        blocks = self.article.blocks
        last = max(self.study.data.count(b"\n") + 1, blocks[-1].lines.end)
        if line > last:
            raise SiteError(
                f"{where}: the file ends with line {last}",
                hint="inspect it without --explain to see its lines",
            )
        block = min(blocks, key=lambda block: _distance(block.lines, line - 1))
        ranked = segmenting.explain(self.study.reading, self.study.evidence, self.recurrences, block.index)
        return Explanation(self.display_path, line, block, tuple(ranked))


class Explanation(msgspec.Struct, frozen=True):
    """The roles that one block could have, the likeliest first, and what speaks for each."""

    path: str
    line: int
    """The line that was asked for, counted from 1."""
    block: Block
    alternatives: tuple[segmenting.Alternative, ...]

    @property
    def is_beside(self) -> bool:
        """Whether the line is in no block, so that the nearest one is explained."""
        return _distance(self.block.lines, self.line - 1) > 0

    def as_json(self) -> dict[str, Any]:
        """Return the object that stands for it in JSON; its `lines` count as everywhere in JSON."""
        return {
            "path": self.path,
            "line": self.line,
            "nearest": self.is_beside,
            "block": self.block.index,
            "lines": self.block.lines,
            "roles": [
                {"role": each.role, "confidence": round(each.confidence, 4), "reasons": each.reasons}
                for each in self.alternatives
            ],
        }


def _distance(lines: Span, line: int) -> int:
    """Return how many lines a line is away from a span, 0 inside it; both count from 0."""
    return max(lines.start - line, line - lines.end + 1, 0)


def _metadata(metadata: Metadata) -> dict[str, Any]:
    """Turn metadata into an object; labels of facets that only this site has are an object of their own in it."""
    fields: dict[str, Any] = msgspec.structs.asdict(metadata)
    labels = dict(fields.pop("labels"))
    if fields["saved"] is None:
        del fields["saved"]
    return {**fields, "labels": labels} if labels else fields


def _blocks(article: Article) -> Iterator[dict[str, Any]]:
    for block, label in zip(article.blocks, article.labels, strict=True):
        yield {
            "block": block.index,
            "lines": block.lines,
            "type": block.type,
            "role": label.role,
            "class": CLASS_OF[label.role],
            "voice": label.voice,
            "confidence": round(label.confidence, 4),
            "rule": label.rule,
            "parts": label.parts,
        }


class _StudiedFile(msgspec.Struct, frozen=True):
    """A file that was studied, or refused with its problems."""

    display_path: str
    sha256: str
    study: pipeline.Study | None
    problems: tuple[Problem, ...]
    settings: Settings
    folder: ContentFolder | None
    """None where no content folder is known."""


def inspect_paths(paths: Sequence[Path], *, alone: bool) -> Iterator[Inspected]:
    """Yield what is understood of each file, in the order given; a folder's in path order.

    Unless `alone`, a passage that recurs in several of them counts as recurring.
    Raises SiteError for a path that does not exist and for a folder without articles.
    """
    folders = _Folders()
    files = [file for path in paths for file in _study_path(path, folders)]
    copies = find_copies((file.display_path, file.sha256) for file in _distinct(files))
    recurrences = count_recurrences([] if alone else _passages(files))
    remarks = {problem.path: (problem,) for problem in copy_problems(copies, display_path=str)}
    articles = [
        pipeline.understand(file.study, recurrences, file.settings) if file.study else None for file in files
    ]
    related = _related(files, articles, recurrences, alone=alone)
    for file, article in zip(files, articles, strict=True):
        name = file.display_path
        problems = article.problems if article else file.problems
        problems = (*remarks.get(name, ()), *problems, *related.get(name, ()))
        table = file.settings.table.display_path
        yield Inspected(name, file.sha256, file.study, article, recurrences, problems, table)


def _related(
    files: Sequence[_StudiedFile],
    articles: Sequence[Article | None],
    recurrences: Recurrences,
    *,
    alone: bool,
) -> dict[str, tuple[Problem, ...]]:
    """Return what is wrong with the links of each article, and which say nearly the same, by displayed path."""
    by_folder: dict[ContentFolder, dict[str, tuple[_StudiedFile, Article]]] = {}
    for file, article in zip(files, articles, strict=True):
        if file.folder and article:
            by_folder.setdefault(file.folder, {})[article.path] = file, article
    problems: dict[str, tuple[Problem, ...]] = {}
    for folder, members in by_folder.items():
        has_links = any(file.study and file.study.outgoing.references for file, _ in members.values())
        if has_links or (len(members) > 1 and not alone):
            linked = [
                LinkedArticle.of(file.study, article, folder, file.settings)
                for file, article in members.values()
                if file.study
            ]
            problems.update(relation_problems(linked, folder, recurrences, alone=alone))
    return problems


def _distinct(files: Iterable[_StudiedFile]) -> Iterable[_StudiedFile]:
    """Return each article once, however often it was named."""
    return {file.display_path: file for file in files if file.study}.values()


def _passages(files: Iterable[_StudiedFile]) -> list[PassageRecord]:
    """Return the passages of every article; of files with the same bytes those of the first, by path."""
    ordered = sorted(_distinct(files), key=lambda file: file.display_path, reverse=True)
    return list({file.sha256: file.study.passage_record for file in ordered if file.study}.values())


class _Folders:
    """The content folders of the files that are inspected."""

    def __init__(self) -> None:
        self._folders: dict[Path, ContentFolder] = {}

    def around(self, file: Path, top: Path | None, site: Path) -> ContentFolder | None:
        """Return the content folder of a site, if a file lies in it, else the folder that was named, if one was."""
        content = Path(os.path.abspath(site / "content"))
        if content not in Path(os.path.abspath(file)).parents:
            if top is None:
                return None
            content = Path(os.path.abspath(top))
        if content not in self._folders:
            self._folders[content] = ContentFolder(content, site)
        return self._folders[content]


def _study_path(path: Path, folders: _Folders) -> Iterator[_StudiedFile]:
    site = _site_of(path)
    settings = msgspec.structs.replace(settings_with_table(site, read_settings(site)), drafts=True)
    if os.path.isdir(path):
        # Of a whole site, or of one that is built into its articles, the copies in it are no articles.
        listing = find_sources(path, display_path=str(path), without=written_to(site / "public"))
        if not listing.stamps:
            raise no_articles(
                listing, readable(str(path)), hint="convert these files, or name another folder"
            )
        for problem in listing.problems:
            yield _StudiedFile(problem.path, "", None, (problem,), settings, None)
        for name in listing.stamps:
            yield _study_file(path, name, str(path), settings, folders.around(path / name, path, site))
        return
    if not os.path.lexists(path):
        raise SiteError(f"{readable(str(path))}: there is no such file or folder", hint="check the name")
    parent = str(path.parent) if path.parent != Path() else ""
    yield _study_file(path.parent, path.name, parent, settings, folders.around(path, None, site))


def _study_file(
    parent: Path, name: str, display_path: str, settings: Settings, folder: ContentFolder | None
) -> _StudiedFile:
    source = open_source(parent, name, display_path=display_path, limit=settings.limits.file_bytes)
    if isinstance(source, Problem):
        return _StudiedFile(source.path, "", None, (source,), settings, folder)
    # By its path below the content folder defaults and tables know it.
    path = folder.path_of(parent / name) if folder else name
    source = msgspec.structs.replace(source, path=path)
    study = pipeline.study(source, settings, folder.read if folder else None)
    sha256 = hashlib.sha256(source.data).hexdigest()
    usable = study if study.reading.blocks else None
    return _StudiedFile(source.display_path, sha256, usable, study.reading.problems, settings, folder)


def _site_of(path: Path) -> Path:
    """Find the site of a file or folder: the nearest folder, from itself up, with a site.toml, else the working one."""
    whole = Path(os.path.abspath(path))
    for folder in (whole, *whole.parents):
        if os.path.isfile(folder / "site.toml"):
            return folder
    return Path()
