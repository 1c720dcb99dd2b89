"""Facets: the indexes of an archive, one row each, with names, addresses, label words and feeds.

A facet is one row of `FACETS`, which every site has, or of the catalogue, from which sites choose.
A site's own come from `[[facets]]` in site.toml. Everything else reads the rows of `Settings.indexes`.
"""

from collections.abc import Iterable, Sequence

import msgspec

from site_builder.model import Metadata

UNDATED = "Undated"
"""The label of articles whose year is not known."""
YEARS = "years"
"""Key of the facet that dates fill."""


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """One index: where its labels come from, and how people and addresses name it."""

    key: str
    """Its address: the folder of its pages, and its key in `Archive.shelves` and `Metadata.labels`."""
    one: str
    """What one label is: `Region`."""
    many: str
    """The name of the index: `Regions`."""
    phrase: str
    """How the articles of one label are spoken of: `in this region`."""
    field: str = ""
    """The field of `Metadata` that has its labels; empty where they are in `Metadata.labels`."""
    words: str = ""
    """What announces its labels before a colon, as alternatives of a regular expression."""
    keys: tuple[str, ...] = ()
    """Keys of front matter that state its labels, in lower case with `_`."""
    several: bool = True
    """Whether a line can hold several labels; otherwise the whole line is one."""
    chosen: bool = False
    """Whether the site asked for it."""
    beside: tuple[str, ...] = ("themes", "publishers")
    """The facets that divide the articles of one label, by key."""
    feeds: bool = True
    """Whether something new can appear under its labels."""
    are_people: bool = False
    """Whether its labels are people, who are sorted by family name."""

    def labels(self, metadata: Metadata) -> tuple[str, ...]:
        """Read the labels of one article; those of the years are its year or `Undated`."""
        if self.field:
            value = getattr(metadata, self.field)
            return (value,) if isinstance(value, str) else value or ()
        if self.key == YEARS:
            return (metadata.date[:4] if metadata.date else UNDATED,)
        return dict(metadata.labels).get(self.key, ()) if metadata.labels else ()

    @property
    def stands_alone(self) -> bool:
        """Whether one line with its words is a line of labels, and its keys of front matter are read.

        The others need a field of `Metadata`, which other readers fill, or another line of labels beside them.
        """
        return self.chosen or (self.is_stated and not self.field)

    @property
    def is_stated(self) -> bool:
        """Whether articles state its labels as such, in a line of labels or in front matter."""
        return bool(self.words)


# Order matters: menus, the home page and the facts of an article follow it; a site's own come after the third.
FACETS: tuple[Facet, ...] = (
    Facet(
        key="regions",
        one="Region",
        many="Regions",
        phrase="in this region",
        field="regions",
        words=r"regions?|région[s]?|regionen|región|regiones|região|regiões|regione|regioni|regio|регион[ы]?|المنطقة|"
        r"bölge|wilayah|khu vực|weltregion(?:en)?",
        keys=("region", "regions"),
    ),
    Facet(
        key="themes",
        one="Theme",
        many="Themes",
        phrase="with this theme",
        field="themes",
        words=r"themes?|thème[s]?|themen|thema|temas?|temi|temat[y]?|тем[аы]|الموضوع|konu|chủ đề|tema",
        keys=("theme", "themes", "topic", "topics"),
        beside=("regions", "publishers"),
    ),
    Facet(
        key="reports",
        one="Dossier",
        many="Dossiers",
        phrase="in this dossier",
        field="reports",
        words=r"(?:in[- ]depth |special )?reports?|dossiers?|rapports? (?:spécial|approfondi|détaillé)s?|"
        r"informes? especial(?:es)?|relatórios? especia(?:l|is)|themendossiers?|spezialberichte?",
        keys=("report", "reports", "in_depth_report", "in_depth_reports", "dossier"),
    ),
    Facet(
        key="publishers",
        one="Publisher",
        many="Publishers",
        phrase="at this publisher",
        field="publisher",
        beside=("themes", "authors"),
    ),
    Facet(
        key="sources",
        one="Source",
        many="Sources",
        phrase="from this source",
        field="source",
        beside=("publishers", "themes"),
    ),
    Facet(
        key="authors",
        one="Author",
        many="Authors",
        phrase="of this author",
        field="byline",
        beside=("publishers", "themes"),
        are_people=True,
    ),
    Facet(
        key=YEARS, one="Year", many="Years", phrase="in this year", beside=("regions", "themes"), feeds=False
    ),
)


def keys_with_labels(metadata: Iterable[Metadata], facets: Sequence[Facet]) -> tuple[str, ...]:
    """List the facets for which some article states a label, in their order; years take a date."""
    waiting = {facet.key: facet for facet in facets}
    for each in metadata:
        for key in [key for key, facet in waiting.items() if _has_labels(facet, each)]:
            del waiting[key]
        if not waiting:
            break
    return tuple(facet.key for facet in facets if facet.key not in waiting)


def _has_labels(facet: Facet, metadata: Metadata) -> bool:
    return bool(metadata.date) if facet.key == YEARS else bool(facet.labels(metadata))
