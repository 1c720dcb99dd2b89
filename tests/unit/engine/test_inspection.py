from pathlib import Path

from site_builder.engine.inspection import inspect_paths
from tests.unit.engine.sites import SmallSite, article


def test_copies_of_articles_in_a_built_site_are_not_inspected(tmp_path, monkeypatch):
    site = SmallSite(tmp_path / "site")
    site.write("2020/holm.md", article("The gauge at Holm"))
    (site.root / "site.toml").write_text("")
    site.build(atomic=True)
    monkeypatch.chdir(tmp_path)

    found = [each.display_path for each in inspect_paths([Path("site")], alone=True)]

    assert found == ["site/content/2020/holm.md"]


def test_settings_of_a_site_hold_for_its_own_folder(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write("2020/holm.md", "# The gauge\n\nThe water stood high, and nobody wrote it down at the time.\n")
    (site.root / "site.toml").write_text('publisher = "Harbour Review"\n')

    (found,) = inspect_paths([site.root], alone=True)

    assert found.article.metadata.publisher == "Harbour Review"
