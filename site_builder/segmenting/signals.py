"""Name what speaks for a role in the look of one block."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from urllib.parse import unquote

from site_builder.segmenting.purposes import purposes
from site_builder.segmenting.surface import Surface
from site_builder.segmenting.weights import Bundle, Signal

_SIZES = (1, 2, 3, 4, 6, 9, 13, 19, 26, 36, 51, 81, 121)
_SIZE = tuple(f"size{n}" for n in (0, *_SIZES))
_SHARES = (0.01, 0.2, 0.5, 0.8, 0.97)
_SHARE = ("unlinked", "linked1", "linked20", "linked50", "linked80", "linked")
_FEW = (1, 2, 3, 5, 9)

_SHORT = 14
_MIDDLING = 60
_LARGE = 10
"""Among `_SIZES`; how a larger block is written tells nothing."""
_MANY = 5
"""Sentences; more than so many tell no more."""
_OTHER_STOPS = "…؟。！？।۔"
_AT = (
    ("handle", re.compile(r"(?<![\w.])@\w")),
    ("mail address", re.compile(r"[\w.+-]@[\w-]+\.")),
)
_TAG = re.compile(r"(?<!\w)#\w")
_URL_WORD = re.compile(r"[a-z]+")
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:\?|$)")
_IMAGE_SIZE = re.compile(r"(?<!\d)(\d{2,4})x\d{2,4}(?!\d)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?=\S)")
_END = {
    ".": "stop", "!": "bang", "?": "ask", ":": "colon", "…": "dots", ",": "comma", ";": "comma",
    "。": "stop", "！": "bang", "？": "ask", "：": "colon", "।": "stop", "؟": "ask", "۔": "stop",
}  # fmt: skip
_LOWER = tuple(tuple(f"lower {share}/{length}" for length in range(4)) for share in range(6))
_QUOTES = "\"“„«‘'»”"

ONLY = "only says "
"""Begins the names of signals of blocks that are mostly a phrase of some group."""


def surface_signals(surface: Surface) -> list[Signal]:
    """List the signals in the look of a block."""
    block, words = surface.block, surface.words
    size = bisect_right(_SIZES, surface.count)
    share = _SHARE[bisect_right(_SHARES, surface.linked)] if surface.linked else "unlinked"
    signals: list[Signal] = [_frame(block.type, block.level, size, share)]
    if surface.links:
        signals.append(f"links{bisect_right(_FEW, surface.links)}")
    if surface.images:
        signals.append(f"images{bisect_right(_FEW, surface.images)}")
        signals.append(f"image/{_SIZE[min(size, 7)]}/{share}")
        if not words:
            signals.append("image only")
        signals += _image_use(surface)
    signals += _marks(surface, size)
    signals += _case(surface, size)
    signals += _dates(surface, size)
    if block.type in ("bullet_list", "ordered_list"):
        signals += _list_shape(surface)
    return signals


@cache
def _frame(kind: str, level: int, size: int, share: str) -> Bundle:
    """Join what every block has: a kind, a size and a share of links."""
    if level:
        kind = f"h{level}"
    return Bundle("bias", kind, _SIZE[size], share, f"{_SIZE[size]}/{share}", f"{kind}/{_SIZE[size]}")


@cache
def _ends(end: str, size: int, sentences: int) -> Bundle:
    return Bundle(f"ends {end}", f"ends {end}/{_SIZE[size]}", f"sentences{sentences}")


def _marks(surface: Surface, size: int) -> list[Signal]:
    plain, text = surface.plain, surface.block.text
    if not surface.words:
        return ["no words"] if not surface.images else []
    sentences = plain.count(".")
    if sentences < _MANY:
        sentences += plain.count("?") + plain.count("!")
    if not sentences and not plain.isascii():
        sentences = sum(map(plain.count, _OTHER_STOPS))
    signals: list[Signal] = [_ends(_ending(plain), size, min(sentences, _MANY)), *_signs(plain)]
    first = plain[0]
    if not first.isalnum():
        signals.append(
            "opens quote" if first in _QUOTES else "opens bracket" if first in "([" else f"opens {first}"
        )
    if plain.find(":", 0, 40) > 0:
        signals.append("colon early")
    if "\n" in text and surface.block.type == "paragraph":
        signals.append("lines" if text.count("\n") < 4 else "many lines")
    if text[0] in "*_":
        strong = _EMPHASIS.match(text)
        if strong:
            closing = text.rstrip().endswith(strong[1])
            signals.append(f"{'all' if closing else 'opens'} {'strong' if len(strong[1]) > 1 else 'slanted'}")
    if "#" in text and _TAG.search(text):
        signals.append("hashtag")
    return signals


def _signs(plain: str) -> list[str]:
    signals = []
    if "|" in plain:
        signals.append("has |")
    if "©" in plain:
        signals.append("has ©")
    if "@" in plain:
        signals.append("has @")
        signals += [name for name, pattern in _AT if pattern.search(plain)]
    return signals


def _ending(plain: str) -> str:
    if plain.endswith("..."):
        return "dots"
    last = plain[-1]
    return _END.get(last) or ("quote" if last in _QUOTES else "bracket" if last in ")]" else "bare")


def _case(surface: Surface, size: int) -> list[str]:
    plain = surface.plain
    if not plain or size > _LARGE:
        return []
    # The first words of a long block show how it is written.
    tokens = plain.split(None, _SHORT)[:_SHORT]
    signals = ["capitals"] if len(plain) > 3 and plain.isupper() else []
    if plain[0].islower():
        signals.append("opens lower")
    elif plain[0].isdigit():
        signals.append("opens digit")
    starts = [token[0] for token in tokens if token[0].isalpha()]
    lower = sum(map(str.islower, starts))
    if len(starts) > 3:
        share = bisect_right((0.1, 0.3, 0.5, 0.65, 0.8), lower / len(starts))
        signals.append(_LOWER[share][min(size, 9) // 3])
    if size <= 6:
        if len(starts) > 1:
            upper = len(starts) - lower
            signals.append("title case" if not lower else "one capital" if upper == 1 else "mixed case")
        if _is_name(tokens):
            signals.append("name")
    return signals


def _dates(surface: Surface, size: int) -> list[str]:
    if not surface.dates or size > _LARGE:
        return []
    dated = "date only" if surface.dated > 0.7 else "mostly date" if surface.dated > 0.35 else "date in"
    return [dated, f"dates{min(surface.dates, 3)}", f"{dated}/{_SIZE[size]}"]


def _is_name(tokens: list[str]) -> bool:
    """Tell whether a line has the shape of a person's name: two to four words, the first and last capitalised."""
    if not 2 <= len(tokens) <= 4:
        return False
    letters = [token.strip(".,") for token in tokens]
    return (
        all(token.replace("-", "").replace("'", "").replace("’", "").isalpha() for token in letters)
        and letters[0][0].isupper()
        and letters[-1][0].isupper()
    )


