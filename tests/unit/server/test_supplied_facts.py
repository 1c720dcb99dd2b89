"""The server shows what people state in the table and in defaults, whatever the last build knew."""

import time

from site_builder.engine import open_site
from site_builder.engine.facts_table import with_table
from site_builder.server.live.stored_state import load_stored_state
from tests.unit.engine.sites import SmallSite, article


def test_an_article_whose_row_changed_since_the_last_build_is_read_again(tmp_path):
    site = SmallSite(tmp_path / "site")
    for name in ("a.md", "b.md"):
        site.write(name, article(name))
    table = site.root / "metadata.csv"
    table.write_text("path,title\na.md,One\nb.md,Two\n")
    time.sleep(0.1)  # Stamps younger than a tick of the clock are not trusted.
    site.build()
    table.write_text("path,title\nb.md,Two\na.md,Another\n")

    stored = load_stored_state(with_table(open_site(site.root)))

    stamps = open_site(site.root).sources().stamps
    assert [path for path, record in stored.records.items() if record.stamp.inode != stamps[path].inode] == [
        "a.md"
    ]
