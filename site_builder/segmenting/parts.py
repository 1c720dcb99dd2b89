"""Parts of a block: its sentences where they have different roles, such as liability and permission to reprint."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block, Part, Role
from site_builder.roles import BOILERPLATE
from site_builder.segmenting.phrases import find_phrases
from site_builder.segmenting.unspaced import join_unspaced, split_unspaced
from site_builder.wording import split_words

_STOP = lazy_pattern(r"[.!?…。؟][\"”»'’)\]*_]{0,4}(?=\s)|\n|\Z")
_LONGEST_BLOCK = 4000
"""Characters; a longer block is not divided."""
_SHORTEST_SENTENCE = 12
"""Characters; a shorter sentence is joined to its neighbour."""
_BLOCK_VOTE = 0.4
"""The vote of the block's role in each of its sentences."""
_BIO_VOTE = 1.3
"""The same for biographies, which name nonprofits, handles and licences without meaning to."""

# The role that a phrase of each group votes for in a sentence of boilerplate, and the weight of the vote.
_VOTES: Mapping[str, tuple[Role, float]] = {
    "disclaimer": (Role.DISCLAIMER, 1.0),
    "copyright": (Role.COPYRIGHT, 1.0),
    "contact": (Role.CONTACT, 1.0),
    "support": (Role.SUPPORT, 1.0),
    "share": (Role.SHARE, 0.8),
    "newsletter": (Role.PROMO, 0.7),
    "follow": (Role.PROMO, 0.8),
    "bio": (Role.BIO, 0.9),
    "comments": (Role.PROMO, 0.5),
}
_PAYMENT = lazy_pattern(
    r"(?<!\w)(?:PayPal|IBAN|Patreon|Bitcoin|BTC|Spendenkonto|Bankgiro|Swish|Vipps|MobilePay|Pix)\s?:",
    re.IGNORECASE,
)


def find_parts(
    block: Block, role: Role, phrases: Sequence[str], *, language: str | None = None
) -> tuple[Part, ...]:
    """Return the sentence spans of a block of boilerplate that differ in role; empty where all agree."""
    if role not in BOILERPLATE or block.type not in ("paragraph", "blockquote"):
        return ()
    if role == Role.SUPPORT:
        return _appeal_and_payment(block.text)
    groups = {phrase.partition(":")[0] for phrase in phrases}
    if len({_VOTES[group][0] for group in groups if group in _VOTES}) < 2 or len(block.text) > _LONGEST_BLOCK:
        return ()
    return _mixed(block.text, role, language)


# hot: see tests/benchmarks/stages.py; a notice that has parts stands in many articles.
@lru_cache(maxsize=1024)
def _mixed(text: str, role: Role, language: str | None) -> tuple[Part, ...]:
    """Divide a notice by the roles of its sentences."""
    parts: list[Part] = []
    for start, end in _sentences(text):
        own_role, rule = _sentence_role(text[start:end], role, language)
        if parts and parts[-1].role == own_role:
            parts[-1] = Part(parts[-1].start, end, own_role, parts[-1].rule or rule)
        else:
            parts.append(Part(start, end, own_role, rule))
    return tuple(parts) if len(parts) > 1 else ()


def _appeal_and_payment(text: str) -> tuple[Part, ...]:
    """Divide an appeal from the accounts and addresses to pay to."""
    match = _PAYMENT.search(text, 0, _LONGEST_BLOCK)
    if match is None or match.start() < _SHORTEST_SENTENCE:
        return ()
    return (
        Part(0, len(text[: match.start()].rstrip()), Role.SUPPORT, "the appeal"),
        Part(match.start(), len(text.rstrip()), Role.SUPPORT, f"ways to give: '{match[0]}'"),
    )


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text start and end."""
    spans: list[tuple[int, int]] = []
    after = 0
    for match in _STOP.finditer(text):
        start, after = after, match.end()
        end = after
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        if spans and (end - start < _SHORTEST_SENTENCE or spans[-1][1] - spans[-1][0] < _SHORTEST_SENTENCE):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _sentence_role(text: str, role: Role, language: str | None) -> tuple[Role, str]:
    """Return the role of one sentence of a block of this role, and why."""
    words = split_unspaced(split_words(text))
    votes: dict[Role, float] = {role: _BIO_VOTE if role == Role.BIO else _BLOCK_VOTE}
    best: dict[Role, str] = {}
    for phrase in find_phrases(f" {' '.join(words)} ", frozenset(words), language=language):
        length = phrase.needle.strip().count(" ") + 1
        for group in phrase.groups:
            vote = _VOTES.get(group)
            if vote is not None:
                votes[vote[0]] = votes.get(vote[0], 0.0) + vote[1] * length**0.5
                if len(phrase.needle) > len(best.get(vote[0], "")):
                    best[vote[0]] = phrase.needle
    chosen = max(votes, key=lambda name: (votes[name], name == role))
    phrase_of = join_unspaced(best.get(chosen, "").strip())
    return chosen, f"phrase '{phrase_of}'" if phrase_of else ""
