"""Features of one block by itself: its form, phrases and words."""

from bisect import bisect_right
from functools import cache
from itertools import pairwise

from site_builder.lazy_patterns import lazy_pattern
from site_builder.segmenting.block_text import BlockText
from site_builder.segmenting.weights import Feature, FeatureGroup

_SIZES = (1, 2, 3, 4, 6, 9, 13, 19, 26, 36, 51, 81, 121)
"""Steps of a number of words."""
_SIZE = tuple(f"size{n}" for n in (0, *_SIZES))
_SHARES = (0.01, 0.2, 0.5, 0.8, 0.97)
"""Steps of the share of the words that are links."""
_SHARE = ("unlinked", "linked1", "linked20", "linked50", "linked80", "linked")
_FEW = (1, 2, 3, 5, 9)
"""Steps of a number of links, images or items."""

_SHORT_WORDS = 14
"""Of a block that is no longer, every word is a feature."""
_MIDDLING_WORDS = 60
"""Of a block that is no longer, words count wherever they stand."""
_LARGE_SIZE = 10
"""A step of `_SIZES`; the case and dates of a larger block tell nothing."""
_NUMBER_WORDS = 3
"""Words of a line that is nothing but a number or a time, at most."""
_MOST_SENTENCES = 5
"""More of them tell no more."""
_OTHER_STOPS = "…؟。！？।۔"
_AT_FEATURES = (
    ("handle", lazy_pattern(r"(?<![\w.])@\w")),
    ("mail address", lazy_pattern(r"[\w.+-]@[\w-]+\.")),
)
_HASHTAG = lazy_pattern(r"(?<!\w)#\w")
_IMAGE_FILE = lazy_pattern(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:\?|$)")
_IMAGE_SIZE = lazy_pattern(
    r"(?<!\d)(\d{2,4})[x_]\d{2,4}(?!\d)|(?<![a-z])(?:width|height|size|w|h|s)[=_](\d{2,4})(?![\d.])"
)
"""The size of an image in its address: `640x480`, `image_40_40`, `w=40`."""
_EMPHASIS = lazy_pattern(r"(\*\*|__|\*|_)(?=\S)")
_END_NAMES = {
    ".": "stop", "!": "bang", "?": "ask", ":": "colon", "…": "dots", ",": "comma", ";": "comma",
    "。": "stop", "！": "bang", "？": "ask", "：": "colon", "।": "stop", "؟": "ask", "۔": "stop",
}  # fmt: skip
_LOWER = tuple(tuple(f"lower {share}/{length}" for length in range(4)) for share in range(6))
_QUOTES = "\"“„«‘'»”"

ONLY = "only says "
"""Begins the names of features of blocks that are mostly a phrase of some group."""


def form_features(text: BlockText) -> list[Feature]:
    """Return the features of the form of a block: kind, size, links, images, marks, case, dates."""
    block, words = text.block, text.words
    size = bisect_right(_SIZES, text.count)
    share = _SHARE[bisect_right(_SHARES, text.linked)] if text.linked else "unlinked"
    features: list[Feature] = [_frame(block.type, block.level, size, share)]
    if text.links:
        features.append(f"links{bisect_right(_FEW, text.links)}")
    if text.images:
        features.append(f"images{bisect_right(_FEW, text.images)}")
        features.append(f"image/{_SIZE[min(size, 7)]}/{share}")
        if not words:
            features.append("image only")
        features += _image_use(text)
    features += _marks(text, size)
    features += _case(text, size)
    features += _dates(text, size)
    if block.type in ("bullet_list", "ordered_list"):
        features += _list_shape(text)
    return features


@cache
def _frame(kind: str, level: int, size: int, share: str) -> FeatureGroup:
    """Return the features that every block has: its kind, size and share of links."""
    if level:
        kind = f"h{level}"
    return FeatureGroup("bias", kind, _SIZE[size], share, f"{_SIZE[size]}/{share}", f"{kind}/{_SIZE[size]}")


@cache
def _ends(end: str, size: int, sentences: int) -> FeatureGroup:
    return FeatureGroup(f"ends {end}", f"ends {end}/{_SIZE[size]}", f"sentences{sentences}")


