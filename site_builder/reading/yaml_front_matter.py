"""Read YAML as plain values, event by event; a module of its own because the library takes long to load."""

from typing import Any

import yaml

from site_builder.reading.front_matter_values import DEEPEST, BrokenError, Value


def read_yaml(text: str) -> dict[str, Value]:
    """Read YAML as strings, lists and tables only; its other wonders raise BrokenError."""
    reader = _Events(text)
    try:
        value = reader.document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise BrokenError(f"the front matter is not YAML: {reason}", mark.line if mark else 0) from error
    if not isinstance(value, dict):
        raise BrokenError("the front matter is not a list of keys and values", 0)
    return value


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


class _Events:
    """YAML's events, one at a time, made into plain values."""

    def __init__(self, text: str) -> None:
        self._events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def document(self) -> Value:
        value: Value = {}
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                value = self._value(next(self._events), 0)
                break
        return value

    def _value(self, event: Any, depth: int) -> Value:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BrokenError("front matter may not use anchors and aliases (`&`, `*`)", line)
        if event.tag is not None:
            raise BrokenError(f"front matter may not use tags ({event.tag})", line)
        if depth > DEEPEST:
            raise BrokenError(f"the front matter is nested more than {DEEPEST} deep", line)
        if isinstance(event, yaml.ScalarEvent):
            return "" if event.style is None and event.value in ("~", "null", "Null", "NULL") else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(depth)
        return self._table(depth)

    def _items(self, depth: int) -> Value:
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return items

    def _table(self, depth: int) -> Value:
        table: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._value(event, depth + 1)
            if not isinstance(key, str):
                raise BrokenError("a key of the front matter is not a word", line)
            if key in table:
                raise BrokenError(f"the front matter has two keys {key!r}", line)
            table[key] = self._value(next(self._events), depth + 1)
        return table
