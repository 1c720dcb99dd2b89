"""Every file that is written again has a reason, and it is the right one."""

import pytest

from site_builder.disk import Written
from site_builder.engine import rebuild
from site_builder.engine import site as site_module
from site_builder.engine.due import FileChange, Reason, first_reason, folder_changes
from tests.unit.engine.sites import SmallSite, article, files

HOLM = "articles/2020/holm/index.html"
SKARVIK = "articles/2020/skarvik/index.html"


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    small.write("2020/holm.md", article("The gauge at Holm"))
    small.write("2020/skarvik.md", article("Three clocks at Skarvik", theme="Ferries"))
    return small


def test_every_file_of_a_first_build_is_new(site):
    reasons = site.reasons()

    assert set(reasons.values()) == {"new"}
    assert reasons.keys() == {path for path in files(site.output) if not path.startswith(".")}


def test_a_build_with_nothing_to_do_gives_no_reasons(site):
    site.build()

    assert site.reasons() == {}


def test_nothing_is_listed_unless_somebody_asks(site):
    assert site.build().written
    assert site.build(explain=False).changes == ()


def test_an_edited_article_and_the_lists_and_feeds_that_show_it_changed(site):
    site.build()
    site.write("2020/holm.md", article("The gauge at Holm, again"))

    reasons = site.reasons()

    assert set(reasons.values()) == {"changed"}
    assert {
        HOLM,
        "index.html",
        "feed.xml",
        "themes/ports/index.html",
        "regions/north-sea/feed.xml",
        # It is read beside the edited one, and names it.
        SKARVIK,
    } <= reasons.keys()
    assert SKARVIK.replace("index.html", "annotations.json") not in reasons


def test_an_added_article_is_new_and_the_lists_that_show_it_changed(site):
    site.build()
    site.write("2021/ness.md", article("A lamp at Ness", theme="Lamps"))

    reasons = site.reasons()

    assert reasons["articles/2021/ness/index.html"] == "new"
    assert reasons["themes/lamps/index.html"] == "new"
    assert reasons["index.html"] == reasons["regions/north-sea/index.html"] == "changed"


def test_files_of_a_removed_article_are_removed_and_its_lists_changed(site):
    site.build()
    site.remove("2020/skarvik.md")

    reasons = site.reasons()

    assert reasons[SKARVIK] == reasons["themes/ferries/index.html"] == "removed"
    assert reasons["index.html"] == "changed"
    # What both had in common does not recur any more.
    assert reasons[HOLM] == "recurs"


def test_an_article_whose_passage_becomes_common_recurs(site):
    words = "The harbour office at Holm keeps a second ledger for whatever the first one did not ask about."
    site.write("2020/holm.md", article("The gauge at Holm") + f"\n{words}\n")
    site.build()
    for number in range(6):
        site.write(f"2022/{number}.md", article(f"Ledger {number}") + f"\n{words}\n")

    reasons = site.reasons()

    assert reasons[HOLM] == "recurs"
    assert reasons["articles/2022/0/index.html"] == "new"


def test_an_article_with_a_namesake_moves(site):
    site.build()
    site.write("2020/Holm!.md", article("Another Holm"))

    reasons = site.reasons()

    moved = {
        path.split("/")[2] for path, reason in reasons.items() if reason == "moved" and path.count("/") == 3
    }
    new = {path.split("/")[2] for path, reason in reasons.items() if reason == "new" and path.count("/") == 3}
    assert len(moved) == 1
    assert len(new) == 1
    assert moved | new == {
        path.name for path in (site.output / "articles/2020").iterdir() if path.is_dir()
    } - {"skarvik"}


def test_a_damaged_file_is_the_only_one_that_is_written(site):
    site.build()
    (site.output / HOLM).write_text("damaged")
    (site.output / "themes/ports/index.html").unlink()

    assert site.reasons() == {HOLM: "damaged", "themes/ports/index.html": "damaged"}


def test_damage_beside_an_edit_is_told_apart(site):
    site.build()
    (site.output / SKARVIK).unlink()
    site.write("2020/holm.md", article("The gauge at Holm, again"))

    reasons = site.reasons()

    assert (reasons[HOLM], reasons[SKARVIK]) == ("changed", "damaged")


def test_another_setting_is_the_reason_of_every_file(site):
    site.build()
    (site.root / "site.toml").write_text('title = "Tide tables"\n')

    reasons = site.reasons()

    assert set(reasons.values()) == {"settings"}
    assert {HOLM, "index.html", "feed.xml", "about/index.html"} <= reasons.keys()


def test_an_edit_beside_another_setting_changed(site):
    site.build()
    (site.root / "site.toml").write_text('title = "Tide tables"\n')
    site.write("2020/holm.md", article("The gauge at Holm, again"))

    reasons = site.reasons()

    assert (reasons[HOLM], reasons[SKARVIK]) == ("changed", "settings")


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("article.html", HOLM),
        ("shelf.html", "themes/ports/index.html"),
        ("feed.xml", "feed.xml"),
    ],
)
def test_another_template_is_the_reason_of_the_pages_made_with_it(site, name, page):
    site.build()
    own = site.root / "templates" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    text = (site_module.theme_folder() / name).read_text()
    own.write_text(
        text.replace("{% endblock", "ours {% endblock", 1) if "{% endblock" in text else text + "\n"
    )

    reasons = site.reasons()

    assert reasons[page] == "template"
    assert set(reasons.values()) == {"template"}


def test_another_version_of_the_program_is_the_reason_of_every_file(site, monkeypatch):
    site.build()
    for module in (site_module, rebuild):
        monkeypatch.setattr(module, "code_digest", lambda: "another version")
    (site.root / "templates").mkdir()
    # What another version makes of the same articles is other bytes, or nothing would be written.
    base = (site_module.theme_folder() / "base.html").read_text()
    (site.root / "templates/base.html").write_text(base + "<!-- another version -->")

    reasons = site.reasons()

    assert reasons[HOLM] == reasons["index.html"] == "program"
    assert set(reasons.values()) == {"program"}


def test_a_menu_that_gains_an_index_changes_every_article(site):
    site.build()
    site.write("2021/ness.md", "---\nreports: [Lamps]\n---\n" + article("A lamp at Ness"))

    reasons = site.reasons()

    assert reasons[HOLM] == reasons["404.html"] == "changed"


def test_reasons_are_the_same_with_several_processes(site):
    site.build()
    site.write("2020/holm.md", article("The gauge at Holm, again"))
    alone = site.reasons(output=site.root / "one", state=site.root / "state-one", jobs=1)

    assert site.reasons(output=site.root / "two", state=site.root / "state-two", jobs=2) == alone


def test_the_first_reason_that_holds_is_told_and_else_a_change():
    assert first_reason({Reason.DAMAGED: True, Reason.NEW: False, Reason.SETTINGS: True}) == "settings"
    assert first_reason({Reason.DAMAGED: False}) == "changed"


def test_files_that_were_there_with_the_same_bytes_are_not_taken_for_written():
    before = {"index.html": Written(b"1", 1, 1), "cite.bib": Written(b"2", 1, 1)}
    now = {"index.html": Written(b"3", 1, 5), "cite.bib": Written(b"2", 1, 5), "a.json": Written(b"4", 1, 5)}

    changes = folder_changes("articles/a", now, before, written=2, reason=Reason.NEW)

    assert changes == [
        FileChange("articles/a/index.html", Reason.CHANGED),
        FileChange("articles/a/a.json", Reason.NEW),
    ]
