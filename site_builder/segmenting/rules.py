"""Hand-written rules that add a fixed weight to a role, whatever was learnt from labelled articles."""

import re
from collections.abc import Callable
from typing import NamedTuple

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Block, Reading, Role

_TABLE_RULE = frozenset(" :|-")
"""The characters of the line below the headings of a table."""
_TABLE_LINES = 2
"""Lines below the headings; a table with no more has no rows, or one that is hardly a table."""
_HEADING_LETTERS = 2
"""Letters of a column's heading; columns whose headings have no more are the days of a calendar."""

_DISCLAIMER = (
    r"(?:legal |full |affiliate )?disclaimers?|haftungsausschluss|haftungshinweis|"
    r"(?:clause|avis) de non[- ]responsabilité|d[ée]ni de responsabilité|"
    r"(?:descargo|exención|exoneración) de responsabilidad(?:es)?|(?:isenção|exoneração) de responsabilidade|"
    r"esclusione di responsabilità|uitsluiting van aansprakelijkheid|ansvarsfriskrivning|ansvarsfraskrivelse|"
    r"vastuuvapauslauseke|zastrzeżenie prawne|wyłączenie odpowiedzialności|отказ от ответственности|дисклеймер|"
    r"sorumluluk reddi(?: beyanı)?|penafian|sangkalan|إخلاء (?:ال)?مسؤولية|הסרת אחריות|免责声明|免責聲明|免責事項"
)
_OPENS_DISCLAIMER = lazy_pattern(
    rf"[\s>*_#]{{0,8}}(?:{_DISCLAIMER})[*_]{{0,3}}\s?(?:[:：.–—-]|\Z)", re.IGNORECASE
)

_STANDFIRST_WORDS = 10
"""A shorter paragraph that is set apart is a kicker, a name or a date."""
_PROSE_WORDS = 18
"""A paragraph of so many words may be the running text itself."""
_SET_APART = lazy_pattern(r"(\*{1,3}|_{1,3})(?=\S)[^*_]*(?<=\S)\1")
"""A paragraph that is emphasised as a whole."""


class Rule(NamedTuple):
    """A test of one block, and what its role gains where it holds."""

    holds: Callable[[Block], bool]
    role: Role
    nats: int
    reason: str


def is_listing(block: Block) -> bool:
    """Return whether a block is fenced code."""
    return block.type == "fence"


def has_headed_columns(block: Block) -> bool:
    """Return whether a block is a table with rows whose columns have headings; the first may have none.

    A table without headings often only lays a page out.
    """
    if not block.text.startswith("|"):
        return False
    head, *rows = block.text.split("\n")
    if len(rows) <= _TABLE_LINES or "---" not in rows[0] or not _TABLE_RULE.issuperset(rows[0]):
        return False
    first, *others = [cell.strip() for cell in head.strip().strip("|").split("|")]
    return bool(others) and all(others) and max(map(len, (first, *others))) > _HEADING_LETTERS


# hot: see tests/benchmarks/stages.py; hardly another block begins like one of these words in ASCII.
_OPENINGS = frozenset({"le", "fu", "af", "di", "ha", "cl", "av", "de", "ex", "is", "es"}) | frozenset(
    {"ui", "an", "va", "za", "wy", "so", "pe", "sa"}
)


def opens_disclaimer(block: Block) -> bool:
    """Return whether a block opens with the word for a disclaimer and a mark: `Disclaimer: The views …`."""
    opening = block.text.lstrip(" \t\n>*_#")[:2]
    if opening.isascii() and opening.lower() not in _OPENINGS:
        return False
    return _OPENS_DISCLAIMER.match(block.text) is not None


# The first that holds counts.
RULES: tuple[Rule, ...] = (
    # Only authors write listings; labelled articles have none.
    Rule(is_listing, Role.BODY, 5, "a listing"),
    # Of 37 such tables in labelled articles 36 are body.
    Rule(has_headed_columns, Role.BODY, 4, "a table with headings"),
    Rule(opens_disclaimer, Role.DISCLAIMER, 5, "calls itself a disclaimer"),
)

STANDFIRST_NATS = 4
"""For a paragraph that is set apart: of 27 in labelled articles 26 are standfirsts."""

PROFILE_NATS = 14
"""For a phrase of a profile: enough to win unless everything else speaks against it."""


def rule_of(block: Block) -> Rule | None:
    """Return the rule that holds for a block."""
    for rule in RULES:
        if rule.holds(block):
            return rule
    return None


def set_apart_standfirst(reading: Reading) -> int | None:
    """Return the index of the first paragraph of some length, if it is emphasised as a whole and not the first block.

    Most outlets write their standfirst so.
    """
    for block in reading.blocks:
        if block.type != "paragraph":
            continue
        words = block.text.count(" ") + 1
        if block.index and words >= _STANDFIRST_WORDS and _SET_APART.fullmatch(block.text.strip()):
            return block.index
        if words >= _PROSE_WORDS:
            return None
    return None
