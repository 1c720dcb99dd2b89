"""Features of an article, block by block: those of each block by itself, remembered, and those of its surroundings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from site_builder.memo import Memo
from site_builder.model import Block, Reading
from site_builder.segmenting.block_features import (
    ONLY,
    bag_of_words,
    form_features,
    phrase_features,
    word_features,
)
from site_builder.segmenting.block_text import BlockText, block_text
from site_builder.segmenting.broken_links import as_links, broken_link_features
from site_builder.segmenting.context_features import context_features
from site_builder.segmenting.link_features import link_features
from site_builder.segmenting.profile_phrases import PhraseMatch, ProfilePhrases, match_profile
from site_builder.segmenting.rules import rule_of
from site_builder.segmenting.weights import WORD, Feature, Weights
from site_builder.wording import near_duplicate_keys

_SHORT_WORDS = 60
"""Of a block that is no longer, phrases of one word are reported too."""
_NOTICE_WORDS = 150
"""A longer passage is no notice and has no near-duplicate keys."""

_MEMO_CHARACTERS = 2000
"""The features of a longer block are not remembered."""
_MEMO_BLOCKS = 512


class BlockFeatures:
    """The features of a block by itself, wherever it stands; the same passage occurs in many articles."""

    __slots__ = (
        "_keys",
        "_match",
        "_profile",
        "_weight",
        "_weights",
        "bag",
        "form",
        "main_groups",
        "phrases",
        "reported",
        "rule",
        "text",
        "words",
    )

    def __init__(self, block: Block, language: str | None) -> None:
        self.text = block_text(block, language=language)
        self.phrases = phrase_features(self.text)
        self.main_groups = [name[len(ONLY) :] for name in self.phrases if name.startswith(ONLY)]
        """Groups of phrases of which one is most of the block."""
        self.form = form_features(self.text)
        self.words = word_features(self.text)
        self.bag = bag_of_words(self.text)
        self.reported = _reported_phrases(self.text)
        """Its phrases, as `group: phrase`."""
        self.rule = rule_of(block)
        self._weights: Weights | None = None
        self._weight = 0
        self._keys: tuple[int, ...] | None = None
        self._profile: ProfilePhrases | None = None
        self._match: PhraseMatch | None = None

    def match(self, profile: ProfilePhrases) -> PhraseMatch | None:
        """Return the phrase of a profile that it has; remembered, as articles of one outlet come together."""
        if self._profile is not profile:
            self._match = match_profile(profile, self.text)
            self._profile = profile
        return self._match

    @property
    def near_duplicate_keys(self) -> tuple[int, ...]:
        """Values that nearly equal passages share; none for a long block."""
        if self._keys is None:
            self._keys = near_duplicate_keys(self.text.words) if self.text.count <= _NOTICE_WORDS else ()
        return self._keys

    def weight(self, weights: Weights) -> int:
        """Return the sum of its packed weights; remembered, as the weights seldom change."""
        if self._weights is not weights:
            weigh = weights.packed.__getitem__
            # hot: see tests/benchmarks/stages.py. Features without neighbours' weights are short numbers: they come
            # first, so that most sums are short too.
            total = sum(map(weigh, filter(weights.packed.knows, self.words)))
            if self.bag:
                total = sum(map(weights.words.__getitem__, self.bag & weights.words.trained), total)
            if self.rule:
                total += weights.adding(self.rule.role, self.rule.nats)
            self._weight = sum(map(weigh, self.phrases), sum(map(weigh, self.form), total))
            self._weights = weights
        return self._weight


def _reported_phrases(text: BlockText) -> tuple[str, ...]:
    """Return the phrases of a block as `group: phrase`; of a long block only those of some length."""
    if not text.phrases:
        return ()
    if text.count <= _SHORT_WORDS:
        return tuple([f"{group}: {phrase.words}" for phrase in text.phrases for group in phrase.groups])
    long = [phrase for phrase in text.phrases if phrase.needle.count(" ") > 2]
    return tuple([f"{phrase.groups[0]}: {phrase.words}" for phrase in long])


class Features(NamedTuple):
    """The features of an article's blocks; one row of names per block in each list."""

    texts: list[BlockText]
    shared: list[list[str]]
    """Features that also speak for the roles of the blocks before and after."""
    own: list[list[str]]
    """Features that speak for the block itself only."""


def extract_features(reading: Reading) -> Features:
    """Return the features of every block of an article by name, for training and explanations."""
    blocks = [block_features(block, language=reading.language) for block in reading.blocks]
    return Features(
        [block.text for block in blocks],
        [[*_names(block.form), *block.phrases] for block in blocks],
        [
            [*block.words, *sorted([WORD + word for word in block.bag]), *_names(context)]
            for block, context in zip(blocks, surroundings(blocks), strict=True)
        ],
    )


def _names(features: Iterable[Feature]) -> Iterator[str]:
    """Yield the names of features one by one, those of groups too."""
    for feature in features:
        if isinstance(feature, str):
            yield feature
        else:
            yield from feature.names


def surroundings(blocks: Sequence[BlockFeatures]) -> list[list[Feature]]:
    """Return, for each block, the features that depend on the article: its context, and where its links lead."""
    texts = [block.text for block in blocks]
    broken = broken_link_features(texts)
    if broken:
        texts = as_links(texts, broken)
    home = _home(texts)
    rows = context_features(texts, [block.main_groups for block in blocks])
    for index, feature in broken.items():
        rows[index].append(feature)
    for text, row in zip(texts, rows, strict=True):
        if text.urls:
            row.extend(link_features(text, home=home))
    return rows


def block_features(block: Block, *, language: str | None) -> BlockFeatures:
    """Return the features of a block by itself, remembered from where the same words stood elsewhere."""
    if len(block.text) > _MEMO_CHARACTERS:
        return BlockFeatures(block, language)
    key = (block.type, block.level, block.text, language)
    features = _MEMO.get(key)
    if features is None:
        features = BlockFeatures(block, language)
        if features.reported or not features.text.prose:
            # Running text without phrases of boilerplate hardly recurs, and would push out what does.
            _MEMO.put(key, features)
    return features


_MEMO = Memo[BlockFeatures](_MEMO_BLOCKS)


def _home(texts: list[BlockText]) -> str:
    """Return the host that most links of the article lead to."""
    hosts = Counter(
        url.partition("//")[2].partition("/")[0].lower().removeprefix("www.")
        for text in texts
        for url in text.urls
        if url.startswith("http")
    )
    return max(hosts, key=lambda host: (hosts[host], host)) if hosts else ""
