"""The catalogue of facets that a site can switch on, and the choice that a site made."""

import re
from collections.abc import Sequence

import msgspec

from site_builder.facets import FACETS, Facet
from site_builder.lazy_patterns import lazy_pattern

_ROWS = (
    Facet(
        key="countries",
        one="Country",
        many="Countries",
        phrase="in this country",
        words=r"country|countries|land|länder|pays|país|países|paese|paesi|kraj|страны|страна|ülke|"
        r"negara",
        keys=("country", "countries"),
        chosen=True,
    ),
    Facet(
        key="places",
        one="Place",
        many="Places",
        phrase="at this place",
        words=r"places?|locations?|city|cities|orte?|lieux?|lugar(?:es)?|luogh?[oi]|plaats|места|"
        r"место|miejsca|miejsce",
        keys=("place", "places", "location", "locations"),
        chosen=True,
    ),
    Facet(
        key="people",
        one="Person",
        many="People",
        phrase="about this person",
        words=r"people|persons?|personen|personnes?|personas?|pessoas?|persone?|люди|osoby",
        keys=("person", "people"),
        chosen=True,
        are_people=True,
    ),
    Facet(
        key="organisations",
        one="Organisation",
        many="Organisations",
        phrase="about this organisation",
        words=r"organi[sz]ations?|organisationen|organizaciones|organizações|organizzazioni|"
        r"организации|organizacje",
        keys=("organisation", "organisations", "organization", "organizations"),
        chosen=True,
    ),
    Facet(
        key="events",
        one="Event",
        many="Events",
        phrase="about this event",
        words=r"events?|ereignis(?:se)?|évènements?|événements?|eventos?|eventi|события|событие|"
        r"wydarzenia",
        keys=("event", "events"),
        chosen=True,
    ),
    Facet(
        key="topics",
        one="Topic",
        many="Topics",
        phrase="on this topic",
        words=r"topics?|subjects?|sujets?|asuntos?|assuntos?|argoment[oi]|onderwerp(?:en)?|тематика|"
        r"tematyka",
        keys=("topic", "topics", "subject", "subjects"),
        chosen=True,
    ),
    Facet(
        key="categories",
        one="Category",
        many="Categories",
        phrase="in this category",
        words=r"category|categories|kategorien?|catégories?|categorías?|categorias?|categori[ae]|"
        r"categorieën|категори[яи]|kategori[ae]",
        keys=("category", "categories"),
        chosen=True,
    ),
    Facet(
        key="tags",
        one="Tag",
        many="Tags",
        phrase="with this tag",
        words=r"tags?|keywords?|schlagworte?|schlagwörter|stichworte?|étiquettes?|mots[- ]clés|"
        r"etiquetas?|parole chiave|теги?|tagi",
        keys=("tag", "tags", "keywords"),
        chosen=True,
    ),
    Facet(
        key="sections",
        one="Section",
        many="Sections",
        phrase="in this section",
        words=r"sections?|rubrik(?:en)?|ressorts?|rubriques?|sección|secciones|seção|seções|"
        r"sezion[ei]|rubriek|раздел|dział",
        keys=("section", "sections"),
        chosen=True,
    ),
    Facet(
        key="series",
        one="Series",
        many="Series",
        phrase="in this series",
        words=r"series?|serien|séries?|reihe|cykl|сери[яи]",
        keys=("series", "serie"),
        several=False,
        chosen=True,
    ),
    Facet(
        key="types",
        one="Type",
        many="Types",
        phrase="of this type",
        words=r"types?|formats?|genres?|textsorten?|tip[oi]s?|gatunek|жанры?",
        keys=("type", "types", "genre"),
        chosen=True,
    ),
    Facet(
        key="projects",
        one="Project",
        many="Projects",
        phrase="of this project",
        words=r"projects?|projekte?|projets?|proyectos?|projetos?|progett[oi]|projecten|проекты?|"
        r"projekty",
        keys=("project", "projects"),
        chosen=True,
    ),
)
CATALOGUE = {facet.key: facet for facet in _ROWS}
"""Facets by the one word that switches them on; their label words are those of several languages."""


class FacetSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[facets]]` in site.toml: one index of the site's own."""

    name: str
    """Plural, for people: `Countries`."""
    address: str = ""
    """The folder of its pages; made from the name by default."""
    labels: tuple[str, ...] = ()
    """The words before the colon; those of the catalogue by default."""
    many: bool | None = None
    """Whether a line can hold several labels; by default it can for facets of the catalogue."""


_ADDRESS = lazy_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_TAKEN = frozenset({"about", "articles", "data", "files", "notes", "notices", "pagefind", "search", "static"})
"""Folders at the top of a site that are no facet's."""
_FILLED_OTHERWISE = frozenset(facet.key for facet in FACETS if not facet.is_stated)
"""Built-in facets that label lines do not fill."""


def site_facets(choices: Sequence[str | FacetSettings]) -> tuple[Facet, ...]:
    """Combine the built-in facets with those a site chose.

    Raises ValueError saying what is wrong with a choice; `site_facets(())` is `FACETS`.
    """
    chosen: dict[str, Facet] = {}
    for choice in choices:
        facet = _chosen(choice if isinstance(choice, FacetSettings) else FacetSettings(name=choice))
        if facet.key in chosen:
            raise ValueError(f"two facets have the address {facet.key!r}")
        chosen[facet.key] = facet
    built_in = {facet.key for facet in FACETS}
    stated = (chosen.get(facet.key, facet) for facet in FACETS if facet.is_stated)
    own = (facet for key, facet in chosen.items() if key not in built_in)
    return (*stated, *own, *(facet for facet in FACETS if not facet.is_stated))


def _chosen(choice: FacetSettings) -> Facet:
    key = choice.address or choice.name.strip().lower().replace(" ", "-")
    if not _ADDRESS.match(key):
        raise ValueError(f"the facet {choice.name!r} needs an `address` of a-z, 0-9 and hyphens")
    if key in _TAKEN or key in _FILLED_OTHERWISE:
        raise ValueError(f"the address {key!r} is taken by pages that every site has")
    row = CATALOGUE.get(key) or next((facet for facet in FACETS if facet.key == key), None)
    if row is None and not choice.labels:
        raise ValueError(
            f"the facet {choice.name!r} needs `labels`, the words before the colon; without them there are "
            + ", ".join(CATALOGUE)
        )
    one = choice.labels[0] if choice.labels else ""
    row = row or Facet(key=key, one=one, many=choice.name, phrase=f"with this {one.lower()}", several=False)
    changes: dict[str, object] = {"many": choice.name if choice.address or choice.labels else row.many}
    if choice.labels:
        changes |= {
            "words": "|".join(map(_as_pattern, choice.labels)),
            "keys": _front_matter_keys(key, choice),
        }
    if choice.many is not None:
        changes["several"] = choice.many
    return msgspec.structs.replace(row, chosen=True, **changes)


def _as_pattern(word: str) -> str:
    return r"\s+".join(map(re.escape, word.rstrip(" :：").split()))


def _front_matter_keys(key: str, choice: FacetSettings) -> tuple[str, ...]:
    names = (key, choice.name, *choice.labels)
    return tuple(dict.fromkeys(re.sub(r"[\s-]+", "_", name.strip().lower()) for name in names))
