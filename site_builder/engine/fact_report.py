"""What is known of every article of a site, and how surely: the rows of `site-builder facts`."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from site_builder import pipeline
from site_builder.disk import open_source, readable
from site_builder.engine.empty import no_articles
from site_builder.engine.facts_table import with_table
from site_builder.engine.own_pages import own_paths
from site_builder.engine.progress import Progress
from site_builder.engine.site import Site
from site_builder.facts import value_of
from site_builder.facts.table_writing import ArticleFacts
from site_builder.indexing import count_recurrences
from site_builder.model import Article, PassageRecord, Problem, Provenance, Recurrence
from site_builder.runners import InProcessRunner, ProcessRunner, Runner, default_jobs
from site_builder.settings import Settings

_ARTICLES_PER_BATCH = 32
_ARTICLES_FOR_POOL = 96
"""With fewer articles, starting processes costs more than it saves."""
_ENCODE = msgspec.msgpack.Encoder().encode


class _Context(msgspec.Struct, frozen=True):
    settings: Settings
    content: bytes
    display_path: str


class _Job(msgspec.Struct, frozen=True, array_like=True):
    path: str
    recurrences: dict[int, Recurrence]


def collect_facts(
    site: Site, fields: Sequence[str], *, progress: Progress
) -> Iterator[ArticleFacts | Problem]:
    """Yield what is known of every article in path order, or the problem for which it cannot be read.

    Articles are read twice: once to count what recurs among them, and once to tell what is what.
    Raises SiteError where there is no article.
    """
    site = with_table(site)
    listing = site.sources()
    if not listing.stamps:
        raise no_articles(listing, site.display_path, hint="convert these files, or name another folder")
    stamps = listing.stamps
    own = frozenset(own_paths(stamps, site.settings.pages))
    paths = [path for path in stamps if path not in own]
    context = _ENCODE(_Context(site.settings, os.fsencode(site.content), readable(site.display_path)))
    runner = _runner(context, len(paths))
    try:
        passages = list(_work(runner, "reading", _study_batch, paths, PassageRecord | None, progress))
        recurrences = count_recurrences(record for record in passages if record)
        jobs = [_Job(path, _slice(recurrences, record)) for path, record in zip(paths, passages, strict=True)]
        for result in _work(runner, "facts", _understand_batch, jobs, _Result, progress):
            yield result.problem or _facts_of(result, fields)
    finally:
        runner.close()


class _Result(msgspec.Struct, frozen=True):
    article: ArticleFacts | None = None
    problem: Problem | None = None


def _facts_of(result: _Result, fields: Sequence[str]) -> ArticleFacts:
    assert result.article is not None
    facts = {field: fact for field, fact in result.article.facts.items() if field in fields}
    return msgspec.structs.replace(result.article, facts=facts)


def _runner(context: bytes, articles: int) -> Runner:
    jobs = default_jobs()
    if jobs > 1 and articles > _ARTICLES_FOR_POOL:
        return ProcessRunner(_prepare, context, jobs=jobs)
    return InProcessRunner(_prepare, context)


def _slice(recurrences: Any, record: PassageRecord | None) -> dict[int, Recurrence]:
    fingerprints = record.fingerprints if record else ()
    return {each: recurrences[each] for each in fingerprints if each in recurrences}


def _work(
    runner: Runner, step: str, work: Any, items: Sequence[Any], kind: Any, progress: Progress
) -> Iterator[Any]:
    decode = msgspec.msgpack.Decoder(list[kind]).decode
    rest = iter(items)
    batches = iter(lambda: list(islice(rest, _ARTICLES_PER_BATCH)), [])
    done = 0
    for answer in runner.each(work, map(_ENCODE, batches)):
        results = decode(answer)
        done += len(results)
        progress.step(step, done, len(items))
        yield from results


_contexts: list[_Context] = []
"""What this process knows of the site, set by `_prepare`; a worker process has no other place to keep it."""


def _prepare(context: bytes) -> None:
    _contexts[:] = [msgspec.msgpack.decode(context, type=_Context)]


def _study(path: str) -> pipeline.Study | Problem:
    (context,) = _contexts
    content = Path(os.fsdecode(context.content))
    limit = context.settings.limits.file_bytes
    source = open_source(content, path, display_path=context.display_path, limit=limit)
    if isinstance(source, Problem):
        return source
    study = pipeline.study(source, context.settings)
    if study.reading.blocks:
        return study
    return next(iter(study.reading.problems))


def _study_batch(batch: bytes) -> bytes:
    studies = map(_study, msgspec.msgpack.decode(batch, type=list[str]))
    return _ENCODE([None if isinstance(study, Problem) else study.passage_record for study in studies])


def _understand_batch(batch: bytes) -> bytes:
    return _ENCODE([_understand(job) for job in msgspec.msgpack.decode(batch, type=list[_Job])])


def _understand(job: _Job) -> _Result:
    study = _study(job.path)
    if isinstance(study, Problem):
        return _Result(problem=study)
    article = pipeline.understand(study, job.recurrences, _contexts[0].settings, reasons=False)
    return _Result(ArticleFacts(job.path, article.sha256, _known(article)))


def _known(article: Article) -> dict[str, tuple[Any, Provenance | None]]:
    evidence = dict(article.provenance)
    fields = [field for field in article.metadata.__struct_fields__ if field != "labels"]
    names = (*fields, *(key for key, _ in article.metadata.labels))
    return {
        field: (value, evidence.get(field)) for field in names if (value := value_of(article.metadata, field))
    }
