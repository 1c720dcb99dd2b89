"""Carry what the finders of metadata share: the zones of an article and what was found where."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.plain_view import PlainView, view
from site_builder.model import Block, Problem, Reading, Role, Span
from site_builder.settings import Settings

HEAD_BLOCKS = 25
"""Blocks that can belong to the head, at most."""
TAIL_BLOCKS = 12
"""Blocks that can belong to the tail, at least."""
_RUNNING_TEXT_CHARS = 220
"""A body block of more characters is running text."""


class Finding(NamedTuple):
    """A value, where it stands and why it is believed."""

    value: Any
    block: int
    rule: str
    confidence: float


_FOOTER = lazy_pattern(
    r"[\s>*_#]{0,6}(?:this (?:entry|post|article) was (?:posted|published|written)|"
    r"dieser (?:beitrag|eintrag|artikel) wurde|cet(?:te)? (?:entrée|article|billet) a été (?:publiée?|posté)|"
    r"esta entrada (?:fue|ha sido) publicada|questo (?:articolo|post) è stato pubblicato|"
    r"(?:este|esse) (?:post|artigo) foi publicado|(?:ten )?wpis (?:został )?opublikowan|"
    r"dit bericht (?:is|werd) geplaatst|запись опубликована|эта запись была)",
    re.IGNORECASE,
)


def opens_footer(block: Block) -> bool:
    """Return whether a block opens with a blog's footer: when and by whom the text was posted."""
    return _FOOTER.match(block.text) is not None


class ArticleLayout:
    """An article with its roles, seen as its finders need it; views are made when they are first looked at."""

    def __init__(self, reading: Reading, roles: Sequence[Role], settings: Settings) -> None:
        self.reading = reading
        self.blocks = reading.blocks
        self.roles = tuple(roles)
        self.settings = settings
        self._views: dict[int, PlainView] = {}

    def view(self, index: int) -> PlainView:
        """Return the view of a block."""
        cached = self._views.get(index)
        if cached is None:
            cached = self._views[index] = view(self.blocks[index])
        return cached

    @cached_property
    def head(self) -> range:
        """The blocks before the running text, and one more; it ends at two long body blocks in a row."""
        run, body = 0, Role.BODY
        for index, block in enumerate(self.blocks[:HEAD_BLOCKS]):
            if self.roles[index] is not body:
                continue
            run = run + 1 if len(block.text) > _RUNNING_TEXT_CHARS else run
            if run == 2:
                return range(index)
        return range(min(HEAD_BLOCKS, len(self.blocks)))

    @cached_property
    def titled(self) -> int:
        """The first headline, or 0."""
        return self.roles.index(Role.TITLE) if Role.TITLE in self.roles else 0

    @cached_property
    def tail(self) -> range:
        """The last third of the blocks, or the last twelve if that is more."""
        size = len(self.blocks)
        return range(max(self.head.stop, size - max(TAIL_BLOCKS, size // 3)), size)

    def is_broken(self, index: int) -> bool:
        """Return whether a block belongs to front matter that cannot be read."""
        broken = self.reading.broken_front_matter
        return broken is not None and self.blocks[index].lines.start < broken.end

    def having(self, *roles: Role) -> Iterator[int]:
        """Return the blocks of these roles, in order."""
        return (index for index, role in enumerate(self.roles) if role in roles)

    def span(self, index: int) -> Span:
        """Return the source lines of a block."""
        return self.blocks[index].lines

    def block(self, index: int) -> Block:
        """Return a block."""
        return self.blocks[index]

    def problem(self, index: int, text: str, code: str, message: str, hint: str) -> Problem:
        """Name a problem at the line of a block on which `text` stands."""
        block = self.blocks[index]
        at = block.text.find(text)
        line = block.lines.start + (block.text.count("\n", 0, at) if at > 0 else 0)
        return Problem(self.reading.display_path, line + 1, code, message, hint)
