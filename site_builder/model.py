"""Define the values that flow through the program, from a file as found to a page as written.

Every value is frozen and comparable: if two are equal, nothing downstream has changed.
Lines are 0-based and the end is excluded, as in Python slices; only what people read counts from 1.
Dates are ISO 8601 strings, as precise as the text was: `2020-02-04`, `2020-02` or `2020`.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum, StrEnum

import msgspec

from site_builder.lazy_patterns import lazy_pattern


class SiteError(Exception):
    """What stops a command: wrong use, bad configuration, or an output that cannot be written."""

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where
        self.problems: tuple[Problem, ...] = ()
        """All that is wrong, where it is more than one thing."""

    @classmethod
    def of(cls, problems: "Sequence[Problem]") -> "SiteError":
        """Make one error of several problems, each with its own line."""
        lines = [
            f"{problem.path}:{problem.line}: {problem.message}"
            if problem.line
            else f"{problem.path}: {problem.message}"
            for problem in problems
        ]
        error = cls("\n".join(lines), hint="; ".join(dict.fromkeys(problem.hint for problem in problems)))
        error.problems = tuple(problems)
        return error

    def each_problem(self, code: str) -> "Iterator[Problem]":
        """Yield all that is wrong; what is known as text alone is taken apart, and gets this code."""
        if self.problems:
            yield from self.problems
            return
        for line in self.message.split("\n"):
            match = _PLACE.fullmatch(line)
            path, number, words = match.groups() if match else ("", None, line)
            yield Problem(path, int(number) if number else None, code, words, self.hint)


_PLACE = lazy_pattern(r"([^\n]*?)(?::([0-9]+))?: (.*)")
"""The form of messages: file, line, what is wrong."""


class Role(StrEnum):
    """What a block is for: a closed vocabulary."""

    TITLE = "title"
    BYLINE = "byline"
    DATELINE = "dateline"
    TAXONOMY = "taxonomy"
    STANDFIRST = "standfirst"
    BODY = "body"
    MEDIA = "media"
    SHARE = "share"
    SUPPORT = "support"
    PROMO = "promo"
    BIO = "bio"
    DISCLAIMER = "disclaimer"
    COPYRIGHT = "copyright"
    CONTACT = "contact"
    SEPARATOR = "separator"


class RoleClass(StrEnum):
    """The coarse family of a role, which decides how a passage looks and whether it is the article's own."""

    ARTICLE = "article"
    BOILERPLATE = "boilerplate"
    DISCLAIMER = "disclaimer"
    NONE = "none"


class Voice(StrEnum):
    """Who speaks in a passage."""

    AUTHOR = "author"
    SOURCE = "source"
    """The outlet a piece was taken from."""
    PUBLISHER = "publisher"
    """The outlet that carries it."""
    EDITOR = "editor"
    """Whoever keeps this archive."""


