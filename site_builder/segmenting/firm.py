"""Hold what is so whatever was learned: a fenced listing is the author's, `Disclaimer:` opens a disclaimer."""

from collections.abc import Callable
from typing import NamedTuple

from site_builder.model import Block, Role
from site_builder.segmenting.openings import calls_itself_disclaimer
from site_builder.segmenting.tables import has_headed_columns
from site_builder.segmenting.weights import ROLES, SCALE, pack


class Rule(NamedTuple):
    """What a block itself shows, and what that adds to a role."""

    holds: Callable[[Block], bool]
    role: Role
    packed: int
    """The added weight, packed as sums are."""
    reason: str


def _rule(holds: Callable[[Block], bool], role: Role, nats: int, reason: str) -> Rule:
    return Rule(holds, role, _adding(role, nats), reason)


def _adding(role: Role, nats: int) -> int:
    return pack([nats * SCALE if each == role else 0 for each in ROLES])


def _is_listing(block: Block) -> bool:
    return block.type == "fence"


# The first that holds counts.
RULES: tuple[Rule, ...] = (
    # Only authors write listings; labelled articles have none.
    _rule(_is_listing, Role.BODY, 5, "a listing"),
    # Of 37 such tables in labelled articles 36 are body.
    _rule(has_headed_columns, Role.BODY, 4, "a table with headings"),
    _rule(calls_itself_disclaimer, Role.DISCLAIMER, 5, "calls itself a disclaimer"),
)

LEAD = _adding(Role.STANDFIRST, 4)
"""Of 27 paragraphs in labelled articles that are set apart as a whole 26 are standfirsts."""

KNOWN = {role: _adding(role, 14) for role in ROLES}
"""What a known phrase of a profile adds to its role: enough to win unless everything else speaks against it."""


def rule_of(block: Block) -> Rule | None:
    """Give the rule that holds for a block."""
    for rule in RULES:
        if rule.holds(block):
            return rule
    return None
