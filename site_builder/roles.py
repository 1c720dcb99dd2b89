"""The table of roles: one row a role, with all that any room says or assumes of it.

A role is added to the enumeration in `model.py` and gets a row here and a line in the handbook.
Until weights are trained with articles that have it, it is never predicted; corrections can give it.
"""

from collections.abc import Mapping

import msgspec

from site_builder.model import Role, RoleClass, Voice

_NOTICES = frozenset({RoleClass.BOILERPLATE, RoleClass.DISCLAIMER})


class RoleRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is said and assumed of one role."""

    role: Role
    kind: RoleClass
    name: str
    """What a passage of this role is called on pages."""
    sentence: str = ""
    """What such a passage does, for its margin note; only boilerplate has one."""
    part: str = ""
    """What a part of a passage is called that does this too, after the name of the passage; only boilerplate."""
    contents: str = ""
    """What it holds, in the list of its class on the page about the annotations."""
    key: str
    """The key that gives a block this role in the inspector."""
    voice: Voice
    """Who speaks where nothing says otherwise."""
    names_speaker: bool = False
    """Whether the outlet that such a passage names speaks in it."""
    recurrence: float = 0.0
    """How much it speaks for this role that a passage recurs in the archive: at most 1; below 0, it speaks against."""

    @property
    def boilerplate(self) -> bool:
        """Whether such a passage belongs to the page and not to the article; it has a note in the margin."""
        return self.kind in _NOTICES


_ROWS = (
    RoleRow(
        role=Role.TITLE,
        kind=RoleClass.ARTICLE,
        name="Title",
        contents="title",
        key="t",
        voice=Voice.AUTHOR,
        recurrence=-0.3,
    ),
    RoleRow(
        role=Role.BYLINE,
        kind=RoleClass.ARTICLE,
        name="Byline",
        contents="byline",
        key="b",
        voice=Voice.AUTHOR,
        recurrence=0.4,
    ),
    RoleRow(
        role=Role.DATELINE,
        kind=RoleClass.ARTICLE,
        name="Dateline",
        contents="date line",
        key="d",
        voice=Voice.PUBLISHER,
        recurrence=0.5,
    ),
    RoleRow(
        role=Role.TAXONOMY,
        kind=RoleClass.ARTICLE,
        name="Labels",
        contents="labels",
        key="x",
        voice=Voice.PUBLISHER,
        recurrence=0.5,
    ),
    RoleRow(
        role=Role.STANDFIRST,
        kind=RoleClass.ARTICLE,
        name="Standfirst",
        contents="standfirst",
        key="f",
        voice=Voice.AUTHOR,
        recurrence=-0.3,
    ),
    RoleRow(
        role=Role.BODY,
        kind=RoleClass.ARTICLE,
        name="Article",
        contents="text",
        key="a",
        voice=Voice.AUTHOR,
    ),
    RoleRow(
        role=Role.MEDIA,
        kind=RoleClass.ARTICLE,
        name="Media",
        contents="pictures",
        key="m",
        voice=Voice.AUTHOR,
        recurrence=0.5,
    ),
    RoleRow(
        role=Role.SHARE,
        kind=RoleClass.BOILERPLATE,
        name="Share note",
        sentence="Asks readers to pass the article on.",
        part="share",
        contents="requests to share",
        key="h",
        voice=Voice.PUBLISHER,
        recurrence=1.0,
    ),
    RoleRow(
        role=Role.SUPPORT,
        kind=RoleClass.BOILERPLATE,
        name="Support appeal",
        sentence="Asks for money or other support.",
        part="support",
        contents="appeals for support",
        key="u",
        voice=Voice.PUBLISHER,
        names_speaker=True,
        recurrence=1.0,
    ),
    RoleRow(
        role=Role.PROMO,
        kind=RoleClass.BOILERPLATE,
        name="Promotion",
        sentence="Leads to other offers of the outlet.",
        part="promotion",
        contents="promotion of other pages",
        key="p",
        voice=Voice.PUBLISHER,
        names_speaker=True,
        recurrence=1.0,
    ),
    RoleRow(
        role=Role.BIO,
        kind=RoleClass.BOILERPLATE,
        name="About the author",
        sentence="Says who wrote or helped.",
        part="author",
        contents="lines about the author",
        key="i",
        voice=Voice.PUBLISHER,
        names_speaker=True,
        recurrence=0.9,
    ),
    RoleRow(
        role=Role.DISCLAIMER,
        kind=RoleClass.DISCLAIMER,
        name="Disclaimer",
        sentence="Limits who answers for the content.",
        part="disclaimer",
        contents="disclaimers",
        key="l",
        voice=Voice.PUBLISHER,
        names_speaker=True,
        recurrence=1.0,
    ),
    RoleRow(
        role=Role.COPYRIGHT,
        kind=RoleClass.DISCLAIMER,
        name="Copyright notice",
        sentence="Says who owns the text and what may be done with it.",
        part="reprint permission",
        contents="copyright and reprint terms",
        key="c",
        voice=Voice.PUBLISHER,
        names_speaker=True,
        recurrence=1.0,
    ),
    RoleRow(
        role=Role.CONTACT,
        kind=RoleClass.DISCLAIMER,
        name="Contact",
        sentence="Says where to write.",
        part="contact",
        contents="contact lines",
        key="o",
        voice=Voice.PUBLISHER,
        names_speaker=True,
        recurrence=1.0,
    ),
    RoleRow(
        role=Role.SEPARATOR,
        kind=RoleClass.NONE,
        name="Separator",
        key="s",
        voice=Voice.PUBLISHER,
        recurrence=1.0,
    ),
)

ROLES: Mapping[Role, RoleRow] = {row.role: row for row in _ROWS}
"""The row of each role, in the order of the enumeration."""

CLASS_OF: Mapping[Role, RoleClass] = {role: row.kind for role, row in ROLES.items()}

BOILERPLATE: frozenset[Role] = frozenset(role for role, row in ROLES.items() if row.boilerplate)
"""The roles of passages that belong to the page and not to the article."""
