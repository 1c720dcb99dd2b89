"""Understand single articles or folders of them without building anything."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from site_builder import pipeline, segmenting
from site_builder.disk import find_sources, open_source, readable
from site_builder.engine.empty import no_articles
from site_builder.engine.facts_table import settings_with_table
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


def inspect_paths(paths: Sequence[Path], *, alone: bool) -> Iterator[Inspected]:
    """Yield what is understood of each file, in the order given; a folder's in path order.

    Unless `alone`, a passage that recurs in several of them counts as recurring.
    Raises SiteError for a path that does not exist and for a folder without articles.
    """
    files = [file for path in paths for file in _study_path(path)]
    copies = find_copies((file.display_path, file.sha256) for file in _distinct(files))
    recurrences = count_recurrences([] if alone else _passages(files))
    remarks = {problem.path: problem for problem in copy_problems(copies, display_path=str)}
    for file in files:
        article = pipeline.understand(file.study, recurrences, file.settings) if file.study else None
        problems = article.problems if article else file.problems
        if file.display_path in remarks:
            problems = (remarks[file.display_path], *problems)
        table = file.settings.table.display_path
        yield Inspected(file.display_path, file.sha256, file.study, article, recurrences, problems, table)


def _distinct(files: Iterable[_StudiedFile]) -> Iterable[_StudiedFile]:
    """Return each article once, however often it was named."""
    return {file.display_path: file for file in files if file.study}.values()


def _passages(files: Iterable[_StudiedFile]) -> list[PassageRecord]:
    """Return the passages of every article; of files with the same bytes those of the first, by path."""
    ordered = sorted(_distinct(files), key=lambda file: file.display_path, reverse=True)
    return list({file.sha256: file.study.passage_record for file in ordered if file.study}.values())


def _study_path(path: Path) -> Iterator[_StudiedFile]:
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
            yield _StudiedFile(problem.path, "", None, (problem,), settings)
        for name in listing.stamps:
            yield _study_file(path, name, str(path), settings)
        return
    if not os.path.lexists(path):
        raise SiteError(f"{readable(str(path))}: there is no such file or folder", hint="check the name")
    yield _study_file(path.parent, path.name, str(path.parent) if path.parent != Path() else "", settings)


def _study_file(folder: Path, name: str, display_path: str, settings: Settings) -> _StudiedFile:
    source = open_source(folder, name, display_path=display_path, limit=settings.limits.file_bytes)
    if isinstance(source, Problem):
        return _StudiedFile(source.path, "", None, (source,), settings)
    source = msgspec.structs.replace(source, path=_path_in_site(folder, name))
    study = pipeline.study(source, settings)
    sha256 = hashlib.sha256(source.data).hexdigest()
    usable = study if study.reading.blocks else None
    return _StudiedFile(source.display_path, sha256, usable, study.reading.problems, settings)


def _path_in_site(folder: Path, name: str) -> str:
    """Return the path of an article below the content folder of its site, by which defaults and tables know it."""
    content = os.path.join(os.path.abspath(_site_of(folder)), "content", "")
    path = os.path.join(os.path.abspath(folder), name)
    return path.removeprefix(content).replace(os.sep, "/") if path.startswith(content) else name


def _site_of(path: Path) -> Path:
    """Find the site of a file or folder: the nearest folder, from itself up, with a site.toml, else the working one."""
    whole = Path(os.path.abspath(path))
    for folder in (whole, *whole.parents):
        if os.path.isfile(folder / "site.toml"):
            return folder
    return Path()
