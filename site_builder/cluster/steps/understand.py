"""Understand the articles of a shard: roles, metadata, voices and notes, and the records that lists show."""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from site_builder.cluster.article_keys import KeyWriter
from site_builder.cluster.article_work import UnderstandItem, UnderstoodArticle
from site_builder.cluster.build_plan import StepResult, digest_of, recipe
from site_builder.cluster.card_file import CardRow
from site_builder.cluster.card_sequence import decode_card
from site_builder.cluster.copy_candidates import CopyCandidate, store_candidates
from site_builder.cluster.object_store import ObjectStore
from site_builder.cluster.sandbox import ArticleLostError, Sandbox
from site_builder.cluster.sequences import SequenceWriter, pack, pack_sections, read_sequence, unpack
from site_builder.cluster.steps.count import read_counts
from site_builder.cluster.steps.study import StudyRecord, StudyRow, read_study, without_lost
from site_builder.cluster.steps.task import Task
from site_builder.cluster.used_parts import DigestParts, find_result, keep_result
from site_builder.engine.counting import FILE_DIGEST_LENGTH
from site_builder.engine.worker import DIGEST_BYTES, card_digest
from site_builder.facets import keys_with_labels
from site_builder.facts.missing import count_missing
from site_builder.facts.table import fold_address
from site_builder.indexing import assign_addresses, list_order, may_have_copies, mention_of, path_key
from site_builder.model import ArticleIdentity, Card, NoticeText, OutgoingLinks, Problem, Recurrence
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
    first = recipe("understand", study_name, digests, task.shard.addresses, task.shard.copied)
    name, is_made = find_result(task.store, first, digest_rows)
    if is_made:
        summary = read_summary(task.store, name)
    else:
        name, summary, stated_addresses = _understand_all(task, study_name, name, counts)
        keep_result(task.store, first, digest_rows, stated_addresses, name)
    failed = tuple(problem for problem in summary.problems if problem.code == "failed")
    return StepResult(name, summary.articles, failed)


def _understand_all(
    task: Task, study_name: str, name: str, counts: dict[int, Recurrence]
) -> tuple[str, UnderstoodShard, set[str]]:
    """Understand the articles of a shard; returns the name of the result and the addresses that they state.

    Where an article is lost, all is done again without it under another name, as in the study of a shard.
    """
    record = read_study(task.store, study_name)
    lost: dict[str, Problem] = {}
    while True:
        attempt = without_lost(name, lost) if lost else name
        work = _Understanding(task, study_name, attempt, record, counts, lost)
        with task.sandbox("understand", recurrences=counts) as sandbox:
            work.run(sandbox)
        if not work.lost:
            return attempt, work.store(), work.stated_addresses
        lost |= work.lost


class _Understanding:
    """Goes through the articles of a shard once, and gathers what they add up to."""

    def __init__(
        self,
        task: Task,
        study_name: str,
        name: str,
        record: StudyRecord,
        counts: Container[int],
        known_lost: Mapping[str, Problem],
    ) -> None:
        """`counts` has the passages of the shard that stand in several articles; `known_lost` are left out."""
        self._task = task
        self._counts = counts
        self._known_lost = known_lost
        self.lost: dict[str, Problem] = {}
        """Articles that are lost on the way; nothing is stored then."""
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
        self._keys = KeyWriter(task.plan.ranges)
        self._is_copied = frozenset((*task.shard.copies, *task.shard.copied))
        self._candidates: list[CopyCandidate] = []
        self._own_words: dict[str, bytes] = {}

    @property
    def stated_addresses(self) -> set[str]:
        """What the articles state as the address of their original, folded."""
        return {fold_address(row.stated_url) for row in self._rows if row.stated_url}

    def run(self, sandbox: Sandbox) -> None:
        """Understand the articles, and put them into the store."""
        writer = SequenceWriter(self._task.store, f"understood/{self._name}")
        studied = iter([row for row in self._record.rows if row.is_studied])
        for number in range(self._record.objects):
            studies = read_sequence(self._task.store, f"study/{self._study_name}", number)
            rows = list(islice(studied, len(studies)))
            for row, record in zip(rows, self._records(rows, studies, sandbox), strict=True):
                if isinstance(record, Problem):
                    self.lost[row.path] = record
                if not self.lost:
                    writer.add(msgspec.msgpack.encode(record))
            if not self.lost:
                writer.end_object()
        writer.abandon()

    def _records(
        self, rows: Sequence[StudyRow], studies: Sequence[bytes], sandbox: Sandbox
    ) -> Iterator[UnderstoodRecord | Problem]:
        """Yield articles, or why they are lost; those that are known to be lost are empty."""
        items = (
            UnderstandItem(study, self._addresses[row.path])
            for row, study in zip(rows, studies, strict=True)
            if row.path not in self._known_lost
        )
        answers = sandbox.each(map(msgspec.msgpack.encode, items))
        for row in rows:
            if row.path in self._known_lost:
                self._problems.append(self._known_lost[row.path])
                self._rows.append(ArticleRow(row.path, row.digest, "", None, OutgoingLinks()))
                yield UnderstoodRecord(b"", None)
                continue
            answer = next(answers)
            if isinstance(answer, ArticleLostError):
                yield self._task.failed(row.path, str(answer))
            else:
                yield self._article(row, answer)

    def store(self) -> UnderstoodShard:
        """Put what the articles add up to into the store."""
        store = self._task.store
        for row in self._record.rows:
            if not row.is_studied:
                self._problems += row.problems
                self._rows.append(ArticleRow(row.path, row.digest, "", None, OutgoingLinks()))
        store.create(f"understood/{self._name}/cards", pack(list(_rows(self._cards))))
        store.create(f"understood/{self._name}/rows", pack(self._rows))
        store.create(f"understood/{self._name}/keys", pack_sections(self._keys.sections()))
        store_candidates(store, self._name, self._candidates, self._own_words)
        store.create(f"understood/{self._name}/texts", pack(dict(sorted(self._texts.items()))))
        summary = self._summary()
        store.create(f"understood/{self._name}/summary", pack(summary))
        return summary

    def _article(self, row: StudyRow, answer: bytes) -> UnderstoodRecord:
        found = msgspec.msgpack.decode(answer, type=UnderstoodArticle)
        self._cards.append(found.card)
        self._problems += found.problems
        self._files.update(found.files)
        self._texts.update(found.notice_texts)
        self._classes = len(found.blocks)
        self._blocks.update(dict(enumerate(found.blocks)))
        identity = msgspec.structs.replace(found.identity, body=b"", text=b"")
        self._rows.append(ArticleRow(row.path, row.digest, found.stated_url, identity, found.outgoing))
        self._keys.add(row.path, identity, found.outgoing)
        self._add_candidate(row, found)
        return UnderstoodRecord(found.article, found.card)

    def _add_candidate(self, row: StudyRow, found: UnderstoodArticle) -> None:
        """Note an article that may be a copy of another."""
        may_be_alike = may_have_copies(found.identity.body, self._counts)
        if may_be_alike or row.path in self._is_copied:
            body = found.identity.body if may_be_alike else b""
            known = msgspec.structs.replace(found.identity, originals=b"", body=body, keywords="", text=b"")
            digest = row.digest[:FILE_DIGEST_LENGTH]
            self._candidates.append(CopyCandidate(row.path, digest, known, mention_of(found.card)))
            if may_be_alike:
                self._own_words[row.path] = found.identity.text

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
        yield CardRow(list_order(card), path_key(card.path), shown, msgspec.msgpack.encode(card))


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
