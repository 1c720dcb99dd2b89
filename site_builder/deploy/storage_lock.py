"""Keep two deploys to one place of object storage apart, with a lock object that is renewed."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
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

    def __init__(self, storage: Storage, name: str, *, service: str, memory: Path) -> None:
        """Remember the file that says on this machine that the service at an address keeps conditions."""
        self._storage = storage
        self._name = name
        self._service = service
        self._memory = memory
        self._token = uuid4().hex.encode()
        self._lost = False
        self._renewed_at = 0.0
        """By the clock of this machine, which goes on while it sleeps."""

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
                if self._is_ours():
                    self._storage.delete(self._name)

    def check(self) -> None:
        """Raise DeployError when another deploy has taken the lock over meanwhile."""
        if self._lost:
            raise self._locked_out()

    def _is_ours(self) -> bool:
        """Return whether the lock is this one; nobody takes over one that was renewed lately."""
        if time.time() - self._renewed_at < _HELD / 2:
            return not self._lost
        return self._storage.read(self._name) == self._token

    def _take(self) -> None:
        """Create the lock, with one request where the service is known to keep conditions."""
        try:
            if self._keeps_conditions():
                self._storage.put(self._name, self._token, mode="create")
            else:
                self._take_if_free()
        except FileExistsError:
            # Another deploy came first, or one that was killed, or the answer to an earlier attempt of ours was lost.
            if self._storage.read(self._name) != self._token:
                self._take_over()
        self._renewed_at = time.time()

    def _take_if_free(self) -> None:
        """Look whether there is a lock before writing one, and learn whether the service keeps conditions."""
        if self._holder() is not None:
            raise FileExistsError(self._name)
        is_conditional = False
        try:
            self._storage.put(self._name, self._token, mode="create")
            self._storage.put(self._name, self._token, mode="create")
        except FileExistsError:
            is_conditional = self._storage.read(self._name) == self._token
            if not is_conditional:
                raise
        except ConditionsUnsupportedError:
            self._storage.put(self._name, self._token)
        if is_conditional:
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            self._memory.write_text(self._service, "utf-8")
        elif self._storage.read(self._name) != self._token:
            raise self._locked_out()

    def _keeps_conditions(self) -> bool:
        """Return whether a deploy of this machine has found that the service keeps conditions."""
        try:
            return self._memory.read_text("utf-8") == self._service
        except OSError:
            return False

    def _take_over(self) -> None:
        """Replace a lock that was not renewed for five minutes."""
        held = self._holder()
        if held is not None:
            self._check_age(held)
        mode: Any = {key: held[key] for key in ("e_tag", "version") if held.get(key)} if held else "create"
        with suppress(FileExistsError):
            self._put(mode)
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
                self._renewed_at = time.time()

    def _locked_out(self) -> DeployError:
        return DeployError(
            f"{self._storage.where}: another deploy is under way",
            hint="wait for it to end; one that was killed keeps others out for five minutes",
        )
