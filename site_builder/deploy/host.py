"""The interface between the course of a deploy and the places that sites are published to."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import msgspec

from site_builder.deploy.deploy_plan import Ceiling, DeployPlan, Occupied
from site_builder.deploy.releases import Release
from site_builder.deploy.site_files import Digest, SiteFile
from site_builder.model import SiteError

STALLED_AFTER = 300.0
"""Seconds without any progress after which a deploy ends."""


class DeployError(SiteError):
    """A deploy that ended before its end; what it had sent stays, what readers see is whole."""


class StallTimer:
    """Knows when something last went forward; hosts ask it before they try again."""

    def __init__(self, *, limit: float = STALLED_AFTER, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._last = clock()

    def advance(self) -> None:
        """Note that something went forward."""
        self._last = self._clock()

    @property
    def left(self) -> float:
        """Seconds left before the deploy counts as stalled."""
        return self._limit - (self._clock() - self._last)

    def check(self) -> None:
        """Raise DeployError when nothing has gone forward for too long."""
        if self.left <= 0:
            raise DeployError(
                f"nothing went forward for {self._limit / 60:.0f} minutes",
                hint="look at the network and at the host's status page, then run the same command again",
            )


class Host(Protocol):
    """One place that a site is published to. A host that is opened for a dry run is only asked, never changed."""

    @property
    def digest(self) -> Digest:
        """How the host names the bytes of a file."""
        ...

    @property
    def retains(self) -> bool:
        """Whether digested assets of the release before stay for one release more."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Keep other deploys to this place out; a killed one keeps nobody out for more than five minutes.

        Raises DeployError naming who deploys.
        """
        ...

    def live(self) -> Release | None:
        """Return what is published now, files that a killed deploy left included; None where nothing is ours.

        Raises SiteError when only a part of it could be listed.
        """
        ...

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Return what stands in places that `files` need, is not ours and has other bytes."""
        ...

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Note what is about to be written, so that a killed deploy knows its own files."""
        ...

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Put the files of one stage in their places, or where `switch` finds them; yield each that is there.

        When it raises, no file is on its way any more.
        """
        ...

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Show the release to readers, where the host can do so at once."""
        ...

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Remove files of ours and yield each that is gone; one that was gone already is no error."""
        ...

    def finish(self, release: Release) -> None:
        """Record the release as live, and forget those that are older than the host keeps."""
        ...

    def releases(self) -> Sequence[Release]:
        """Return the releases that can be gone back to, newest first."""
        ...

    def roll_back(self, release: Release) -> None:
        """Show an earlier release again."""
        ...


class Connection(msgspec.Struct, frozen=True):
    """What a target needs to know besides its settings to open its host."""

    name: str
    root: Path
    """Of the site: relative paths in its settings start there."""
    state: Path
    """A folder of this target's own for what can be lost."""
    url: str
    """Where the site is read, or empty."""
    environment: Mapping[str, str]
    timer: StallTimer
    warn: Callable[[str], None]


def no_companions(settings: Any, files: Mapping[str, SiteFile], digest: Digest) -> Mapping[str, SiteFile]:
    """Return no files, for hosts that want none beside the site."""
    return {}


class Target(msgspec.Struct, frozen=True):
    """One kind of place that sites are published to; a module in `deploy/targets/` holds one as `TARGET`."""

    kind: str
    title: str
    """For people: `a folder that a web server shows`."""
    settings: type[msgspec.Struct]
    """The keys of its table in site.toml, besides `kind`, `url` and `ceiling`."""
    connect: Callable[[Any, Connection], Host]
    """Opens the host. Raises SiteError for missing programs, libraries or credentials."""
    companions: Callable[[Any, Mapping[str, SiteFile], Digest], Mapping[str, SiteFile]] = no_companions
    """Makes the files that this kind of host wants beside the site, such as rules and compressed twins."""
    ceiling: Callable[[Any], Ceiling] = lambda settings: Ceiling()
    """What hosts of this kind take at most, unless the settings say otherwise."""
