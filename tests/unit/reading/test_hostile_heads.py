"""Heads that were made to be slow are read in time that grows with their length."""

import time

import pytest

from site_builder.model import Source
from site_builder.reading import read
from site_builder.settings import Settings


@pytest.mark.parametrize(
    "head",
    [
        f"---\nauthor: {'a' * 19_000}@\n---\n",
        f"---\nauthor: '{'[[' * 9_000}'\n---\n",
        f"---\nsource: {'a.' * 9_000}\n---\n",
        f"---\nauthor: '{'Farrant, Odile; ' * 1_000}'\n---\n",
        "Title: " + "a" * 200_000 + "\n\n",
        "Title: a\n" + " b\n" * 60_000,
        "% a\n" + " b\n" * 60_000,
        "# Metadata\n" + "- URL: x\n" * 30_000,
    ],
)
def test_a_hostile_head_is_read_in_time(head: str) -> None:
    started = time.process_time()
    read(Source("a.md", "a.md", f"{head}\nThe gauge was read.\n".encode()), Settings())

    assert time.process_time() - started < 3
