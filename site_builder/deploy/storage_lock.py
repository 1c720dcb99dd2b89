"""Keep two deploys to one place of object storage apart, with a lock object that is renewed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from site_builder.deploy.host import DeployError
from site_builder.deploy.object_storage import ConditionsUnsupportedError, Storage
from site_builder.model import SiteError

_HELD = 300.0
"""Seconds after which the lock of a deploy that has not renewed it is nobody's."""
_RENEWED = 60.0
"""Seconds between two renewals of the lock."""


class StorageLock:
    """A lock object. Services that keep conditions let one of two deploys have it.

    One that ignores them leaves a moment in which both write; the one that wrote last has it.
    """

    def __init__(self, storage: Storage, name: str) -> None:
        self._storage = storage
        self._name = name
        self._token = uuid4().hex.encode()
        self._lost = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep others out and renew the lock; one that was not renewed for five minutes is taken over.

        Raises DeployError when another deploy holds it.
        """
        self._take()
        stop = threading.Event()
        renewal = threading.Thread(target=self._renew, args=(stop,), daemon=True)
        renewal.start()
        try:
            yield
        finally:
            stop.set()
            renewal.join()
            with suppress(SiteError, FileNotFoundError):
                if self._storage.read(self._name) == self._token:
                    self._storage.delete(self._name)

    def check(self) -> None:
        """Raise DeployError when another deploy has taken the lock over meanwhile."""
        if self._lost:
            raise self._locked_out()

    def _take(self) -> None:
        held = self._holder()
        try:
            if held is None:
                self._put("create")
            else:
                self._check_age(held)
                self._put({key: held[key] for key in ("e_tag", "version") if held.get(key)})
        except FileExistsError:
            # Another deploy came first, or the answer to an earlier attempt of ours was lost.
            pass
        if self._storage.read(self._name) != self._token:
            raise self._locked_out()

    def _holder(self) -> Any:
        """Return what is known of the lock that is there; None without one."""
        try:
            return self._storage.head(self._name)
        except FileNotFoundError:
            return None

    def _check_age(self, held: Any) -> None:
        """Raise DeployError for a lock that was renewed lately, by the clock of the service."""
        clock = f"{self._name}.clock"
        self._storage.put(clock, self._token)
        now = self._storage.head(clock)["last_modified"]
        self._storage.delete(clock)
        if (now - held["last_modified"]).total_seconds() < _HELD:
            raise self._locked_out()

    def _put(self, mode: Any) -> None:
        try:
            self._storage.put(self._name, self._token, mode=mode)
        except ConditionsUnsupportedError:
            self._storage.put(self._name, self._token)

    def _renew(self, stop: threading.Event) -> None:
        while not stop.wait(_RENEWED):
            with suppress(SiteError):
                try:
                    self._lost = self._storage.read(self._name) != self._token
                except FileNotFoundError:
                    self._lost = True
                if self._lost:
                    return
                self._storage.put(self._name, self._token)

    def _locked_out(self) -> DeployError:
        return DeployError(
            f"{self._storage.where}: another deploy is under way",
            hint="wait for it to end; one that was killed keeps others out for five minutes",
        )
