"""Study a shard: everything about its articles that does not depend on the rest of the archive."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from site_builder.cluster.article_work import Studied
from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.key_ranges import part_of
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sandbox import ArticleLostError, Sandbox
from site_builder.cluster.sequences import SequenceWriter, pack, pack_sections, unpack
from site_builder.cluster.steps.task import Task
from site_builder.cluster.used_parts import DigestParts, find_result, keep_result
from site_builder.disk import AttachmentIndex
from site_builder.model import PassageRecord, Problem, Source


class StudyRow(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of one source beside its study."""

    path: str
    digest: str
    """What `source_digest` gives; empty where the program failed on it."""
    problems: tuple[Problem, ...]
    is_studied: bool
    """Whether there is a study of it: the next in the sequence."""


class StudyRecord(msgspec.Struct, frozen=True):
    """What the study of a shard made."""

    rows: list[StudyRow]
    objects: int
    """Objects of the sequence of studies."""


def _first_name(task: Task) -> str:
    """Return the name for everything that a study depends on but the files that articles refer to."""
    shard = task.shard
    return recipe("study", task.basis, shard.sources, shard.facts, shard.copies, shard.lost, task.plan.ranges)


def _file_digester(task: Task) -> DigestParts:
    """Return what digests the pictures and files of the plan."""
    files = task.plan.files
    index = AttachmentIndex({path: file.stamp for path, file in files.items()})

    def digest_files(keys: Collection[str] | None) -> str:
        if keys is None:
            return recipe(files)
        paths = [(key, index.resolve(key)) for key in keys]
        return recipe([(key, path, files[path] if path is not None else None) for key, path in paths])

    return digest_files


def read_study(store: ObjectStore, name: str) -> StudyRecord:
    """Return what the study of a shard made. Raises FileNotFoundError where it is not done."""
    record: StudyRecord = unpack(store.get(f"study/{name}/record"), StudyRecord)
    return record


def run_study(task: Task) -> StepResult:
    """Study the articles of a shard, unless that was done for the same articles before."""
    first, digest_files = _first_name(task), _file_digester(task)
    name, is_made = find_result(task.store, first, digest_files)
    if is_made:
        record = read_study(task.store, name)
    else:
        name, record, asked = _study_all(task, name)
        keep_result(task.store, first, digest_files, asked, name)
    failed = tuple(problem for row in record.rows for problem in row.problems if problem.code == "failed")
    return StepResult(name, len(record.rows), failed)


def _study_all(task: Task, name: str) -> tuple[str, StudyRecord, set[str]]:
    """Study the articles of a shard; returns the name of the result and the keys of the files that they refer to.

    Where an article is lost, all is done again without it under another name: it may be lost on one worker alone,
    and what two workers store under one name must be the same.
    """
    lost = dict(task.shard.lost)
    while True:
        attempt = without_lost(name, lost) if lost != task.shard.lost else name
        made = _study(task, attempt, lost)
        if isinstance(made, dict):
            lost |= made
        else:
            return attempt, *made


def without_lost(name: str, lost: Collection[str]) -> str:
    """Return the name for a result without some articles, given by their paths."""
    return recipe(name, sorted(lost))


def _study(
    task: Task, name: str, lost: Mapping[str, Problem]
) -> tuple[StudyRecord, set[str]] | dict[str, Problem]:
    """Study the articles of a shard but for those that are lost; or return those that are lost on the way."""
    store, plan = task.store, task.plan
    sources: list[Source] = unpack(store.get(f"sources/{task.shard.sources}"), list[Source])
    writer = SequenceWriter(store, f"study/{name}")
    passages = _RangedPassages(plan.ranges)
    later = frozenset(task.shard.copies)
    rows = []
    asked: set[str] = set()
    more: dict[str, Problem] = {}
    with task.sandbox("study", files=plan.files) as sandbox:
        for row, studied in _studied(sandbox, sources, lost):
            if isinstance(studied, ArticleLostError):
                more[row.path] = task.failed(row.path, str(studied))
            if more or isinstance(studied, ArticleLostError):
                continue
            rows.append(row)
            asked.update(studied.files if studied else ())
            if studied and studied.passages:
                writer.add(studied.study)
                passages.add(studied.passages, is_copy=row.path in later)
    if more:
        writer.abandon()
        return more
    record = StudyRecord(rows, writer.close())
    store.create(f"passages/{name}", pack_sections(passages.sections()))
    store.create(f"study/{name}/record", pack(record))
    return record, asked


def _studied(
    sandbox: Sandbox, sources: Sequence[Source], lost: Mapping[str, Problem]
) -> Iterator[tuple[StudyRow, Studied | ArticleLostError | None]]:
    answers = sandbox.each(msgspec.msgpack.encode(source) for source in sources if source.path not in lost)
    for source in sources:
        if source.path in lost:
            yield StudyRow(source.path, "", (lost[source.path],), False), None
            continue
        answer = next(answers)
        if isinstance(answer, ArticleLostError):
            yield StudyRow(source.path, "", (), False), answer
            continue
        studied = msgspec.msgpack.decode(answer, type=Studied)
        is_studied = studied.passages is not None
        yield StudyRow(source.path, studied.digest, studied.problems, is_studied), studied


class PassageSection(msgspec.Struct, frozen=True, array_like=True):
    """The passages of one shard in one range, 64 bits each."""

    by_outlet: dict[str, bytes]
    """Those that count; one that stands in several articles of an outlet is there as often."""
    copies: bytes
    """Those of later copies, which do not count."""


class _RangedPassages:
    """The passages of a shard, sorted into ranges of fingerprints."""

    def __init__(self, ranges: int) -> None:
        self._by_outlet: list[dict[str, array[int]]] = [{} for _ in range(ranges)]
        self._copies: list[array[int]] = [array("Q") for _ in range(ranges)]

    def add(self, record: PassageRecord, *, is_copy: bool) -> None:
        """Add the passages of an article, each once."""
        ranges = len(self._copies)
        passages = set(record.fingerprints)
        passages.discard(0)
        for passage in passages:
            number = part_of(passage, ranges)
            if is_copy:
                self._copies[number].append(passage)
            else:
                self._by_outlet[number].setdefault(record.outlet, array("Q")).append(passage)

    def sections(self) -> list[bytes]:
        """Return a section for each range."""
        return [
            msgspec.msgpack.encode(
                PassageSection({outlet: passages.tobytes() for outlet, passages in by_outlet.items()}, copies)
            )
            for by_outlet, copies in zip(
                self._by_outlet, (copies.tobytes() for copies in self._copies), strict=True
            )
        ]
