"""Name what speaks for a role in the look of one block."""

import re
from bisect import bisect_right
from urllib.parse import unquote

from site_builder.segmenting.surface import Surface

_SIZES = (1, 2, 3, 4, 6, 9, 13, 19, 26, 36, 51, 81, 121)
_SIZE = tuple(f"size{n}" for n in (0, *_SIZES))
_LESS = tuple(f"size<{n}" for n in _SIZES)
_SHARES = (0.01, 0.2, 0.5, 0.8, 0.97)
_SHARE = ("unlinked", "linked1", "linked20", "linked50", "linked80", "linked")
_FEW = (1, 2, 3, 5, 9)

_SENTENCE_END = re.compile(r"[.!?…。؟][\"”»'’)\]]{0,2}\s")
_NAME = re.compile(r"(?:[^\W\d_a-z][^\W\d_]*[.’'-]?[^\W\d_]*)(?: (?:[^\W\d_]+[.’'-]?[^\W\d_]*)){1,3}")
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_HANDLE = re.compile(r"(?<![\w.])@\w")
_TAG = re.compile(r"(?<!\w)#\w")
_MAIL = re.compile(r"[\w.+-]@[\w-]+\.")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_URL_WORD = re.compile(r"[a-z]+")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?=\S)")
_END = {".": "stop", "!": "bang", "?": "ask", ":": "colon", "…": "dots", ",": "comma", ";": "comma"}
_QUOTES = "\"“„«‘'»”"


def surface_signals(surface: Surface) -> list[str]:
    """List the names of the signals in the look of a block."""
    block, plain, words, n = surface.block, surface.plain, surface.words, surface.count
    kind = f"h{block.level}" if block.level else block.type
    size = bisect_right(_SIZES, n)
    share = _SHARE[bisect_right(_SHARES, surface.linked)]
    signals = ["bias", kind, _SIZE[size], share, f"{_SIZE[size]}/{share}", f"{kind}/{_SIZE[size]}"]
    signals += _LESS[size:]
    if surface.links:
        signals.append(f"links{bisect_right(_FEW, surface.links)}")
    if surface.images:
        signals.append(f"images{bisect_right(_FEW, surface.images)}")
        signals.append(f"image/{_SIZE[min(size, 7)]}/{share}")
        if not words:
            signals.append("image only")
    signals += _marks(surface, size)
    signals += _case(surface, size)
    if block.type in ("bullet_list", "ordered_list"):
        signals += _list_shape(surface)
    return signals


def _marks(surface: Surface, size: int) -> list[str]:
    plain, text = surface.plain, surface.block.text
    signals = []
    if not surface.words:
        return ["no words"] if not surface.images else []
    last = plain[-1]
    end = _END.get(last) or ("quote" if last in _QUOTES else "bracket" if last in ")]" else "")
    if plain.endswith("..."):
        end = "dots"
    signals.append(f"ends {end or 'bare'}")
    signals.append(f"ends {end or 'bare'}/{_SIZE[size]}")
    first = plain[0]
    if first in _QUOTES:
        signals.append("opens quote")
    elif first in "([":
        signals.append("opens bracket")
    elif not first.isalnum():
        signals.append(f"opens {first}")
    sentences = len(_SENTENCE_END.findall(plain))
    signals.append(f"sentences{min(sentences, 4)}")
    for mark in "|•·»›→©@€$%—–+/":
        if mark in plain:
            signals.append(f"has {mark}")
    colon = plain.find(":")
    if 0 < colon < 40:
        signals.append("colon early")
    if "\n" in text and surface.block.type == "paragraph":
        signals.append("lines" if text.count("\n") < 4 else "many lines")
    strong = _EMPHASIS.match(text)
    if strong:
        closing = text.rstrip().endswith(strong[1])
        signals.append(f"{'all' if closing else 'opens'} {'strong' if len(strong[1]) > 1 else 'slanted'}")
    if _HANDLE.search(plain):
        signals.append("handle")
    if _TAG.search(plain):
        signals.append("hashtag")
    if _MAIL.search(plain):
        signals.append("mail address")
    return signals


