from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.engine import store as module
from site_builder.engine.store import Entries, Store

NAMES = st.text("ab/é", max_size=4)
KEYS = st.dictionaries(NAMES, st.dictionaries(st.sampled_from(["", "x"]), st.binary(max_size=2), max_size=2))
NOTHING = Entries(MappingProxyType({}), ())


def touched(before, now):
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


@given(st.lists(KEYS, max_size=6), st.integers(1, 3))
def test_what_was_kept_last_is_read(tmp_path_factory, changes, run):
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_RUN", run)
        before = {}
        for now in changes:
            store = Store(folder)
            store.keep(facts={}, sources=NOTHING, outputs=NOTHING, pages=Entries(now, touched(before, now)))
            store.close()
            before = now

            again = Store(folder)
            assert again.pages() == now
            assert list(again.pages()) == sorted(now)
            rows = again._connection.execute("SELECT entries FROM pages").fetchall()
            again.close()
            assert all(len(module._KEYS.decode(value[4:])) <= 2 * run for (value,) in rows)


def test_only_the_runs_that_were_touched_are_written(tmp_path):
    store = Store(tmp_path)
    pages = {f"{number:04}": {"x": b"1"} for number in range(1000)}
    store.keep(facts={}, sources=NOTHING, outputs=NOTHING, pages=Entries(pages, pages.keys()))
    rows = "SELECT first, entries FROM pages"
    before = dict(store._connection.execute(rows))

    store.keep(
        facts={}, sources=NOTHING, outputs=NOTHING, pages=Entries({**pages, "0500": {"x": b"2"}}, {"0500"})
    )

    after = dict(store._connection.execute(rows))
    assert len(before) > 8
    assert after.keys() == before.keys()
    assert sum(after[first] != before[first] for first in after) == 1
    store.close()
