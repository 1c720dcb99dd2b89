"""The articles of a served site: the record of each, and the state it is in."""

import os
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

import msgspec

from site_builder.disk import AttachmentIndex, Stamp, readable
from site_builder.engine import Site
from site_builder.engine.counting import Counted, copies_among, file_digests, recount
from site_builder.engine.file_publishing import attached, have_changed
from site_builder.engine.finishing import NEVER
from site_builder.engine.onwards import onward_finder
from site_builder.engine.relating import missing_links, relation_finder
from site_builder.engine.spill import StudyLocation
from site_builder.engine.store import SourceRecord
from site_builder.engine.understood import Certainty, Understood
from site_builder.engine.worker import Job
from site_builder.indexing import (
    OnwardFinder,
    RelationFinder,
    assign_addresses,
    changed_passages,
    later_copies,
    select_recurrences,
)
from site_builder.model import (
    NO_ONWARD,
    Archive,
    Article,
    Card,
    NoticeLink,
    Onward,
    OutgoingLinks,
    PassageRecord,
    Problem,
    Recurrence,
    Relations,
)
from site_builder.pages import NOTES, NOTICES
from site_builder.server.live.live_index import LiveIndex
from site_builder.server.live.live_notices import LiveNotices
from site_builder.server.live.stored_state import StoredState


class State(Enum):
    """What has to be done about a source before everything shown of it is true."""

    TOUCHED = "the file system says that it may have changed"
    PENDING = "it has to be read"
    STALE = "its passages recur otherwise than when it was understood"
    BROKEN = "it is refused as it is now; what it meant before is still shown"
    READY = "nothing"