def _image_use(surface: Surface) -> list[str]:
    """Tell an image that opens larger from one that leads to another page."""
    pages = surface.urls[: min(3, surface.links)]
    files = " ".join(surface.urls[surface.links : surface.links + 3])
    signals = {
        "image opens image" if _IMAGE_FILE.search(url.lower()) else "image opens page" for url in pages
    }
    sizes = {bisect_right((100, 200, 400, 700), int(size)) for size in _IMAGE_SIZE.findall(files)}
    return sorted(signals) + [f"image size {size}" for size in sorted(sizes)]


def _list_shape(surface: Surface) -> list[str]:
    text = surface.block.text
    items = max(1, sum(line.lstrip()[:1] in "-*+0123456789" for line in text.split("\n") if line.strip()))
    mean = surface.count / items
    return [
        f"items{bisect_right(_FEW, items)}",
        f"items of {bisect_right((2, 4, 8, 14, 25), mean)}",
        f"items linked {bisect_right((0.3, 0.8, 1.2), surface.links / items)}",
    ]


def phrase_signals(surface: Surface) -> list[str]:
    """List the groups whose phrases a block contains, and how much of it they are."""
    signals: dict[str, None] = {}
    n = surface.count
    text = f" {' '.join(surface.words)} " if surface.phrases else ""
    span = "short" if n <= 12 else "middling" if n <= 50 else "long"
    firm: dict[str, int] = {}
    for phrase in surface.phrases:
        words = phrase.needle.count(" ", 1)
        opens = text.startswith(phrase.needle)
        for group in phrase.groups:
            # One word alone says little in a long block: `left` of a picture, or of a party.
            signals[f"{'says' if words >= 2 or n <= 14 else 'hints'} {group}/{span}"] = None
            if n <= 14:
                signals[f"says {group}"] = None
            elif words >= 2 and text.find(phrase.needle) < 70:
                signals[f"early {group}/{span}"] = None
            if words * 10 >= n * 6:
                signals[ONLY + group] = None
            if opens:
                signals[f"opens saying {group}/{span}"] = None
            if words >= 2:
                signals[f"says at length {group}/{span}"] = None
                firm[group] = firm.get(group, 0) + 1
    for group, times in firm.items():
        if times >= 2:
            signals[f"says often {group}/{min(times, 4)}"] = None
    return list(signals)


