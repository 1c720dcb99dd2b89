"""Look at an article and list, block by block, what speaks for its roles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from site_builder.memo import Memo
from site_builder.model import Block, Reading
from site_builder.segmenting.firm import rule_of
from site_builder.segmenting.known_ways import Known, Telling, known_way
from site_builder.segmenting.places import place_signals
from site_builder.segmenting.signals import (
    ONLY,
    bag,
    phrase_signals,
    surface_signals,
    url_signals,
    word_signals,
)
from site_builder.segmenting.surface import Surface, look
from site_builder.segmenting.weights import WORD, Signal, Weights
from site_builder.wording import near_duplicate_keys

_SHORT = 60
"""Words of a block of which single words are named as phrases too."""
_LONGEST = 150
"""Words of a notice."""

_MEMO_LENGTH = 2000
_MEMO_SIZE = 512


class Glance:
    """What a block says wherever it stands; the same passage comes back in many articles."""

    __slots__ = (
        "_echoes",
        "_known",
        "_model",
        "_ways",
        "_weight",
        "bag",
        "firm",
        "look",
        "named",
        "only",
        "phrases",
        "surface",
        "words",
    )

    def __init__(self, block: Block, language: str | None) -> None:
        self.surface = look(block, language=language)
        self.phrases = phrase_signals(self.surface)
        self.only = [name[len(ONLY) :] for name in self.phrases if name.startswith(ONLY)]
        """Groups of phrases of which one is most of the block."""
        self.look = surface_signals(self.surface)
        """Signals in its look."""
        self.words = word_signals(self.surface)
        """Signals of its first words; of a short block of all."""
        self.bag = bag(self.surface)
        """Words that tell something wherever in the block they stand."""
        self.named = _named(self.surface)
        """Its phrases, as `group: phrase`."""
        rule = rule_of(block)
        self.firm = rule.packed if rule else 0
        """What its own shape settles, as a packed weight."""
        self._model: Weights | None = None
        self._weight = 0
        self._echoes: tuple[int, ...] | None = None
        self._ways: Telling | None = None
        self._known: Known | None = None

    def known(self, ways: Telling) -> Known | None:
        """Give the phrase of a profile that it has; it is remembered, as articles of one outlet come together."""
        if self._ways is not ways:
            self._known = known_way(ways, self.surface)
            self._ways = ways
        return self._known

    @property
    def echoes(self) -> tuple[int, ...]:
        """Values it shares with nearly equal passages; none for a long block."""
        if self._echoes is None:
            self._echoes = near_duplicate_keys(self.surface.words) if self.surface.count <= _LONGEST else ()
        return self._echoes

    def weight(self, model: Weights) -> int:
        """Give the sum of its packed weights; it is remembered, as models seldom change."""
        if self._model is not model:
            weigh = model.sums.__getitem__
            # Signals of the block alone are short numbers: they come first, so that most sums are short too.
            own = sum(map(weigh, filter(model.sums.knows, self.words)))
            if self.bag:
                own = sum(map(model.words.__getitem__, self.bag & model.words.known), own)
            self._weight = sum(map(weigh, self.phrases), sum(map(weigh, self.look), own)) + self.firm
            self._model = model
        return self._weight


def _named(surface: Surface) -> tuple[str, ...]:
    """Give the phrases of a block as `group: phrase`; of a long block only those of some length."""
    if not surface.phrases:
        return ()
    if surface.count <= _SHORT:
        return tuple(
            [f"{group}: {phrase.needle.strip()}" for phrase in surface.phrases for group in phrase.groups]
        )
    long = [phrase for phrase in surface.phrases if phrase.needle.count(" ") > 2]
    return tuple([f"{phrase.groups[0]}: {phrase.needle.strip()}" for phrase in long])


class Features(NamedTuple):
    """What speaks for the roles of an article's blocks; one row of signals per block in each list."""

    surfaces: list[Surface]
    shared: list[list[str]]
    """Signals that also speak for the roles of the blocks before and after."""
    own: list[list[str]]
    """Signals that speak for the block itself only."""


def extract_features(reading: Reading) -> Features:
    """Look at every block of an article."""
    glances = [glance(block, language=reading.language) for block in reading.blocks]
    surfaces = [each.surface for each in glances]
    around = surroundings(glances)
    return Features(
        surfaces,
        [[*_names(each.look), *each.phrases] for each in glances],
        [
            [*each.words, *sorted([WORD + word for word in each.bag]), *_names(more)]
            for each, more in zip(glances, around, strict=True)
        ],
    )


def _names(signals: Iterable[Signal]) -> Iterator[str]:
    """Name the signals one by one, those that come together too."""
    for signal in signals:
        if isinstance(signal, str):
            yield signal
        else:
            yield from signal.names


def surroundings(glances: Sequence[Glance]) -> list[list[Signal]]:
    """List, for each block, the signals that depend on the article around it: its place, and where its links lead."""
    surfaces = [each.surface for each in glances]
    home = _home(surfaces)
    places = place_signals(surfaces, [each.only for each in glances])
    for surface, found in zip(surfaces, places, strict=True):
        if surface.urls:
            found.extend(url_signals(surface, home=home))
    return places


def glance(block: Block, *, language: str | None) -> Glance:
    """Take a block in, or recall how the same words looked elsewhere."""
    if len(block.text) > _MEMO_LENGTH:
        return Glance(block, language)
    key = (block.type, block.level, block.text, language)
    known = _MEMO.get(key)
    if known is None:
        known = Glance(block, language)
        if known.named or not known.surface.prose:
            # Running text that says nothing of furniture hardly comes again, and would push out what does.
            _MEMO.put(key, known)
    return known


_MEMO = Memo[Glance](_MEMO_SIZE)


def _home(surfaces: list[Surface]) -> str:
    """Name the host that most links of the article lead to."""
    hosts = Counter(
        url.partition("//")[2].partition("/")[0].lower().removeprefix("www.")
        for surface in surfaces
        for url in surface.urls
        if url.startswith("http")
    )
    return max(hosts, key=lambda host: (hosts[host], host)) if hosts else ""
