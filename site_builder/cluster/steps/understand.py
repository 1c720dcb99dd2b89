"""Understand the articles of a shard: roles, metadata, voices and notes, and the records that lists show."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import islice

import msgspec

from site_builder.cluster.article_work import UnderstandItem, UnderstoodArticle
from site_builder.cluster.build_plan import StepResult, digest_of, recipe
from site_builder.cluster.card_file import CardRow
from site_builder.cluster.card_sequence import decode_card
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sandbox import ArticleLostError, Sandbox
from site_builder.cluster.sequences import SequenceWriter, pack, read_sequence, unpack
from site_builder.cluster.steps.count import read_counts
from site_builder.cluster.steps.study import StudyRecord, StudyRow, read_study
from site_builder.cluster.steps.task import Task
from site_builder.cluster.used_parts import DigestParts, find_result, keep_result
from site_builder.engine.worker import DIGEST_BYTES, card_digest
from site_builder.facets import keys_with_labels
from site_builder.facts.missing import count_missing
from site_builder.facts.table import fold_address
from site_builder.indexing import assign_addresses, list_order
from site_builder.model import ArticleIdentity, Card, NoticeText, OutgoingLinks, Problem
from site_builder.pages import CardDetail


class ArticleRow(msgspec.Struct, frozen=True, array_like=True):
    """What other articles need to know of one source; a refused one has no identity."""

    path: str
    digest: str
    stated_url: str
    identity: ArticleIdentity | None
    outgoing: OutgoingLinks


class UnderstoodShard(msgspec.Struct, frozen=True):
    """What the articles of a shard add up to."""

    articles: int
    blocks: tuple[int, ...]
    """How many blocks of each class they have."""
    missing: dict[str, int]
    """How many lack a field."""
    facets: tuple[str, ...]
    """Keys of the facets for which one of them has labels."""
    has_notes: bool
    """Whether there are notes of the keeper on any."""
    dates: dict[str, int]
    """How many articles have a date."""
    problems: tuple[Problem, ...]
    files: tuple[str, ...]
    """Keys of the pictures and files that they refer to."""


class UnderstoodRecord(msgspec.Struct, frozen=True, array_like=True):
    """An article as the sequence of a shard has it."""

    article: bytes
    """Without its blocks; empty for one that was lost."""
    card: Card | None


def _row_digester(task: Task) -> DigestParts:
    """Return what digests the rows of the table of facts that name articles by the address of their original."""
    rows = task.plan.settings.table.addresses

    def digest_rows(addresses: Collection[str] | None) -> str:
        keys = rows if addresses is None else sorted(rows.keys() & addresses)
        return recipe([(key, rows[key].essence()) for key in keys])

    return digest_rows


def read_summary(store: ObjectStore, name: str) -> UnderstoodShard:
    """Return what the articles of a shard add up to. Raises FileNotFoundError where that is not done."""
    summary: UnderstoodShard = unpack(store.get(f"understood/{name}/summary"), UnderstoodShard)
    return summary


def read_rows(store: ObjectStore, name: str) -> list[ArticleRow]:
    """Return what other articles need to know of those of a shard."""
    rows: list[ArticleRow] = unpack(store.get(f"understood/{name}/rows"), list[ArticleRow])
    return rows


def run_understand(task: Task) -> StepResult:
    """Understand the articles of a shard, unless nothing that they depend on changed."""
    counts, digests = read_counts(task)
    study_name, digest_rows = task.workplace.result("study", task.number).name, _row_digester(task)
    first = recipe("understand", study_name, digests, task.shard.addresses)
    name, is_made = find_result(task.store, first, digest_rows)
    if is_made:
        summary = read_summary(task.store, name)
    else:
        work = _Understanding(task, study_name, name, read_study(task.store, study_name))
        with task.sandbox("understand", recurrences=counts) as sandbox:
            summary = work.run(sandbox)
        keep_result(task.store, first, digest_rows, work.stated_addresses, name)
    failed = tuple(problem for problem in summary.problems if problem.code == "failed")
    return StepResult(name, summary.articles, failed)


class _Understanding:
    """Goes through the articles of a shard once, and gathers what they add up to."""

    def __init__(self, task: Task, study_name: str, name: str, record: StudyRecord) -> None:
        self._task = task
        self._study_name = study_name
        self._name = name
        self._record = record
        paths = [row.path for row in record.rows]
        self._addresses = {**assign_addresses(paths, shown=str).addresses, **task.shard.addresses}
        self._cards: list[Card] = []
        self._rows: list[ArticleRow] = []
        self._blocks: Counter[int] = Counter()
        self._classes = 0
        self._problems: list[Problem] = []
        self._files: set[str] = set()
        self._texts: dict[int, NoticeText] = {}

    @property
    def stated_addresses(self) -> set[str]:
        """What the articles state as the address of their original, folded."""
        return {fold_address(row.stated_url) for row in self._rows if row.stated_url}

    def run(self, sandbox: Sandbox) -> UnderstoodShard:
        """Understand the articles, and put what they became into the store."""
        store = self._task.store
        writer = SequenceWriter(store, f"understood/{self._name}")
        studied = iter([row for row in self._record.rows if row.is_studied])
        for number in range(self._record.objects):
            studies = read_sequence(store, f"study/{self._study_name}", number)
            rows = list(islice(studied, len(studies)))
            items = (
                UnderstandItem(study, self._addresses[row.path])
                for row, study in zip(rows, studies, strict=True)
            )
            for row, answer in zip(rows, sandbox.each(map(msgspec.msgpack.encode, items)), strict=True):
                writer.add(msgspec.msgpack.encode(self._article(row, answer)))
            writer.end_object()
        writer.close()
        for row in self._record.rows:
            if not row.is_studied:
                self._problems += row.problems
                self._rows.append(ArticleRow(row.path, row.digest, "", None, OutgoingLinks()))
        store.create(f"understood/{self._name}/cards", pack(list(_rows(self._cards))))
        store.create(f"understood/{self._name}/rows", pack(self._rows))
        store.create(f"understood/{self._name}/texts", pack(dict(sorted(self._texts.items()))))
        summary = self._summary()
        store.create(f"understood/{self._name}/summary", pack(summary))
        return summary

    def _article(self, row: StudyRow, answer: bytes | ArticleLostError) -> UnderstoodRecord:
        if isinstance(answer, ArticleLostError):
            self._problems.append(self._task.failed(row.path, str(answer)))
            self._rows.append(ArticleRow(row.path, row.digest, "", None, OutgoingLinks()))
            return UnderstoodRecord(b"", None)
        found = msgspec.msgpack.decode(answer, type=UnderstoodArticle)
        self._cards.append(found.card)
        self._problems += found.problems
        self._files.update(found.files)
        self._texts.update(found.notice_texts)
        self._classes = len(found.blocks)
        self._blocks.update(dict(enumerate(found.blocks)))
        self._rows.append(ArticleRow(row.path, row.digest, found.stated_url, found.identity, found.outgoing))
        return UnderstoodRecord(found.article, found.card)

    def _summary(self) -> UnderstoodShard:
        cards = self._cards
        dates = Counter(card.metadata.date for card in cards if card.metadata.date)
        return UnderstoodShard(
            articles=len(cards),
            blocks=tuple(self._blocks[number] for number in range(self._classes)),
            missing=count_missing(cards),
            facets=keys_with_labels((card.metadata for card in cards), self._task.plan.settings.indexes),
            has_notes=any(card.notes for card in cards),
            dates=dict(dates),
            problems=tuple(self._problems),
            files=tuple(sorted(self._files)),
        )


def _rows(cards: list[Card]) -> Iterator[CardRow]:
    """Yield the cards of articles in the order of lists."""
    for card in sorted(cards, key=list_order):
        # With all words, as figures over the articles of a list are made of these.
        details = card_digest(card)[: CardDetail.EXCERPTS * DIGEST_BYTES]
        shown = digest_of(details + msgspec.msgpack.encode(card.words))
        yield CardRow(list_order(card), shown, msgspec.msgpack.encode(card))


def read_texts(store: ObjectStore, name: str) -> dict[int, NoticeText]:
    """Return the texts of notices in the articles of a shard, by their digests."""
    texts: dict[int, NoticeText] = unpack(store.get(f"understood/{name}/texts"), dict[int, NoticeText])
    return texts


def read_card_rows(store: ObjectStore, name: str) -> list[CardRow]:
    """Return the cards of a shard, encoded, in the order of lists."""
    rows: list[CardRow] = unpack(store.get(f"understood/{name}/cards"), list[CardRow])
    return rows


def read_cards(store: ObjectStore, name: str) -> Iterator[Card]:
    """Yield the cards of a shard in the order of lists."""
    return (decode_card(row.card) for row in read_card_rows(store, name))
