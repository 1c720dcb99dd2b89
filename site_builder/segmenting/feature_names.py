"""Names of features as people read them: `link with 'donate'`, `below related boilerplate`."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Recurrence
from site_builder.segmenting.evidence import Evidence
from site_builder.segmenting.features import Features
from site_builder.segmenting.weights import SCALE, Weights, weight_of

_LEAST_WEIGHT = 60
"""In 1/1024 nat; weaker features are not named."""

_WORDS_OF = {
    "before title": "above the title",
    "title place": "where the title stands",
    "head": "before the running text",
    "core": "within the running text",
    "tail": "after the running text",
    "unlinked": "no links",
    "linked": "nothing but links",
    "linked80": "nearly all links",
    "linked50": "mostly links",
    "image only": "an image and no words",
    "no words": "no words",
    "name": "the shape of a name",
    "date only": "nothing but a date",
    "mostly date": "mostly a date",
    "date in": "a date",
    "capitals": "all capitals",
    "handle": "a handle",
    "hashtag": "a hashtag",
    "mail address": "a mail address",
    "title case": "every word capitalised",
    "same as title": "the title again",
    "holds title": "holds the title",
    "link mailto": "a mail link",
    "link here": "a link to nowhere",
    "link home": "links to the outlet",
    "link away": "links elsewhere",
    "link inside": "links within the site",
    "link to article": "a link to another article",
    "link front page": "a link to a front page",
    "opens broken link": "a link over several blocks",
    "in broken link": "a link over several blocks",
    "closes broken link": "a link over several blocks",
    "closes link only": "the address of a link that begins above",
    "all slanted": "all in italics",
    "all strong": "all in bold",
    "ends colon": "ends with a colon",
    "ends bare": "no full stop",
    "opens quote": "opens with a quotation mark",
    "opens bracket": "in brackets",
    "lines": "several lines",
    "hr": "a rule",
    "blockquote": "a quotation",
    "bullet_list": "a list",
    "ordered_list": "a numbered list",
    "code_block": "code",
    "fence": "code",
    "html_block": "raw HTML",
    "paragraph": "",
    "bias": "",
}
_NAMED = (
    (lazy_pattern(r"[wmzap] 0+(?: 0+)?"), "numbers"),
    (lazy_pattern(r"[wmz] (.{4,})"), "word '{}'"),
    (lazy_pattern(r"p (.+)"), "words '{}'"),
    (lazy_pattern(r"a (.{4,})"), "opens with '{}'"),
    (lazy_pattern(r"under (heading|lead-in)(?:/.*)?"), "under a {}"),
    (lazy_pattern(r"u (.+)"), "link with '{}'"),
    (lazy_pattern(r"to (.+)"), "a link to do with {}"),
    (lazy_pattern(r"h([1-6])(?:/.*)?"), "a heading"),
    (lazy_pattern(r"has (.)"), "the sign '{}'"),
    (lazy_pattern(r"under ([a-z]+)[^a-z].*|under ([a-z]+)"), "under a line about {}"),
    (lazy_pattern(r"image .*"), "an image"),
    (lazy_pattern(r"images\d"), "images"),
    (lazy_pattern(r"seen ([a-z]+).*"), "below {} boilerplate"),
    (lazy_pattern(r"prose left 0"), "after the running text"),
    (lazy_pattern(r"from top 0"), "first in the article"),
    (lazy_pattern(r"from end 0"), "last in the article"),
    (lazy_pattern(r"dated .*|date \w+/.*|dates\d"), "a date"),
)
_SAYS = lazy_pattern(
    r"(?:early|hints|(?:only |opens )?say(?:s|ing)(?: at length| often)?) ([a-z]+)(?:[/@].*)?"
)
_SIZE = lazy_pattern(r"size(?:<)?\d+(?:/.*)?")


def strongest_features(
    features: Features,
    evidence: Evidence,
    block: int,
    label: int,
    rival: int,
    *,
    weights: Weights,
    limit: int,
    around: bool,
) -> list[tuple[float, str]]:
    """Return what spoke most for a label against its rival, strongest first, as nats and words.

    With `around`, the features of the neighbouring blocks count too.
    """
    gains: list[tuple[int, int, str]] = []
    roles = len(weights.roles)
    for shift, index in ((0, block), (1, block - 1), (2, block + 1))[: 3 if around else 1]:
        if 0 <= index < len(features.shared):
            mine, other = shift * roles + label, shift * roles + rival
            names = features.shared[index] if shift else [*features.shared[index], *features.own[index]]
            weighed = ((name, weights.packed[name]) for name in names)
            gains += [
                (weight_of(packed, other) - weight_of(packed, mine), shift, name) for name, packed in weighed
            ]
    gains.sort()
    strongest: dict[str, float] = {}
    for gain, shift, name in gains:
        if gain > -_LEAST_WEIGHT or len(strongest) == limit:
            break
        index = block + (0, -1, 1)[shift]
        words = _words(name, evidence.phrases[index], evidence.words[index])
        if words:
            strongest.setdefault(f"next to {words}" if shift else words, -gain / SCALE)
    return [(gain, words) for words, gain in strongest.items()]


def recurrence_in_words(recurrence: Recurrence) -> str:
    """Return how often a passage recurs, rounded down so that the words seldom change."""
    step = 1
    while step * 10 <= recurrence.articles:
        step *= 10
    rounded = max(size for size in (1, 2, 5) if size * step <= recurrence.articles) * step
    return f"same words in {'' if rounded == recurrence.articles else 'over '}{rounded:,} articles"


def _words(name: str, phrases: Sequence[str], count: int) -> str:
    """Return a feature in words; empty where it says nothing to a reader."""
    kind, words = _wording(name)
    if kind == _GROUP:
        return _phrase(words, phrases)
    if kind == _LENGTH:
        return f"{count or 'no'} word{'' if count == 1 else 's'}" if count < 30 else ""
    return words


_GROUP, _LENGTH, _WORDED = range(3)


@lru_cache(maxsize=8192)
def _wording(name: str) -> tuple[int, str]:
    """Return how to name a feature: by the phrases of a group, by the length of the block, or always in these words."""
    plain = _WORDS_OF.get(name)
    if plain is not None:
        return _WORDED, plain
    group = _SAYS.fullmatch(name)
    if group:
        return _GROUP, group[1]
    if _SIZE.fullmatch(name):
        return _LENGTH, ""
    for pattern, wording in _NAMED:
        match = pattern.fullmatch(name)
        if match:
            return _WORDED, wording.format(*[word for word in match.groups() if word])
    return _WORDED, ""


def _phrase(group: str, phrases: Iterable[str]) -> str:
    phrases_of = [phrase.partition(": ")[2] for phrase in phrases if phrase.startswith(group + ":")]
    return f"phrase '{max(phrases_of, key=len)}'" if phrases_of else ""
