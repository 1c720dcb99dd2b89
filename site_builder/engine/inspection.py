"""Understand single articles or folders of them without building anything."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from site_builder import pipeline, segmenting
from site_builder.disk import find_sources, open_source, readable
from site_builder.engine.facts_table import settings_with_table
from site_builder.engine.site import read_settings, written_to
from site_builder.indexing import count_recurrences
from site_builder.model import Article, Metadata, Problem, Recurrences, SiteError
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
        """Give the object that DESIGN promises to other programs."""
        article = self.article
        return {
            "path": self.display_path,
            "sha256": self.sha256,
            "metadata": _metadata(article.metadata if article else Metadata()),
            "provenance": dict(article.provenance) if article else {},
            "blocks": list(_blocks(article)) if article else [],
            "problems": [
                {"line": each.line, "code": each.code, "message": each.message, "hint": each.hint}
                for each in self.problems
            ],
        }

    def explained(self, line: int) -> Iterator[str]:
        """Say, for the block at a line counted from 1, which roles it could have and what spoke for each.

        Raises SiteError when no block is there.
        """
        for block in self.article.blocks if self.article else ():
            if self.study and block.lines.start <= line - 1 < block.lines.end:
                yield f"  line {line}: {' '.join(block.text.split())[:70]}"
                ranked = segmenting.explain(
                    self.study.reading, self.study.evidence, self.recurrences, block.index
                )
                for each in ranked:
                    yield f"    {each.confidence:>6.1%}  {each.role:<11} {'; '.join(each.reasons)}"
                return
        raise SiteError(
            f"{self.display_path}:{line}: no block stands on this line",
            hint="inspect it without --explain first",
        )


def _metadata(metadata: Metadata) -> dict[str, Any]:
    """Turn metadata into an object; labels of facets that only this site has are an object of their own in it."""
    fields: dict[str, Any] = msgspec.structs.asdict(metadata)
    labels = dict(fields.pop("labels"))
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
    """A file after the first look: studied, or refused with its problems."""

    display_path: str
    sha256: str
    study: pipeline.Study | None
    problems: tuple[Problem, ...]
    settings: Settings


def inspect_paths(paths: Sequence[Path], *, alone: bool) -> Iterator[Inspected]:
    """Yield what is understood of each file, in the order given; a folder's in path order.

    Unless `alone`, a passage that recurs in several of them counts as recurring.
    Raises SiteError for a path that does not exist.
    """
    looked = [each for path in paths for each in _look(path)]
    sightings = [] if alone else [each.study.passage_record for each in looked if each.study]
    recurrences = count_recurrences(sightings)
    for each in looked:
        article = pipeline.understand(each.study, recurrences, each.settings) if each.study else None
        problems = article.problems if article else each.problems
        yield Inspected(each.display_path, each.sha256, each.study, article, recurrences, problems, each.settings.table.display_path)


def _look(path: Path) -> Iterator[_StudiedFile]:
    site = _site_of(path)
    settings = settings_with_table(site, read_settings(site))
    if path.is_dir():
        # Of a whole site, or of one that is built into its articles, the copies in it are no articles.
        listing = find_sources(path, display_path=str(path), without=written_to(site / "public"))
        for problem in listing.problems:
            yield _StudiedFile(problem.path, "", None, (problem,), settings)
        for name in listing.stamps:
            yield _look_at(path, name, str(path), settings)
        return
    if not os.path.lexists(path):
        raise SiteError(f"{readable(str(path))}: there is no such file or folder", hint="check the name")
    yield _look_at(path.parent, path.name, str(path.parent) if path.parent != Path() else "", settings)


def _look_at(folder: Path, name: str, display_path: str, settings: Settings) -> _StudiedFile:
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
        if (folder / "site.toml").is_file():
            return folder
    return Path()
