"""The counts beside lists of notices, by role, purpose and outlet, and by role and outlet together."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from site_builder.model import Notice, Role
from site_builder.notice_purposes import PURPOSES
from site_builder.pages.notice_views import outlet_link
from site_builder.pages.views import Count, Link, Tally
from site_builder.roles import ROLES

NOTICES_PER_PAGE = 50
"""Notices on one page of a list."""
_OUTLETS = 12
"""Outlets that a list names beside it."""


class NoticeTallies:
    """Counts of notices by role, purpose and outlet; each leads to that many notices."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        """`notices` are all of the archive."""
        self._notices = notices
        self._by_outlet: dict[str, list[Notice]] = {}
        for notice in notices:
            self._by_outlet.setdefault(notice.outlet.slug, []).append(notice)

    def beside(self, notices: Sequence[Notice], *, of_outlet: bool, of_role: bool) -> tuple[Tally, ...]:
        """Return the counts beside a list; those of an outlet by role and of a role by outlet are its own."""
        roles, purposes, outlets = self._whole
        if of_outlet:
            roles = Tally("Its notices by role", "", self._roles_at(notices), None)
        elif of_role:
            role = notices[0].role
            outlets = self._by_outlets(notices, f"{ROLES[role].name}, by outlet", group=role)
        tallies = (roles, outlets, purposes) if of_role else (roles, purposes, outlets)
        return tuple(tally for tally in tallies if tally.counts)

    @cached_property
    def _whole(self) -> tuple[Tally, Tally, Tally]:
        roles = Counter(notice.role for notice in self._notices)
        purposes = Counter(key for notice in self._notices for key in notice.purposes)
        by_role = tuple(
            _count(ROLES[role].name, f"notices/{role.value}/", roles[role]) for role in ROLES if roles[role]
        )
        by_purpose = tuple(
            _count(purpose.name, f"notices/{key}/", purposes[key])
            for key, purpose in PURPOSES.items()
            if purposes[key]
        )
        return (
            Tally("By role", "", by_role, None),
            Tally("By what they do", "", by_purpose, None),
            self._by_outlets(self._notices, "By outlet"),
        )

    def _by_outlets(self, notices: Sequence[Notice], title: str, *, group: Role | None = None) -> Tally:
        """Count notices by outlet; with a `group`, each count leads to the notices of this role at the outlet."""
        slugs = Counter(notice.outlet.slug for notice in notices if notice.outlet.name)
        ordered = sorted(slugs, key=lambda slug: (-slugs[slug], slug))[:_OUTLETS]
        counts = []
        for slug in ordered:
            theirs = self._by_outlet[slug]
            link = outlet_link(theirs[0])
            assert link
            href = _group_at(theirs, group) if group else link.href
            counts.append(Count(link.name, href, f"{slugs[slug]:,}"))
        more = Link("All outlets", "notices/outlets/index.html") if len(slugs) > _OUTLETS else None
        return Tally(title, "", tuple(counts), more)

    def _roles_at(self, notices: Sequence[Notice]) -> tuple[Count, ...]:
        """Count the notices of one outlet by role."""
        roles = Counter(notice.role for notice in notices)
        return tuple(
            Count(ROLES[role].name, _group_at(notices, role), f"{roles[role]:,}")
            for role in ROLES
            if roles[role]
        )


def _group_at(notices: Sequence[Notice], role: Role) -> str:
    """Return where the notices of a role begin in the list of the outlet that says `notices`."""
    order = list(ROLES)
    before = sum(order.index(notice.role) < order.index(role) for notice in notices)
    folder = f"notices/outlets/{notices[0].outlet.slug}/"
    return f"{folder}{notice_page_name(before // NOTICES_PER_PAGE + 1)}#{notice_group_id(role)}"


def notice_group_id(role: Role) -> str:
    """Return the id of the notices of a role in the list of an outlet."""
    return f"r-{role.value}"


def _count(name: str, folder: str, number: int) -> Count:
    return Count(name, folder + "index.html", f"{number:,}")


def notice_page_name(number: int) -> str:
    """Return the file of a page of a list, counted from 1."""
    return "index.html" if number == 1 else f"page-{number}.html"
