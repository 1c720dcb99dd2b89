"""Render the articles of a shard and write their files."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from site_builder.cluster.article_work import RenderedArticle, RenderItem
from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.sandbox import ArticleLostError, Sandbox
from site_builder.cluster.searched_pages import SearchedPage, SearchedPageWriter
from site_builder.cluster.sequences import SequenceWriter, read_sequence
from site_builder.cluster.share_writer import ShareWriter
from site_builder.cluster.site_objects import pack_tasks, search_groups
from site_builder.cluster.steps.collect_notices import read_notice_links
from site_builder.cluster.steps.shelve import read_others
from site_builder.cluster.steps.study import read_study, without_lost
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.total import menu_keys
from site_builder.cluster.steps.understand import UnderstoodRecord
from site_builder.cluster.stored_files import StoredFiles
from site_builder.cluster.ways_on import OthersShown
from site_builder.model import NO_RELATIONS, Card, NoticeLink, Problem
from site_builder.pages import PACKED, pack_key


def run_render(task: Task) -> StepResult:
    """Render the articles of a shard, unless the site has what would become of them."""
    workplace = task.workplace
    facets = menu_keys(task)
    others, digest = read_others(task)
    links, links_digest = read_notice_links(task)
    understood = workplace.result("understand", task.number).name
    groups = search_groups(task.plan)
    name = recipe("render", understood, facets, digest, links_digest, task.plan.article_template, groups)
    lost: dict[str, Problem] = {}
    while True:
        attempt = without_lost(name, lost) if lost else name
        writer = ShareWriter(task.store, workplace.plan_name, "render", task.number, attempt)
        if writer.is_done:
            break
        writer.begin()
        with task.sandbox(
            "render", templates=task.plan.templates, facets=facets, is_searched=bool(groups)
        ) as sandbox:
            items = (item for item in _items(task, understood) if item.card.path not in lost)
            more = _render(task, sandbox, _Rendering(task, writer, attempt), _shown(items, others, links))
        if not more:
            break
        # Once more without it under another name, as in the study of a shard.
        lost |= more
    return StepResult(attempt, task.shard.articles, tuple(lost.values()), lost)


def _render(
    task: Task, sandbox: Sandbox, rendering: "_Rendering", items: Iterable[RenderItem]
) -> dict[str, Problem]:
    """Render articles; where some are lost on the way, returns these and ends without finishing the share."""
    cards: deque[Card] = deque()
    lost: dict[str, Problem] = {}
    for answer in sandbox.each(_sent(items, cards)):
        card = cards.popleft()
        if isinstance(answer, ArticleLostError):
            lost[card.path] = task.failed(card.path, str(answer))
        elif not lost:
            rendering.add(card, answer)
    if lost:
        rendering.abandon()
    else:
        rendering.close()
    return lost


def _shown(
    items: Iterable[RenderItem],
    others: Mapping[str, OthersShown],
    links: Mapping[str, dict[int, NoticeLink]],
) -> Iterator[RenderItem]:
    """Yield articles with what their pages show of others."""
    for item in items:
        path = item.card.path
        shown = others.get(path, OthersShown())
        yield msgspec.structs.replace(
            item, relations=shown.relations, onward=shown.onward, notices=links.get(path, {})
        )


def _sent(items: Iterable[RenderItem], cards: deque[Card]) -> Iterator[bytes]:
    """Yield articles as they are sent, and add the card of each to those that wait for an answer."""
    for item in items:
        cards.append(item.card)
        yield msgspec.msgpack.encode(item)


def _items(task: Task, understood: str) -> Iterator[RenderItem]:
    """Yield the articles of a shard with their studies."""
    study = task.workplace.result("study", task.number).name
    for number in range(read_study(task.store, study).objects):
        studies = read_sequence(task.store, f"study/{study}", number)
        records = read_sequence(task.store, f"understood/{understood}", number)
        for study_data, data in zip(studies, records, strict=True):
            record = msgspec.msgpack.decode(data, type=UnderstoodRecord)
            if record.card:
                yield RenderItem(study_data, record.article, record.card, NO_RELATIONS)


class PackedArticle(msgspec.Struct, frozen=True, array_like=True):
    """What of an article goes into packs, in a lean site."""

    address: str
    parts: tuple[bytes, ...]
    """In the order of `PACKED`."""


def packed_folder(name: str, number: int) -> str:
    """Return the folder of the sequence for one of the tasks that write packs; `name` is that of the result."""
    return f"packed/{name}/{number}"


def pack_task_of(address: str, tasks: int) -> int:
    """Return the task that writes the pack of an article; the articles of one pack have one task."""
    return int(pack_key(address)[:2], 16) * tasks // 256


class _Rendering:
    """Writes the files of the articles of one shard."""

    def __init__(self, task: Task, writer: ShareWriter, name: str) -> None:
        self._task = task
        self._writer = writer
        self._files = StoredFiles(task.store, task.plan.files, task.plan.display_path)
        self._written: set[str] = set()
        self._searched = SearchedPageWriter(task.store, name, search_groups(task.plan))
        self._packs = [
            SequenceWriter(task.store, packed_folder(name, number)) for number in range(pack_tasks(task.plan))
        ]

    def add(self, card: Card, answer: bytes) -> None:
        """Write what an article was rendered to."""
        rendered = msgspec.msgpack.decode(answer, type=RenderedArticle)
        packed: dict[str, bytes] = {}
        for path, data in rendered.files:
            name = path[len(card.address) :]
            if self._packs and name in PACKED:
                packed[name] = data
            else:
                self._writer.put(path, data)
        if packed:
            record = PackedArticle(card.address, tuple(packed[name] for name in PACKED))
            number = pack_task_of(card.address, len(self._packs))
            self._packs[number].add(msgspec.msgpack.encode(record))
        for name, data in rendered.pages:
            self._searched.add(SearchedPage(name, card, data))
        self._copy_files(rendered)

    def _copy_files(self, rendered: RenderedArticle) -> None:
        """Write the pictures and files that an article shows, each once."""
        limits = self._task.plan.settings.limits
        for key, address in rendered.attachments:
            if address and address not in self._written:
                data = self._files.read(key, max(limits.picture_bytes, limits.attachment_bytes))
                if isinstance(data, bytes):
                    self._written.add(address)
                    self._writer.put(address, data)

    def abandon(self) -> None:
        """Write nothing more."""
        self._searched.abandon()
        for packs in self._packs:
            packs.abandon()
        self._writer.abandon()

    def close(self) -> None:
        """Wait until everything is written."""
        self._searched.close()
        for number, packs in enumerate(self._packs):
            objects = packs.close()
            folder = packed_folder(self._writer.name, number)
            self._task.store.create(f"{folder}/count", str(objects).encode())
        self._writer.finish()
