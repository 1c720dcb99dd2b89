"""Which release a rollback shows, from literals."""

from typing import cast

import pytest

from site_builder.deploy.host import Host
from site_builder.deploy.publish import find_release
from site_builder.deploy.releases import Release
from site_builder.model import SiteError

FIRST, SECOND = "0a0a0a0a", "1b1b1b1b"


class _Kept:
    """What a rollback asks of a host."""

    def __init__(self, *ids: str, live: int = 0) -> None:
        self._releases = [Release(name, "", {}) for name in ids]
        self._live = live

    def releases(self) -> list[Release]:
        return self._releases

    def live(self) -> Release:
        return self._releases[self._live]


def kept(*ids: str, live: int = 0) -> Host:
    """Return a host that holds these releases, the newest first; readers see one of them."""
    return cast(Host, _Kept(*ids, live=live))


def test_a_rollback_shows_the_release_before() -> None:
    host = kept(f"20260103T000000Z-{FIRST}", f"20260102T000000Z-{SECOND}", f"20260101T000000Z-{FIRST}")

    assert find_release(host, "", target="web").id == f"20260102T000000Z-{SECOND}"


def test_a_site_that_was_deployed_twice_is_not_what_a_rollback_shows() -> None:
    ids = f"20260103T000000Z-{SECOND}", f"20260102T000000Z-{SECOND}", f"20260101T000000Z-{FIRST}"

    assert find_release(kept(*ids), "", target="web").id == ids[2]
    assert find_release(kept(*ids), ids[1], target="web").id == ids[1]


def test_what_is_newer_than_what_readers_see_is_no_way_back() -> None:
    host = kept(f"20260102T000000Z-{SECOND}", f"20260101T000000Z-{FIRST}", live=1)

    with pytest.raises(SiteError, match="no release before the one that readers see"):
        find_release(host, "", target="web")