def _marks(text: BlockText, size: int) -> list[Feature]:
    plain, raw = text.plain, text.block.text
    if not text.words:
        return ["no words"] if not text.images else []
    sentences = plain.count(".")
    if sentences < _MOST_SENTENCES:
        sentences += plain.count("?") + plain.count("!")
    if not sentences and not plain.isascii():
        sentences = sum(map(plain.count, _OTHER_STOPS))
    features: list[Feature] = [_ends(_ending(plain), size, min(sentences, _MOST_SENTENCES)), *_symbols(plain)]
    first = plain[0]
    if not first.isalnum():
        features.append(
            "opens quote" if first in _QUOTES else "opens bracket" if first in "([" else f"opens {first}"
        )
    if plain.find(":", 0, 40) > 0:
        features.append("colon early")
    features += _lines(text)
    if raw[0] in "*_":
        emphasis = _EMPHASIS.match(raw)
        if emphasis:
            closing = raw.rstrip().endswith(emphasis[1])
            features.append(
                f"{'all' if closing else 'opens'} {'strong' if len(emphasis[1]) > 1 else 'slanted'}"
            )
    if "#" in raw and _HASHTAG.search(raw):
        features.append("hashtag")
    return features


def _lines(text: BlockText) -> list[str]:
    """Return the features of how a block is divided into lines, and of a line that is a number."""
    raw = text.block.text
    features = []
    if text.count <= _NUMBER_WORDS and "".join(text.words).isdigit():
        features.append("number only")
    if "\n" in raw:
        if "\n:   " in raw:
            features.append("term and definition")
        if text.block.type == "paragraph":
            features.append("lines" if raw.count("\n") < 4 else "many lines")
    return features


def _symbols(plain: str) -> list[str]:
    features = []
    if "|" in plain:
        features.append("has |")
    if "©" in plain:
        features.append("has ©")
    if "@" in plain:
        features.append("has @")
        features += [name for name, pattern in _AT_FEATURES if pattern.search(plain)]
    return features


def _ending(plain: str) -> str:
    if plain.endswith("..."):
        return "dots"
    last = plain[-1]
    return _END_NAMES.get(last) or ("quote" if last in _QUOTES else "bracket" if last in ")]" else "bare")