class ArticleSet:
    """All articles with their states; every bit of it can be worked out from the content folder again."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.addresses: Mapping[str, str] = {}
        """Address of every source, as its path gives it."""
        self.attachments = AttachmentIndex({})
        """The files that articles may refer to."""
        self.index = LiveIndex()
        self.notices = LiveNotices()
        self._records: dict[str, SourceRecord] = {}
        self._queues: dict[State, dict[str, None]] = {state: {} for state in State if state != State.READY}
        """The sources in each state, the first to be dealt with first; whatever is in none is ready."""
        self._stamps: dict[str, Stamp] = {}
        """What the file system says of touched sources."""
        self._refusals: dict[str, tuple[Problem, ...]] = {}
        """Why sources are refused as they were last read."""
        self._certainties: dict[str, Certainty] = {}
        self._counted = Counted({}, frozenset())
        self.revision = 0
        """How often a record was replaced."""
        self._kept_finder: tuple[object, RelationFinder] | None = None
        self._kept_onward: tuple[RelationFinder, OnwardFinder] | None = None
        self._uncounted: dict[str, SourceRecord | None] = {}
        """Records that changed since passages were counted, as they were then."""
        self._changed_passages: frozenset[int] = frozenset()
        """Passages that recur otherwise than before and whose articles have not been marked stale."""

    @property
    def archive(self) -> Archive:
        """All cards and notices, indexed; without the keeper's own pages."""
        archive = self._cards_only
        self.notices.note(self.site.settings.notice_notes)
        return msgspec.structs.replace(
            archive,
            notices=self.notices.notices(archive.cards, self._counted.copies),
            digests=file_digests(self._records),
            lost_notes=tuple(self.lost_notes),
        )

    @property
    def _cards_only(self) -> Archive:
        return self.index.archive(self._records.values(), self.site.settings.indexes)

    @property
    def lost_notes(self) -> Mapping[str, Problem]:
        """What is wrong with the keeper's notes on notices, by their names; known when all articles have been read."""
        notes = self.site.settings.notice_notes
        if not notes or self._queues[State.PENDING]:
            return {}
        self.notices.note(notes)
        return self.notices.noted(self._cards_only.cards).lost

    def lost_on_articles(self) -> Iterator[Problem]:
        """Yield what is wrong with the keeper's notes on articles that have lost their places."""
        for record in self._records.values():
            yield from (problem for problem in record.problems if problem.code == "lost-note")

    def notice_links(self, card: Card) -> dict[int, NoticeLink]:
        """Return what the margin of an article says of its notices."""
        self.notices.note(self.site.settings.notice_notes)
        return self.notices.links(card, self._cards_only.cards, self._counted.copies)

    @property
    def facets(self) -> tuple[str, ...]:
        """What the menu leads to as far as articles have been read: facets that have labels, and notices."""
        labelled = self.index.facets_with_labels(self._records.values(), self.site.settings.indexes)
        has_notices = bool(self.notices.notices(self._cards_only.cards, self._counted.copies))
        has_notes = bool(self.site.settings.notice_notes) or any(
            card.notes for card in self._cards_only.cards
        )
        return (*labelled, *((NOTICES,) if has_notices else ()), *((NOTES,) if has_notes else ()))

    def path_of(self, address: str) -> str | None:
        """Return the source of the article at an address, which ends with a slash."""
        is_titled = self.site.settings.addresses == "title"
        return self.index.path_of(address, self._records, {} if is_titled else self.addresses)

    def fill(self, stamps: Mapping[str, Stamp], stored: StoredState) -> None:
        """Begin with the sources there are and what the last build stored of them."""
        for path, stamp in stamps.items():
            record = stored.records.get(path)
            is_current = record and record.stamp == stamp and not have_changed(self.attachments, record)
            if record and is_current and record.passages:
                self._records[path] = record
                self.index.replace(None, record)
                self.notices.replace(None, record)
            else:
                self._queues[State.PENDING][path] = None
        self.notices.put_texts(stored.texts.items())
        self._counted = Counted(stored.recurrences, later_copies(copies_among(stored.records)))
        self._uncounted = {
            path: stored.records[path] for path in stored.records.keys() - self._records.keys()
        }
        self.recount()
        if self._queues[State.PENDING]:
            self._place(stamps)
        else:
            # Addresses depend on nothing but the paths, and these are the same.
            self.addresses = {path: record.address for path, record in self._records.items()}

    def state_of(self, path: str) -> State:
        """Return the state of one source."""
        return next((state for state, paths in self._queues.items() if path in paths), State.READY)

    def count(self, state: State) -> int:
        """Count the sources in a state that is not READY."""
        return len(self._queues[state])

    def paths(self, state: State) -> list[str]:
        """List the sources in a state that is not READY."""
        return list(self._queues[state])

    def next(self, state: State) -> str | None:
        """Return the first source in a state; None where there is none."""
        return next(iter(self._queues[state]), None)

    def enter(self, path: str, state: State) -> None:
        """Move a source into a state."""
        for paths in self._queues.values():
            paths.pop(path, None)
        if state != State.READY:
            self._queues[state][path] = None

    def mark_stale(self) -> bool:
        """Count passages that came and went, and mark the articles they concern; return whether any is stale."""
        self.recount()
        changed, self._changed_passages = self._changed_passages, frozenset()
        if changed:
            for path, record in self._records.items():
                if (
                    record.passages
                    and not changed.isdisjoint(record.passages.fingerprints)
                    and self.state_of(path) == State.READY
                ):
                    self.enter(path, State.STALE)
        return bool(self._queues[State.STALE])

    def mark_unassessed(self) -> None:
        """Mark as stale the articles whose certainty is not known, as they were not read by this process."""
        if len(self._certainties) < len(self._records):
            for path in self._records.keys() - self._certainties.keys():
                if self.state_of(path) == State.READY:
                    self.enter(path, State.STALE)

    def forget(self) -> None:
        """Mark everything as pending, as after a change of settings."""
        for path in self.addresses:
            self.enter(path, State.PENDING)
        self.index.forget()
        self.notices.forget()

    def record(self, path: str) -> SourceRecord | None:
        """Return what a source meant when it was last understood; None where it never was."""
        return self._records.get(path)

    def cards(self, digest: str) -> Iterator[Card]:
        """Yield the cards of the articles that were made from bytes of a digest."""
        return (each.card for each in self._records.values() if each.card and each.digest == digest)

    def certainty(self, path: str) -> Certainty | None:
        """Return how certain the labels of an article are; None where that is not known yet."""
        return self._certainties.get(path)

    def certainties(self) -> Mapping[str, Certainty]:
        """Return how certain the labels are, by path."""
        return self._certainties

    def refusal(self, path: str) -> tuple[Problem, ...]:
        """Return why a source is refused as it is now; nothing for one that is not."""
        return self._refusals.get(path, ())

    def problems(self, path: str) -> tuple[Problem, ...]:
        """Return what is wrong with a source as it is now."""
        record = self._records.get(path)
        if record is None or self.refusal(path):
            return self.refusal(path)
        shown = readable(os.path.join(self.site.display_path, path))
        missing = (
            self._finder.missing(record.outgoing, self.relations(path)) if record.outgoing.references else ()
        )
        return (*record.problems, *missing_links(shown, missing)) if missing else record.problems

    def recurrences_of(self, passages: PassageRecord) -> dict[int, Recurrence]:
        """Return the recurrences of one article's passages, as they were last counted."""
        return select_recurrences(self._counted.recurrences, passages)

    def relations(self, path: str) -> Relations:
        """Return what the page of an article shows of others, as far as they have been read."""
        record = self._records.get(path)
        if record is None or not record.passages:
            return Relations()
        return self._finder.relations(path, record.outgoing)

    def onward(self, path: str) -> Onward:
        """Return the ways on from an article, as far as others have been read."""
        record = self._records.get(path)
        if record is None or record.card is None:
            return NO_ONWARD
        if self._kept_onward is None or self._kept_onward[0] is not self._finder:
            finder = onward_finder(self._records, self._finder, self.site.settings.indexes)
            self._kept_onward = self._finder, finder
        return self._kept_onward[1].onward(path)

    @property
    def _finder(self) -> RelationFinder:
        """What resolves the links among the articles, made anew after each change of one."""
        state = self.revision, self.addresses, self._counted
        if self._kept_finder is None or self._kept_finder[0] != state:
            is_titled = self.site.settings.addresses == "title"
            finder = relation_finder(
                self._records, self._counted.recurrences, copies_among(self._records), is_titled=is_titled
            )
            self._kept_finder = state, finder
        return self._kept_finder[1]

    def job(self, path: str, study: tuple[str, StudyLocation] | None) -> Job:
        """Describe an article that has to be understood; `study` is the digest and place of an earlier study of it."""
        record = self._records.get(path)
        recurrences = self.recurrences_of(record.passages) if record and record.passages else {}
        digest = record.digest if record else ""
        location = study[1] if study and study[0] == digest else None
        return Job(path, self.addresses[path], digest, recurrences, location)

    def compare(self, stamps: Mapping[str, Stamp]) -> None:
        """Follow a new listing of the content folder: new and gone sources, and those that may have changed."""
        self.drop([path for path in self.addresses if path not in stamps])
        new = [path for path in stamps if path not in self.addresses]
        if new:
            self._queues[State.PENDING].update(dict.fromkeys(new))
            self._place(stamps)
        for path, stamp in stamps.items():
            record = self._records.get(path)
            if (record is None or record.stamp != stamp) and self.state_of(path) != State.PENDING:
                self._stamps[path] = stamp
                self.enter(path, State.TOUCHED)

    def with_changed_attachments(self) -> list[str]:
        """List the articles that refer to a file which came, went or changed since they were read."""
        return [path for path, record in self._records.items() if have_changed(self.attachments, record)]

    def drop(self, paths: Iterable[str]) -> None:
        """Forget sources that are gone."""
        gone = {path for path in paths if path in self.addresses}
        for path in gone:
            self.enter(path, State.READY)
            self._put(path, None)
            for table in (self._stamps, self._refusals, self._certainties):
                table.pop(path, None)
        if gone:
            self._place([path for path in self.addresses if path not in gone])

    def accept_stamp(self, path: str) -> None:
        """Note what the file system says of a source that is being looked at, so that it is no longer touched."""
        stamp, record = self._stamps.pop(path, None), self._records.get(path)
        if stamp and record:
            self._records[path] = msgspec.structs.replace(record, stamp=stamp)

    def confirm(self, path: str) -> bool:
        """Note that a source is what it was understood from; return whether it was refused meanwhile."""
        if self.state_of(path) != State.STALE:
            self.enter(path, State.READY)
        return self._refusals.pop(path, None) is not None

    def put_passages(self, path: str, digest: str, passages: PassageRecord) -> None:
        """Note the passages of an article before it is understood."""
        self._put(path, self._record(path, digest, passages))

    def put_card(self, path: str, card: Card, article: Article) -> None:
        """Note another card of an article that has a record."""
        self.notices.put_texts((notice.text, notice.passage) for notice in article.notices)
        self._put(path, msgspec.structs.replace(self._records[path], card=card))

    def take(self, new: Understood) -> bool:
        """Replace what was known of a source by what was understood; return whether there is a difference."""
        path = new.path
        if new.passages is None:
            before = self._refusals.get(path)
            self._refusals[path] = new.problems
            self.enter(path, State.BROKEN)
            return before != new.problems
        mended = self._refusals.pop(path, None) is not None
        self.notices.put_texts(new.notice_texts)
        if new.certainty:
            self._certainties[path] = new.certainty
        self.enter(path, State.READY)
        known = self._records.get(path)
        record = msgspec.structs.replace(
            self._record(path, new.digest, new.passages),
            card=new.card,
            blocks=new.blocks,
            problems=new.problems,
            outgoing=new.outgoing,
            identity=new.identity,
            attachments=attached(self.attachments, new.attachments),
        )
        self._put(path, record)
        return mended or record != known

    def merge(self, results: Iterable[Understood]) -> None:
        """Merge what other processes have understood; what was read here meanwhile is newer."""
        for new in results:
            state, record = self.state_of(new.path), self._records.get(new.path)
            if state == State.PENDING and new.path in self.addresses:
                self.take(new)
            elif state == State.STALE:
                self.enter(new.path, State.READY)
                if record and new.card and new.digest == record.digest:
                    self.take(new)

    def recount(self) -> None:
        """Count the passages that came and went since the last time."""
        if self._uncounted:
            before = self._counted.recurrences
            self._counted = recount(self._counted, self._records, self._uncounted)
            self._changed_passages |= changed_passages(before, self._counted.recurrences)
            self._uncounted = {}

    def _record(self, path: str, digest: str, passages: PassageRecord) -> SourceRecord:
        """Make the record of a source that has not been understood in this form."""
        known = self._records.get(path)
        return SourceRecord(
            stamp=known.stamp if known else NEVER,
            digest=digest,
            address=self.addresses[path],
            passages=passages,
            card=known.card if known else None,
            list_digest=b"",
            blocks=known.blocks if known else (),
            problems=known.problems if known else (),
            outgoing=known.outgoing if known else OutgoingLinks(),
            identity=known.identity if known else None,
            attachments=known.attachments if known else (),
        )

    def _put(self, path: str, record: SourceRecord | None) -> None:
        """Replace a record, and follow in all that is worked out from records."""
        before = self._records.get(path)
        self.revision += 1
        if record:
            self._records[path] = record
        else:
            self._records.pop(path, None)
        self.index.replace(before, record)
        self.notices.replace(before, record)
        if not (before and record and (before.digest, before.passages) == (record.digest, record.passages)):
            self._uncounted.setdefault(path, before)

    def _place(self, paths: Iterable[str]) -> None:
        """Assign all sources their addresses anew."""
        above = self.site.display_path
        self.addresses = assign_addresses(
            paths, shown=lambda path: readable(os.path.join(above, path))
        ).addresses
        self.index.move()
        for path, record in list(self._records.items()):
            address = self.addresses.get(path)
            if address and address != record.address and self.site.settings.addresses == "path":
                card = record.card and msgspec.structs.replace(record.card, address=address)
                self._put(path, msgspec.structs.replace(record, address=address, card=card))