class Span(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A run of source lines: 0-based, end excluded."""

    start: int
    end: int


class Problem(msgspec.Struct, frozen=True, order=True, gc=False):
    """Something worth fixing in a source; it never stops the build."""

    path: str
    """The file as the person who runs the program would name it."""
    line: int | None
    """1-based, or None where the whole file is meant."""
    code: str
    """Stable and machine-readable, such as `bad-date`."""
    message: str
    hint: str
    """The way out."""
    refused: bool = False
    """Whether the file could not be used because of it: a source is no article, notes correct nothing."""


class Source(msgspec.Struct, frozen=True):
    """One file, as found."""

    path: str
    """Relative to the content folder, with `/`."""
    display_path: str
    """The path as messages name it: relative to where the program runs."""
    data: bytes
    notes: bytes = b""
    """What stands in the notes file beside it, where people correct what the program understood."""
    notes_display_path: str = ""
    """The name of the notes file for messages."""
    notes_problem: Problem | None = None
    """Why the notes file cannot be read, where there is one; the article is understood from its text alone then."""


class Block(msgspec.Struct, frozen=True, gc=False):
    """One top-level Markdown block: paragraph, heading, list, quote, rule, code or HTML."""

    index: int
    lines: Span
    type: str
    """markdown-it's token type without `_open`: `paragraph`, `heading`, `bullet_list`, `hr`, …"""
    text: str
    """The source lines of the block joined by `\\n`, as found."""
    level: int = 0
    """1 to 6 for a heading, otherwise 0."""


class Metadata(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the text states about itself. A field it does not state is None or empty; nothing is invented."""

    title: str | None = None
    byline: tuple[str, ...] = ()
    date: str | None = None
    """When the carrying publisher published it."""
    publisher: str | None = None
    """The outlet that carries the piece."""
    source: str | None = None
    """The outlet the piece was taken from."""
    source_date: str | None = None
    source_url: str | None = None
    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    language: str | None = None
    """BCP 47, lower case: `en`, `pt-br`."""
    saved: str | None = None
    """When it was saved for the archive, as far as the file or the keeper says so."""
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Labels of the other facets that a site has, by facet key, sorted."""


class Provenance(msgspec.Struct, frozen=True, gc=False):
    """Where a metadata field was found and why it was believed."""

    lines: Span
    rule: str
    confidence: float


class Profile(msgspec.Struct, frozen=True):
    """The known ways of one publisher: what a person found out about it, as data."""

    name: str
    names: tuple[str, ...]
    """Other names it goes by."""
    hosts: tuple[str, ...]
    """`tide-gazette.example`"""
    date_order: str
    """How it writes 04/05/2020: `dmy` or `mdy`; empty when unknown."""
    phrases: tuple[tuple[Role, str], ...]
    """Words that open or mark its blocks of a role, as they were written."""


class Correction(msgspec.Struct, frozen=True):
    """What a person says of one block."""

    quote: str
    """The first words of the block, without Markdown marks."""
    role: Role | None
    voice: Voice | None
    line: int
    """Of the notes file, counted from 1."""


class NoteKind(StrEnum):
    """What a note of the keeper does: a closed vocabulary."""

    COMMENT = "comment"
    CORRECTION = "correction"
    CONTEXT = "context"
    QUESTION = "question"
    HIGHLIGHT = "highlight"


class KeeperNote(msgspec.Struct, frozen=True, kw_only=True):
    """A note that the keeper of the archive wrote beside some words, as the notes file has it."""

    id: str
    """Stated, or made from the words it stands beside; the same in every build, and of one note in a file."""
    name: str
    """The id as addresses have it: letters, digits, `-` and `_`."""
    line: int
    """Of the notes file, counted from 1."""
    at: int = 0
    """Its place among the notes of the file, counted from 0."""
    quote: str = ""
    first: str = ""
    """The first words of a long passage, instead of a quote; `from` in the file."""
    last: str = ""
    """Its last words; `to` in the file."""
    block: str = ""
    """The first words of a block that the note is about as a whole."""
    prefix: str = ""
    """Words before the passage, where it stands more than once."""
    suffix: str = ""
    """Words after it."""
    text: str = ""
    """What the note says, in Markdown; a highlight may say nothing."""
    kind: NoteKind = NoteKind.COMMENT
    by: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    has_id: bool = False
    """Whether the file states the id."""


class PlacedNote(msgspec.Struct, frozen=True):
    """A note and the one passage that it stands beside; offsets count code points of the blocks' visible text."""

    note: KeeperNote
    number: int
    """In the order of the passages, from 1; 0 for a highlight without words of its own."""
    first: int
    """Index of the block in which the passage begins."""
    start: int
    """Where it begins in that block."""
    last: int
    """Index of the block in which it ends."""
    end: int
    """Where it ends in that block."""


class LostNote(msgspec.Struct, frozen=True):
    """A note whose passage does not stand in the text exactly once; it is shown beside no words."""

    note: KeeperNote
    reason: str
    candidates: tuple[str, ...]
    """The passages most like the quoted words, each with its line."""


class NotePlacement(msgspec.Struct, frozen=True):
    """What became of the notes on one article."""

    placed: tuple[PlacedNote, ...] = ()
    """In the order of their passages."""
    lost: tuple[LostNote, ...] = ()
    """In the order of the file."""
    problems: tuple[Problem, ...] = ()


class Corrections(msgspec.Struct, frozen=True):
    """What people say of one article; it wins over what the program thinks."""

    display_path: str = ""
    """The notes file."""
    fields: tuple[str, ...] = ()
    """Names of the metadata fields that are corrected, even to nothing."""
    lines: tuple[int, ...] = ()
    """Where each of them is set, counted from 1."""
    metadata: Metadata = Metadata()
    repair_text: bool | None = None
    """Whether wrongly decoded text is shown repaired; None where the notes do not say."""
    blocks: tuple[Correction, ...] = ()
    notes: tuple[KeeperNote, ...] = ()
    problems: tuple[Problem, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """One source taken apart: its blocks and what its front matter says, with no verdict on roles."""

    path: str
    display_path: str
    sha256: str
    blocks: tuple[Block, ...]
    fingerprints: tuple[int, ...]
    """One per block: 64 bits over the normalised passage; 0 where it is too short to recur meaningfully."""
    stated: Metadata
    """From front matter; it overrides what the text says."""
    provenance: tuple[tuple[str, Provenance], ...]
    """For the fields in `stated`, by field name."""
    front_matter: Span | None
    outlet: str
    """The outlet as far as it can be told before roles are known, normalised; empty when unknown."""
    profile: Profile | None
    """What is known of the ways of that outlet."""
    language: str | None
    """Detected from the text, or stated; None when the text is too short to tell."""
    problems: tuple[Problem, ...]
    broken_front_matter: Span | None = None
    """The lines of front matter that cannot be read; they are part of the text, and no headline."""
    saved: tuple[str, ...] = ()
    """Days on which the file says that it was saved, captured or downloaded."""


class PassageRecord(msgspec.Struct, frozen=True, gc=False):
    """The little of a reading that weighing recurrences needs."""

    outlet: str
    packed: bytes
    """Its fingerprints of passages, 64 bits each: all articles' are in memory at once, and numbers take much."""
    facets: tuple[str, ...] = ()
    """Keys of the indexes that the text seems to state a label for."""

    @classmethod
    def of(cls, outlet: str, fingerprints: Iterable[int], facets: tuple[str, ...] = ()) -> "PassageRecord":
        """Give the sighting of an article with these fingerprints."""
        return cls(outlet, array("Q", fingerprints).tobytes(), facets)

    @property
    def fingerprints(self) -> Sequence[int]:
        """What tells each of its passages from others; 0 for those too short to recur."""
        return memoryview(self.packed).cast("Q")


class LinkReference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A link of an article that may lead to another one of the archive."""

    target: str
    """As the HTML would have it, `../b/other.md#heading`; after `wiki:` for `[[Other]]`."""
    line: int
    """The line of the file that it stands on, from 0."""


class OutgoingLinks(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an article refers to, as far as it may be another article of the archive."""

    references: tuple[LinkReference, ...] = ()
    addresses: bytes = b""
    """The `wording.address_key` of each web address, 64 bits each."""


class ArticleIdentity(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an article answers to, and what tells that others are copies of it."""

    address: str
    """Empty where it is not known yet; nothing leads to the article then."""
    title: str = ""
    """Empty where it is not known yet."""
    originals: bytes = b""
    """What `indexing.pack_keys` returns for the addresses of its original."""
    body: bytes = b""
    """What `indexing.pack_body` returns for it."""
    keywords: str = ""
    """The words of its own that tell it from others, with blanks between."""
    text: bytes = b""
    """Its own words, as `wording.pack_paragraphs` packs them, where others may be copies of it."""


class Relations(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where the links of an article to others lead."""

    links: dict[str, str] = {}
    """The address of an article by the target of a link, without its fragment."""
    originals: dict[int, str] = {}
    """The address of our copy of a page by the `wording.address_key` of the address of its original."""


NO_RELATIONS = Relations()
"""Those of an article that refers to no other."""


class ArticleMention(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An article as the page of another one names it."""

    address: str
    title: str
    language: str
    publisher: str
    date: str


class RelatedLink(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An article that shares rare words with another, and the rarest of them as that one writes them."""

    article: ArticleMention
    words: tuple[str, ...]


class CopyLink(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Another article of the archive that says the same or nearly the same."""

    article: ArticleMention
    is_same: bool
    """Whether its file has the same bytes."""
    cut: int
    """Words in paragraphs of this article that the copy does not have."""
    added: int
    """Words in paragraphs of the copy that this article does not have."""
    text: bytes = b""
    """The own words of the copy, packed; nothing where they are the same or too long to be compared."""


class Neighbours(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The list that an article is read in, what stands beside it there, and its copies."""

    facet: str = ""
    """Key of the facet of the list; empty for that of all articles."""
    label: str = ""
    """The label of the list as the article spells it."""
    earlier: ArticleMention | None = None
    later: ArticleMention | None = None
    copies: tuple[CopyLink, ...] = ()
    """The earliest first."""
    more_copies: int = 0
    """Copies beyond those that are listed."""


class Onward(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The ways on from an article."""

    neighbours: Neighbours = Neighbours()
    related: tuple[RelatedLink, ...] = ()


NO_ONWARD = Onward()
"""Those of an article that stands alone."""


class Recurrence(msgspec.Struct, frozen=True, gc=False):
    """How often one passage occurs in the archive."""

    articles: int
    outlets: int
    """Distinct known outlets among those articles."""


Recurrences = Mapping[int, Recurrence]
"""By fingerprint; a passage of one article only is left out."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """A sentence span with a role of its own inside a block."""

    start: int
    """Character offset in the block's text."""
    end: int
    role: Role
    rule: str


class Verdict(msgspec.Struct, frozen=True):
    """The role of one block, and the reason."""

    role: Role
    confidence: float
    """0 to 1: how often such roles were right on outlets that the model had not seen."""
    rule: str
    """The strongest evidence, in words."""
    parts: tuple[Part, ...] = ()


class Label(msgspec.Struct, frozen=True):
    """A verdict with the voice that speaks."""

    role: Role
    voice: Voice
    confidence: float
    rule: str
    parts: tuple[Part, ...] = ()


class ExtractedMetadata(msgspec.Struct, frozen=True):
    """Metadata settled from front matter, text and roles, with the evidence for each field."""

    metadata: Metadata
    provenance: tuple[tuple[str, Provenance], ...]
    problems: tuple[Problem, ...]


class Segment(msgspec.Struct, frozen=True):
    """Neighbouring blocks with one role and one voice."""

    id: str
    """`s0`, `s1`, … in source order."""
    role: Role
    voice: Voice
    first: int
    """Index of the first block."""
    end: int
    """Index after the last block."""
    rule: str


class NoticePart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A sentence span of a notice with a role of its own."""

    start: int
    """Character offset in the text of the notice."""
    end: int
    role: Role


class NoticeText(msgspec.Struct, frozen=True, array_like=True):
    """A notice as one article has it."""

    text: str
    """In plain words, on one line."""
    language: str
    """Of the article; empty when unknown."""
    variables: tuple[str, ...] = ()
    """Words in it that are the article's own, such as the name of the author, the longest first."""
    parts: tuple[NoticePart, ...] = ()


class Speaker(IntEnum):
    """The outlet that says a notice."""

    UNKNOWN = 0
    PUBLISHER = 1
    SOURCE = 2


class FoundNotice(msgspec.Struct, frozen=True, array_like=True):
    """A notice in an article."""

    block: int
    """Index of the block that it is."""
    words: int
    """64 bits of its wording; equal for printings of the same wording."""
    loose: int
    """The same without dates and numbers that are no amounts."""
    text: int
    """The same of `passage`."""
    speaker: Speaker
    passage: NoticeText


class NoticeNoteRef(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A note of the keeper on a notice, as the margin names it."""

    name: str
    """As in addresses."""
    kind: NoteKind


class NoticeLink(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the margin says of a notice, and where its page is."""

    address: str
    """Site-relative, with the wording as fragment: `notices/harbour-review-the-views-1a2b3c4d/#w-1a2b3c4d`."""
    words: str
    """`In 1,000+ articles since 2014 · third wording`; counts are rounded down, so that old pages stay as they are."""
    opening: str
    """The first words of the notice, which tell it from others in the same passage."""
    varies: bool = False
    """Whether its page has only one of many wordings."""
    notes: tuple[NoticeNoteRef, ...] = ()
    """The keeper's notes on it; where it has no page of its own, these are all that the margin says of it."""


class Annotation(msgspec.Struct, frozen=True):
    """A margin note and the segment it stands beside. Plain text only."""

    segment: str
    label: str
    """What the passage is: `Support appeal`."""
    speaker: str
    """Who says it: `South Front, the source`."""
    says: str
    """What it does, in a few words; may be empty."""
    common: str
    """How common it is; may be empty."""
    notices: tuple[NoticeLink, ...] = ()
    """The notices that the passage consists of, as far as they have pages or notes of the keeper."""


class Article(msgspec.Struct, frozen=True):
    """One source understood."""

    path: str
    display_path: str
    sha256: str
    metadata: Metadata
    provenance: tuple[tuple[str, Provenance], ...]
    stated_url: str | None
    """The address of the original as the article states it, whatever people say of it."""
    blocks: tuple[Block, ...]
    labels: tuple[Label, ...]
    """One per block."""
    segments: tuple[Segment, ...]
    annotations: tuple[Annotation, ...]
    front_matter: Span | None
    problems: tuple[Problem, ...]
    notices: tuple[FoundNotice, ...] = ()
    """Its boilerplate, block by block."""
    notes: NotePlacement = NotePlacement()
    """Those of the keeper on its words."""


class Words(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How many words of an article each class has."""

    article: int
    boilerplate: int
    disclaimer: int


class NoteEntry(msgspec.Struct, frozen=True, gc=False):
    """What lists of notes show of one."""

    name: str
    kind: NoteKind
    quote: str
    """The words it stands beside, perhaps cut."""
    text: str
    html: str
    """What it says, as safe HTML."""
    by: str
    date: str
    tags: tuple[str, ...]
    link: str
    is_lost: bool


class NoticeNote(msgspec.Struct, frozen=True):
    """A note of the keeper on every notice that has the words which it quotes."""

    note: KeeperNote
    entry: NoteEntry


class Card(msgspec.Struct, frozen=True, gc=False):
    """The few facts of an article that lists and indexes show; about a kilobyte."""

    path: str
    address: str
    """Site-relative, with a slash at the end and none at the start: `articles/2020/holm-gauge/`."""
    title: str
    """As stated, or made from the file name when the text states none."""
    titled: bool
    """Whether the text states the title."""
    metadata: Metadata
    words: Words
    excerpt: str
    """From the article's own words; plain text. Feeds show it, lists do not."""
    notes: tuple[NoteEntry, ...] = ()
    """The keeper's notes on it; lists of articles show how many there are."""
    notices: bytes = b""
    """The notices that stand in it, as `notices.pack_occurrences` packs them."""


class Term(msgspec.Struct, frozen=True):
    """A label that names a shelf: its most frequent spelling and the address it shares with the others."""

    name: str
    slug: str


class NoticeVersion(msgspec.Struct, frozen=True):
    """One wording of a notice."""

    address: str
    """Of its own page, which depends on outlet and words alone: `notices/harbour-review-the-views-1a2b3c4d/`."""
    passage: NoticeText
    """As the first article has it."""
    first: str
    """When it was first seen; empty where no article with it has a date."""
    last: str
    count: int
    """Articles with it."""
    articles: bytes
    """Their positions in `Archive.cards`, 32 bits each, in order."""


class Notice(msgspec.Struct, frozen=True):
    """A passage of boilerplate that recurs under one outlet, with all its wordings."""

    role: Role
    outlet: Term
    """Who says it; the name is empty where that is not known."""
    facet: str
    """Key of the index in which the outlet has a page: `publishers` or `sources`; empty where it has none."""
    versions: tuple[NoticeVersion, ...]
    """In the order in which they were first seen, those without a date last."""
    first: str
    last: str
    count: int
    """Articles with it, in whatever wording."""
    years: tuple[tuple[int, int], ...]
    """Year and number of articles, in order; those without a date are in none."""
    purposes: tuple[str, ...]
    """Keys of what it does, as `notice_purposes` has them."""
    varies: bool = False
    """Whether its words change from one article to the next, so that its only version stands for all of them."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Name of the outlet and address of the notice, for those of other outlets with the same words."""
    notes: tuple[NoteEntry, ...] = ()
    """The keeper's notes on it."""

    @property
    def address(self) -> str:
        """The address of its page: that of its first wording."""
        return self.versions[0].address

    @property
    def current(self) -> NoticeVersion:
        """The wording that was seen last; the later one among equals."""
        return max(self.versions, key=lambda version: (version.last, version.first))


class Shelf(msgspec.Struct, frozen=True):
    """The cards under one heading of one index, newest first."""

    facet: str
    """Key of the index: `regions`, `themes`, …"""
    term: Term
    cards: Sequence[Card]


class OwnPage(msgspec.Struct, frozen=True):
    """A page that the keeper of the site wrote, or a picture it shows."""

    path: str
    """Of the file in the site: `handbook/roles/index.html`."""
    origin: str
    """The source as messages name it."""
    title: str
    html: str
    template: str
    """Empty for a picture."""
    data: bytes
    """Of a picture."""


class Archive(msgspec.Struct, frozen=True):
    """All cards, newest first, and all shelves by facet, most articles first."""

    cards: Sequence[Card]
    shelves: Mapping[str, tuple[Shelf, ...]]
    own: tuple[OwnPage, ...] = ()
    """The pages that are no articles."""
    notices: tuple[Notice, ...] = ()
    """Those with most articles first, then by address."""
    digests: Mapping[str, str] = {}
    """SHA-256 of the files of articles, by path."""
    lost_notes: tuple[str, ...] = ()
    """Names of the keeper's notes on notices that stand on none."""


class Page(msgspec.Struct, frozen=True):
    """A file that should exist, not rendered yet."""

    path: str
    """Site-relative, `regions/north-sea/index.html`."""
    template: str
    """Name of the template, or empty where `view` is the content itself as bytes."""
    view: object
    """What the template sees; bytes where there is no template."""
    origin: str
    """What the page is made from, for messages: a source path or an index."""


class Output(msgspec.Struct, frozen=True):
    """Bytes for a path in the output folder."""

    path: str
    data: bytes
    origin: str
