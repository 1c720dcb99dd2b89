"""Which articles have a notice that does one thing."""

from array import array
from collections.abc import Mapping, Sequence

from site_builder.model import Notice
from site_builder.notice_purposes import PURPOSES, purposes_of


def purpose_folder(key: str) -> str:
    """Return where the pages of the articles with a purpose are."""
    return f"notices/{key}/articles/"


def articles_by_purpose(notices: Sequence[Notice]) -> Mapping[str, "array[int]"]:
    """Return the positions of the articles that have a notice in a wording with each purpose, in order.

    Purposes that no notice has as it is worded now are left out.
    """
    current = {key for notice in notices for key in notice.purposes}
    positions: dict[str, set[int]] = {key: set() for key in PURPOSES if key in current}
    for notice in notices:
        for version in notice.versions:
            for key in purposes_of(notice.role, version.passage.text):
                if key in positions:
                    positions[key].update(array("I", version.articles))
    return {key: array("I", sorted(found)) for key, found in positions.items()}