def word_signals(surface: Surface) -> list[str]:
    """List the first words of a block, and of a short one all its words and pairs of words."""
    words, n = surface.words, surface.count
    if not words:
        return []
    if n <= _MIDDLING:
        words = _without_numbers(words[:_SHORT])
    signals = [f"a {words[0]}"]
    if len(words) > 1:
        signals.append(f"a {words[0]} {words[1]}")
    if n <= _SHORT:
        signals += [f"w {word}" for word in dict.fromkeys(words)]
        signals += [f"p {a} {b}" for a, b in pairwise(words)]
        signals.append(f"z {words[-1]}")
    return signals


def bag(surface: Surface) -> frozenset[str]:
    """Give the words of a block of some length, which tell something wherever they stand."""
    return surface.vocabulary if _SHORT < surface.count <= _MIDDLING else _NO_WORDS


_NO_WORDS = frozenset[str]()


def _without_numbers(words: list[str]) -> list[str]:
    return [word if word.isalpha() else "0" * min(4, len(word)) if word.isdigit() else word for word in words]


def url_signals(surface: Surface, *, home: str) -> Sequence[str]:
    """List what the addresses of a block's links say; `home` is the article's own host."""
    said = [_url_signals(url[:160].lower(), home) for url in surface.urls[:10]]
    return tuple(dict.fromkeys(chain.from_iterable(said)))


# Share buttons, sections and pages of rules are linked from many articles.
@lru_cache(maxsize=1024)
def _url_signals(url: str, home: str) -> tuple[str, ...]:
    """List what one address in lower case says, each signal once."""
    kind, path, words = _target(unquote(url) if "%" in url else url, home)
    signals = {kind: None}
    if kind in ("link home", "link away") and not path.strip("/"):
        signals["link front page"] = None
    words += [word for word in _URL_WORD.findall(path) if 2 <= len(word) <= 14]
    signals.update([(f"u {word}", None) for word in words])
    signals.update(dict.fromkeys(purposes(words)))
    signals[f"link depth {min(path.count('/'), 4)}"] = None
    if path.count("-") >= 4:
        signals["link to article"] = None
    return tuple(signals)


def _target(url: str, home: str) -> tuple[str, str, list[str]]:
    """Say where an address leads, by which path, and the words of a host that is not the article's own."""
    if url.startswith(("http:", "https:", "//")):
        host, _, path = url.partition("//")[2].partition("/")
        if home and host.removeprefix("www.") == home:
            return "link home", path, []
        return "link away", path, _URL_WORD.findall(host)
    if url.startswith("#") or not url:
        return "link here" if len(url) < 2 else "link anchor", url, []
    scheme, _, rest = url.partition(":")
    return (f"link {scheme}", rest, []) if rest and scheme.isalpha() else ("link inside", url, [])
