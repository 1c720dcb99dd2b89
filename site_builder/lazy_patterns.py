"""Make regular expressions that are compiled when they are first used.

The modules of the program have some 400 patterns.
A command uses a part of them, and compiling all takes half of the time of a build in which one word changed.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, AnyStr, cast

_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the pattern that `re.compile` returns, as far as its methods and `pattern` go, without compiling it yet.

    Functions of `re` do not take it. Where it is wrong, its first use raises `re.error`.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))


class _LazyPattern:
    """A pattern whose methods become those of the compiled one once any of them was called.

    They are attributes of the instance, in slots, because those take no longer to call than the methods of a pattern.
    """

    __slots__ = ("_flags", "pattern", *_METHODS)

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags
        for name in _METHODS:
            setattr(self, name, partial(self._first_call, name))

    def _first_call(self, method: str, *arguments: Any, **options: Any) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        for name in _METHODS:
            setattr(self, name, getattr(compiled, name))
        call: Callable[..., Any] = getattr(compiled, method)
        return call(*arguments, **options)

    def __reduce__(self) -> tuple[object, ...]:
        return lazy_pattern, (self.pattern, self._flags)
