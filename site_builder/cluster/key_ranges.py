"""Sorts numbers of 64 bits into parts of equal size: articles into shards, keys and passages into ranges."""


def part_of(key: int, parts: int) -> int:
    """Return the part that a key of 64 bits falls into, counted from 0."""
    return key * parts >> 64
