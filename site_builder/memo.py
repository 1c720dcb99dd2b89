"""Remember a bounded number of results, those in use longest."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """Two generations of results: when the young one is full it becomes the old one, and the old one is forgotten."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._young: dict[Hashable, Value] = {}
        self._old: dict[Hashable, Value] = {}

    def get(self, key: Hashable) -> Value | None:
        """Return what was put under a key, if it is still there."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self._young[key] = found
        return found

    def put(self, key: Hashable, value: Value) -> None:
        """Remember a result."""
        if len(self._young) >= self._size:
            self._old, self._young = self._young, {}
        self._young[key] = value