def _case(surface: Surface, size: int) -> list[str]:
    plain = surface.plain
    signals = []
    tokens = plain.split()
    if not tokens or size > 10:
        return signals
    if plain.isupper() and len(plain) > 3:
        signals.append("capitals")
    first = plain[0]
    if first.islower():
        signals.append("opens lower")
    elif first.isdigit():
        signals.append("opens digit")
    if size <= 6:
        letters = [token for token in tokens if token[0].isalpha()]
        upper = sum(not token[0].islower() for token in letters)
        if letters and len(letters) > 1:
            signals.append(
                "title case" if upper == len(letters) else "one capital" if upper == 1 else "mixed case"
            )
        if _NAME.fullmatch(plain):
            signals.append("name")
    if any(sign.isdigit() for sign in plain[:200]):
        signals.append("digits")
        if size <= 8:
            if _TIME.search(plain):
                signals.append("time")
            if _YEAR.search(plain):
                signals.append("year")
    if surface.dates:
        dated = "date only" if surface.dated > 0.7 else "mostly date" if surface.dated > 0.35 else "date in"
        signals += [dated, f"dates{min(surface.dates, 3)}", f"{dated}/{_SIZE[size]}"]
    return signals


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
    for phrase in surface.phrases:
        words = phrase.needle.count(" ", 1)
        for group in phrase.groups:
            signals[f"says {group}/{span}"] = None
            if n <= 14:
                signals[f"says {group}"] = None
            if words * 10 >= n * 6:
                signals[f"only says {group}"] = None
            if text.startswith(phrase.needle):
                signals[f"opens saying {group}/{span}"] = None
            if words >= 2:
                signals[f"says at length {group}/{span}"] = None
    return list(signals)


def word_signals(surface: Surface) -> list[str]:
    """List the words, pairs of words and first words of a block, as far as they can tell anything."""
    words, n = surface.words, surface.count
    if not words:
        return []
    signals = []
    if n <= 60:
        words = [
            word if word.isalpha() else "0" * min(4, len(word)) if word.isdigit() else word for word in words
        ]
    if n <= 14:
        signals = [f"w {word}" for word in dict.fromkeys(words)]
        signals += [f"p {a} {b}" for a, b in zip(words, words[1:], strict=False)]
        signals.append(f"z {words[-1]}")
    elif n <= 60:
        signals = [f"m {word}" for word in dict.fromkeys(words)]
    signals.append(f"a {words[0]}")
    if len(words) > 1:
        signals.append(f"a {words[0]} {words[1]}")
    return signals


def url_signals(surface: Surface, *, home: str) -> list[str]:
    """List what the addresses of a block's links say; `home` is the article's own host."""
    signals: dict[str, None] = {}
    for url in surface.urls[:10]:
        low = url[:160].lower()
        if "%" in low:
            low = unquote(low)
        if low.startswith(("http:", "https:", "//")):
            host, _, path = low.partition("//")[2].partition("/")
            where = "home" if home and host.removeprefix("www.") == home else "away"
            signals[f"link {where}"] = None
            if where == "away":
                for word in _URL_WORD.findall(host):
                    signals[f"u {word}"] = None
            if not path.strip("/"):
                signals["link front page"] = None
        elif low.startswith("#") or not low:
            path = low
            signals["link here" if len(low) < 2 else "link anchor"] = None
        else:
            path = low
            scheme, _, rest = low.partition(":")
            if rest and scheme.isalpha():
                signals[f"link {scheme}"] = None
                path = rest if scheme != "javascript" else rest
            else:
                signals["link inside"] = None
        for word in _URL_WORD.findall(path):
            if 2 <= len(word) <= 14:
                signals[f"u {word}"] = None
        depth = path.count("/")
        signals[f"link depth {min(depth, 4)}"] = None
        if path.count("-") >= 4:
            signals["link to article"] = None
    return list(signals)
