"""What the templates of the inspector see."""

import msgspec


class Choice(msgspec.Struct, frozen=True):
    """A role or voice and the key that gives it."""

    name: str
    key: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A block with the lines it stands on and the blank ones after it; or lines that belong to no block."""

    block: int
    """Its index, or -1."""
    lines: tuple[tuple[int, str], ...]
    role: str = ""
    kind: str = ""
    voice: str = ""
    sure: int = 0
    """In per cent."""
    rule: str = ""
    doubtful: bool = False
    corrected: bool = False
    rivals: tuple[str, ...] = ()
    """Other roles it might have, where that is in doubt."""
    parts: tuple[str, ...] = ()


class Fact(msgspec.Struct, frozen=True):
    """One field of the metadata."""

    name: str
    value: str
    line: int
    """Counted from 1; 0 where the text does not state it."""
    rule: str
    sure: int
    corrected: bool


class InspectView(msgspec.Struct, frozen=True):
    """What the template of one article sees."""

    site: str
    title: str
    source: str
    href: str
    token: str
    digest: str
    notes: str
    facts: tuple[Fact, ...]
    rows: tuple[Row, ...]
    roles: tuple[Choice, ...]
    voices: tuple[Choice, ...]
    surer: str = ""
    """Where the next article of the list is; empty after the last."""
    less_sure: str = ""
    """Where the one before it is."""
    rank: int = 0
    """Where the article stands in the list, counted from 1; 0 for one that is not in doubt."""
    doubtful: int = 0
    """How many articles the list has."""


class DoubtfulArticle(msgspec.Struct, frozen=True):
    """An article in the list."""

    title: str
    href: str
    source: str
    lowest: int
    blocks: int


class MissingField(msgspec.Struct, frozen=True):
    """A fact and how many articles lack it."""

    name: str
    """`date`, as readers know it."""
    href: str
    count: int


class ListView(msgspec.Struct, frozen=True):
    """What the template of the list sees."""

    site: str
    articles: tuple[DoubtfulArticle, ...]
    doubtful: int
    known: int
    all: int
    missing: tuple[MissingField, ...]
    """The facts that some articles lack."""


class IncompleteArticle(msgspec.Struct, frozen=True):
    """An article that lacks facts."""

    title: str
    href: str
    """Where the inspector shows it."""
    source: str
    missing: str


class MissingView(msgspec.Struct, frozen=True):
    """What the template of a list sees."""

    site: str
    wanted: str
    """The facts that all articles of the list lack one of, as readers know them."""
    fields: tuple[MissingField, ...]
    articles: tuple[IncompleteArticle, ...]
    count: int
    waiting: int
    """Articles that have not been read yet."""
    table: str
    """The name of the table that can be fetched."""
    has_table: bool
