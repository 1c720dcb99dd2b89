"""Memoize results by key in bounded memory."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memo(Generic[Value]):
    """A cache of at most two generations of `size` results; a result that is asked for enters the young one again.

    When the young generation is full it becomes the old one, and the old one is evicted.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._young: dict[Hashable, Value] = {}
        self._old: dict[Hashable, Value] = {}

    def get(self, key: Hashable) -> Value | None:
        """Return the result kept for a key, or None."""
        value = self._young.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self._young[key] = value
        return value

    def put(self, key: Hashable, value: Value) -> None:
        """Keep the result of a key."""
        if len(self._young) >= self._size:
            self._old, self._young = self._young, {}
        self._young[key] = value