def _case(text: BlockText, size: int) -> list[str]:
    plain = text.plain
    if not plain or size > _LARGE_SIZE:
        return []
    # The first words of a long block show how it is written.
    tokens = plain.split(None, _SHORT_WORDS)[:_SHORT_WORDS]
    features = ["capitals"] if len(plain) > 3 and plain.isupper() else []
    if plain[0].islower():
        features.append("opens lower")
    elif plain[0].isdigit():
        features.append("opens digit")
    starts = [token[0] for token in tokens if token[0].isalpha()]
    lower = sum(map(str.islower, starts))
    if len(starts) > 3:
        share = bisect_right((0.1, 0.3, 0.5, 0.65, 0.8), lower / len(starts))
        features.append(_LOWER[share][min(size, 9) // 3])
    if size <= 6:
        if len(starts) > 1:
            upper = len(starts) - lower
            features.append("title case" if not lower else "one capital" if upper == 1 else "mixed case")
        if _is_name(tokens):
            features.append("name")
    return features


def _dates(text: BlockText, size: int) -> list[str]:
    if not text.dates or size > _LARGE_SIZE:
        return []
    dated = "date only" if text.dated > 0.7 else "mostly date" if text.dated > 0.35 else "date in"
    return [dated, f"dates{min(text.dates, 3)}", f"{dated}/{_SIZE[size]}"]


def _is_name(tokens: list[str]) -> bool:
    """Return whether a line has the shape of a person's name: two to four words, the first and last capitalised."""
    if not 2 <= len(tokens) <= 4:
        return False
    letters = [token.strip(".,") for token in tokens]
    return (
        all(token.replace("-", "").replace("'", "").replace("’", "").isalpha() for token in letters)
        and letters[0][0].isupper()
        and letters[-1][0].isupper()
    )


def _image_use(text: BlockText) -> list[str]:
    """Return the features that tell an image that opens larger from one that leads to another page."""
    pages = text.urls[: min(3, text.links)]
    files = " ".join(text.urls[text.links : text.links + 3])
    features = {
        "image opens image" if _IMAGE_FILE.search(url.lower()) else "image opens page" for url in pages
    }
    sizes = {
        bisect_right((100, 200, 400, 700), int(size))
        for pair in _IMAGE_SIZE.findall(files)
        for size in pair
        if size
    }
    return sorted(features) + [f"image size {size}" for size in sorted(sizes)]


def _list_shape(text: BlockText) -> list[str]:
    lines = text.block.text.split("\n")
    items = max(1, sum(line.lstrip()[:1] in "-*+0123456789" for line in lines if line.strip()))
    mean = text.count / items
    return [
        f"items{bisect_right(_FEW, items)}",
        f"items of {bisect_right((2, 4, 8, 14, 25), mean)}",
        f"items linked {bisect_right((0.3, 0.8, 1.2), text.links / items)}",
    ]


def phrase_features(text: BlockText) -> list[str]:
    """Return the features of the groups whose phrases a block contains, and how much of it they are."""
    features: dict[str, None] = {}
    count = text.count
    words = f" {' '.join(text.words)} " if text.phrases else ""
    span = "short" if count <= 12 else "middling" if count <= 50 else "long"
    long_phrases: dict[str, int] = {}
    for phrase in text.phrases:
        length = phrase.needle.count(" ", 1)
        opens = words.startswith(phrase.needle)
        for group in phrase.groups:
            # One word alone says little in a long block: `left` of a picture, or of a party.
            features[f"{'says' if length >= 2 or count <= 14 else 'hints'} {group}/{span}"] = None
            if count <= 14:
                features[f"says {group}"] = None
            elif length >= 2 and words.find(phrase.needle) < 70:
                features[f"early {group}/{span}"] = None
            if length * 10 >= count * 6:
                features[ONLY + group] = None
            if opens:
                features[f"opens saying {group}/{span}"] = None
            if length >= 2:
                features[f"says at length {group}/{span}"] = None
                long_phrases[group] = long_phrases.get(group, 0) + 1
    for group, times in long_phrases.items():
        if times >= 2:
            features[f"says often {group}/{min(times, 4)}"] = None
    return list(features)


def word_features(text: BlockText) -> list[str]:
    """Return the first words of a block as features, and of a short one all its words and pairs of words."""
    words, count = text.words, text.count
    if not words:
        return []
    if count <= _MIDDLING_WORDS:
        words = _without_numbers(words[: 2 * _SHORT_WORDS if text.unspaced else _SHORT_WORDS])
    features = [f"a {words[0]}"]
    if len(words) > 1:
        features.append(f"a {words[0]} {words[1]}")
    if count <= _SHORT_WORDS:
        features += [f"w {word}" for word in dict.fromkeys(words)]
        features += [f"r {root}" for root in dict.fromkeys(filter(None, map(_root, words)))]
        features += [f"p {a} {b}" for a, b in pairwise(words)]
        features.append(f"z {words[-1]}")
    return features


def bag_of_words(text: BlockText) -> frozenset[str]:
    """Return the words of a middling block; there they are features wherever they stand."""
    if not _SHORT_WORDS < text.count <= _MIDDLING_WORDS:
        return _NO_WORDS
    return frozenset(map("".join, pairwise(text.words))) if text.unspaced else text.vocabulary


_NO_WORDS = frozenset[str]()


def _root(word: str) -> str:
    """Return the letters with which a long word begins whatever its ending: `подпи` of `подписаться`."""
    if "\uac00" <= word[0] <= "\ud7a3":
        return word[:2] if len(word) > 2 else ""
    return word[:_ROOT] if len(word) > _ROOT + 1 else ""


_ROOT = 5


def _without_numbers(words: list[str]) -> list[str]:
    return [word if word.isalpha() else "0" * min(4, len(word)) if word.isdigit() else word for word in words]
