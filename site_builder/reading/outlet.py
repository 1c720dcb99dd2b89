"""Guess which outlet carries an article, before any role is known."""

import re
from collections import Counter
from collections.abc import Sequence

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block
from site_builder.wording import find_dates, is_known_place, publishing_host, slug, words

_LINK = lazy_pattern(r"https?://(?:www\d?\.|m\.|amp\.)?([a-zA-Z0-9.-]{4,80})")
_BARE = lazy_pattern(r"(?<![\w@./])www\.([a-zA-Z0-9-]{2,60}(?:\.[a-zA-Z0-9-]{2,20}){1,3})")
_MAIL = lazy_pattern(r"@([a-zA-Z0-9-]{2,60}(?:\.[a-zA-Z0-9-]{2,20}){1,3})")
_NAME_THEN_DATE = lazy_pattern(
    r"^[\s>*_#]{0,6}\[?([^\W\d_][\w .’'&!-]{2,58}?)(?:\]\([^()\s]*\))?[*_]{0,2},[ ]?[*_]{0,2}$"
)
_RIGHTS = lazy_pattern(
    r"(?:©|\(c\)|&copy;|copyright)[ ,:©]{0,4}(?:by[ ])?(?:\d{4}[ –—-]{0,3}){0,2}[ ,]?([A-Z][\w .’'&-]{2,50})",
    re.IGNORECASE,
)
_CLEARLY = 1.2
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "ac", "edu", "gob", "gouv"])
_ELSEWHERE = words(
    """facebook twitter x t youtube youtu instagram linkedin pinterest reddit whatsapp google googleusercontent gstatic
    wp gravatar amazonaws cloudfront doi wikipedia wikimedia archive paypal patreon bit gmail yahoo hotmail outlook
    list mail telegram vk ok addtoany tumblr flickr vimeo soundcloud spotify apple amazon feedburner creativecommons
    disqus wordpress blogspot blogger medium cloudinary imgur getpocket ycombinator doubleclick substack getty
    gettyimages shutterstock typepad livejournal googletagmanager blogger bsky threads tiktok"""
)
_HOSTED = frozenset(["wordpress", "blogspot", "substack", "medium", "tumblr", "typepad", "livejournal"])
_CITIES = frozenset(
    ["london", "paris", "berlin", "washington", "moscow", "newyork", "beirut", "cairo", "madrid", "rome"]
)


def host_outlet(host: str) -> str:
    """Return the name in a host: `www.tide-gazette.co.uk` is `tidegazette`; empty for a service used by all."""
    labels = host.lower().strip(".").split(".")
    if len(labels) < 2:
        return ""
    at = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else -2
    name = labels[at]
    if name in _HOSTED and len(labels) > -at:
        return _joined(labels[at - 1])
    return "" if name in _ELSEWHERE or len(name) < 2 else _joined(name)


def guess_outlet(blocks: Sequence[Block], *, stated: str | None, address: str = "", fallback: str) -> str:
    """Return the outlet's name as one lower-case word, or an empty string.

    A stated publisher decides; then a line `Name, Month D, YYYY` near the head; then the host of the article's own
    address; then the host, mail domain or
    ©-line that the first and last fifth of the article use most.
    """
    if stated:
        return _joined(stated)
    for block in blocks[:12]:
        name = _name_before_date(block.text) if len(block.text) < 300 and "," in block.text else ""
        if name:
            return name
    if address and (outlet := host_outlet(publishing_host(address))):
        return outlet
    return _most_telling(blocks) or (_joined(fallback) if fallback else "")


def _joined(name: str) -> str:
    return slug(name).replace("-", "")


def _name_before_date(text: str) -> str:
    for line in text.split("\n")[:3]:
        for date in find_dates(line)[:1]:
            match = _NAME_THEN_DATE.match(line[: date.start])
            rest = line[date.end :].strip(" *_.|\\")
            if match and len(rest) < 4 and match[1][0].isupper():
                name = _joined(match[1])
                return "" if name in _CITIES or is_known_place(match[1]) else name
    return ""


def _most_telling(blocks: Sequence[Block]) -> str:
    """Return the name that the furniture at both ends uses most, if twice and clearly more than any other."""
    fifth = max(3, len(blocks) // 5)
    scores: Counter[str] = Counter()
    for block in (*blocks[:fifth], *blocks[max(fifth, len(blocks) - fifth) :]):
        text = block.text
        if "http" in text or "www." in text:
            scores.update({host_outlet(host) for host in {*_LINK.findall(text), *_BARE.findall(text)}})
        if "@" in text:
            scores.update({host_outlet(host) for host in _MAIL.findall(text)})
        if "©" in text or "opyright" in text:
            right = _RIGHTS.search(text)
            if right:
                scores[_joined(right[1].split(".")[0])] += 1
    scores.pop("", None)
    ranked = sorted(((count, name) for name, count in scores.items()), reverse=True)
    if not ranked or ranked[0][0] < 2 or (len(ranked) > 1 and ranked[0][0] < _CLEARLY * ranked[1][0]):
        return ""
    return ranked[0][1]
