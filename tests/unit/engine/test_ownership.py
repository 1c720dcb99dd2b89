"""A build replaces and removes only what this program wrote, and the output folder says what that is."""

import os
import shutil
import sqlite3

import pytest

from site_builder.cli import main
from site_builder.engine import build, clean, open_site
from site_builder.engine.ledger import LEDGER, Ledger, LedgerError
from site_builder.model import SiteError
from tests.unit.engine.sites import Heard, SmallSite, article, files


@pytest.fixture
def site(tmp_path):
    small = SmallSite(tmp_path / "site")
    small.write("holm.md", article("The gauge at Holm"))
    small.write("skarvik.md", article("Three clocks at Skarvik", theme="Ferries"))
    return small


@pytest.fixture
def old_site(site):
    """A site as a version without ledgers left it."""
    site.build()
    (site.output / LEDGER).unlink()
    with sqlite3.connect(site.root / ".site-builder/store.sqlite") as connection:
        connection.execute("DELETE FROM facts WHERE name = 'ledger'")
    connection.close()
    return site


def put(path, text="mine"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


# What is not ours


def test_a_folder_with_somebody_elses_files_in_our_places_is_refused_untouched(site, capsys):
    put(site.output / "index.html")
    put(site.output / "about/index.html")
    put(site.output / "notes.txt")
    before = files(site.output)

    code = main(["build", str(site.root)])

    said = capsys.readouterr().err
    assert code == 2
    assert "about/index.html, index.html" in said
    assert "notes.txt" not in said
    assert "--adopt" in said
    assert files(site.output) == before
    assert main(["clean", str(site.root)]) == 0
    assert files(site.output) == before


def test_a_file_where_a_later_article_needs_a_folder_is_refused_before_anything_is_written(site):
    site.build()
    put(site.output / "articles/late", "a file")
    before = files(site.output)
    site.write("late.md", article("Late"))

    with pytest.raises(SiteError, match="articles/late"):
        site.build()

    assert files(site.output) == before


def test_a_new_label_does_not_replace_the_owners_page_of_that_name(site):
    site.build()
    put(site.output / "themes/law/index.html")
    before = files(site.output)
    site.write("holm.md", article("The gauge at Holm, again", theme="Law"))

    with pytest.raises(SiteError, match=r"themes/law/index\.html"):
        site.build()

    assert files(site.output) == before


def test_a_file_of_the_owners_with_exactly_our_bytes_becomes_ours(site, tmp_path):
    wanted = site.clean_build(tmp_path / "clean")
    put(site.output / "index.html", wanted["index.html"].decode())

    site.build()
    clean(open_site(site.root))

    assert not site.output.exists()


def test_adopting_replaces_what_is_in_the_way_and_leaves_the_rest(site, tmp_path):
    put(site.output / "index.html")
    put(site.output / "articles/old/index.html")

    site.build(adopt=True)

    assert files(site.output) == {
        **site.clean_build(tmp_path / "clean"),
        "articles/old/index.html": b"mine",
    }
    assert "articles/old/index.html" in site.heard.lines[-1]


def test_adopting_replaces_no_links(site, tmp_path):
    put(tmp_path / "other/index.html")
    site.output.mkdir()
    (site.output / "index.html").symlink_to(tmp_path / "other/index.html")

    with pytest.raises(SiteError, match=r"index\.html"):
        site.build(adopt=True)

    assert (tmp_path / "other/index.html").read_text() == "mine"
    assert (site.output / "index.html").is_symlink()


def test_a_link_in_the_place_of_our_file_is_refused(site, tmp_path):
    site.build()
    put(tmp_path / "other.html")
    (site.output / "index.html").unlink()
    (site.output / "index.html").symlink_to(tmp_path / "other.html")

    with pytest.raises(SiteError, match=r"index\.html"):
        site.build()

    assert (tmp_path / "other.html").read_text() == "mine"


def test_a_page_that_is_out_of_date_behind_a_link_is_refused_before_anything_is_written(site, tmp_path):
    site.build()
    (site.output / "articles/holm").rename(tmp_path / "moved")
    (site.output / "articles/holm").symlink_to(tmp_path / "moved")
    before = files(site.output)
    site.remove("holm.md")

    with pytest.raises(SiteError, match="is a link"):
        site.build()

    assert files(site.output) == before
    assert (tmp_path / "moved/index.html").exists()


# What is ours


def test_a_removed_article_is_taken_down_though_the_state_is_lost(site, tmp_path):
    site.build()
    site.remove("skarvik.md")
    shutil.rmtree(site.root / ".site-builder")

    site.build()

    assert files(site.output) == site.clean_build(tmp_path / "clean")


def test_a_removed_article_is_taken_down_in_both_of_two_outputs_built_in_turn(site, tmp_path):
    for output in ("one", "two"):
        site.build(output=tmp_path / output)
    site.remove("skarvik.md")

    for output in ("one", "two"):
        site.build(output=tmp_path / output)

    wanted = site.clean_build(tmp_path / "clean")
    assert files(tmp_path / "one") == wanted
    assert files(tmp_path / "two") == wanted


def test_two_states_of_one_output_do_not_disturb_each_other(site, tmp_path):
    site.build(state=tmp_path / "red")
    site.write("late.md", article("Late", theme="Law"))
    site.build(state=tmp_path / "blue")
    site.remove("late.md")
    site.remove("skarvik.md")

    site.build(state=tmp_path / "red")
    again = site.build(state=tmp_path / "red")

    assert files(site.output) == site.clean_build(tmp_path / "clean")
    assert again.written == 0


def test_an_output_that_was_moved_is_still_ours(site, tmp_path):
    site.build()
    site.output.rename(tmp_path / "moved")
    site.remove("skarvik.md")

    site.build(output=tmp_path / "moved", state=tmp_path / "state")

    assert files(tmp_path / "moved") == site.clean_build(tmp_path / "clean")


def test_our_file_that_stands_where_a_folder_is_needed_now_makes_room(site, tmp_path):
    (site.root / "site.toml").write_text('pages = ["handbook"]\n')
    site.write("handbook/index.md", "# Handbook\n")
    site.write("handbook/quay.png", b"\x89PNG")
    site.build()
    assert (site.output / "handbook/quay.png").is_file()
    site.remove("handbook/quay.png")
    site.write("handbook/quay.png/sketch.png", b"\x89PNG")

    site.build()
    assert files(site.output) == site.clean_build(tmp_path / "clean")

    shutil.rmtree(site.content / "handbook/quay.png")
    site.write("handbook/quay.png", b"\x89PNG")
    site.build()
    assert files(site.output) == site.clean_build(tmp_path / "clean-again")


# The ledger


def test_the_ledger_of_a_site_depends_on_its_articles_alone(site, tmp_path):
    site.write("late.md", article("Late"))
    site.build()
    site.remove("late.md")
    site.build()

    site.clean_build(tmp_path / "clean")

    assert (site.output / LEDGER).read_bytes() == (tmp_path / "clean/public" / LEDGER).read_bytes()
    assert str(tmp_path).encode() not in (site.output / LEDGER).read_bytes()


def half(data):
    return data[: len(data) // 2]


DAMAGES = {
    "empty": lambda data: b"",
    "half": half,
    "a name changed": lambda data: data.replace(b"articles/holm/", b"articles/hohn/"),
    "a name lost": lambda data: data.replace(b"articles/holm/index.html\n", b""),
    "other words": lambda data: b"words " * 50,
    "leads outside": lambda data: data.replace(b"index.html", b"../../x.tm", 1),
    "another version": lambda data: data.replace(b" 1 ", b" 2 ", 1),
}


@pytest.mark.parametrize("keeps_state", [True, False])
@pytest.mark.parametrize("way", [*DAMAGES, "lost"])
def test_a_lost_or_damaged_ledger_is_refused_with_the_way_out(site, tmp_path, way, keeps_state):
    site.build()
    path = site.output / LEDGER
    path.write_bytes(DAMAGES[way](path.read_bytes())) if way != "lost" else path.unlink()
    put(site.output / "mine.txt")
    if not keeps_state:
        shutil.rmtree(site.root / ".site-builder")
    before = files(site.output)

    with pytest.raises(SiteError) as refused:
        site.build()
    assert "--adopt" in refused.value.hint
    assert files(site.output) == before

    site.build(adopt=True)
    assert files(site.output) == {**site.clean_build(tmp_path / "clean"), "mine.txt": b"mine"}


def test_adopting_with_the_state_at_hand_takes_down_what_is_stale(site, tmp_path):
    site.build()
    (site.output / LEDGER).unlink()
    put(site.output / "themes/ferries/index.html", "the owner's by now")
    site.remove("skarvik.md")

    site.build(adopt=True)

    assert files(site.output) == {
        **site.clean_build(tmp_path / "clean"),
        "themes/ferries/index.html": b"the owner's by now",
    }


def test_a_folder_that_was_emptied_or_removed_is_filled_again(site, tmp_path):
    wanted = site.clean_build(tmp_path / "clean")
    site.build()
    shutil.rmtree(site.output)
    site.build()
    assert files(site.output) == wanted

    for path in site.output.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    site.build()
    assert files(site.output) == wanted


def test_what_a_killed_build_put_in_place_is_ours_and_what_it_did_not_is_not(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.write(["index.html"])
    ledger.declare([("a\nb.html", b"\1" * 16), ("c.html", b"\2" * 16)], durable=True)
    with open(ledger.path, "ab") as file:
        file.write(b"0303 cut sho")

    contents = Ledger(tmp_path).read()

    assert contents == ({"index.html"}, [("a\nb.html", b"\1" * 16), ("c.html", b"\2" * 16)], False)


def test_a_name_that_leads_outside_makes_a_ledger_damaged(tmp_path):
    Ledger(tmp_path).write(["../mine.txt"])

    with pytest.raises(LedgerError):
        Ledger(tmp_path).read()


# Sites of earlier versions


def test_a_site_of_a_version_without_ledgers_is_taken_over(old_site, tmp_path):
    put(old_site.output / "mine.txt")
    old_site.remove("skarvik.md")

    old_site.build()

    assert files(old_site.output) == {**old_site.clean_build(tmp_path / "clean"), "mine.txt": b"mine"}


def test_a_site_whose_store_has_another_format_is_taken_over(old_site, tmp_path):
    with sqlite3.connect(old_site.root / ".site-builder/store.sqlite") as connection:
        connection.execute("UPDATE facts SET value = '6' WHERE name = 'format'")
        connection.execute("DROP TABLE pages")
    connection.close()
    put(old_site.output / "themes/law/index.html")
    old_site.write("holm.md", article("The gauge at Holm, again", theme="Law"))

    # The store is thrown away by the build that is refused, and what it knew is not.
    with pytest.raises(SiteError, match="themes/law"):
        old_site.build()
    (old_site.output / "themes/law/index.html").unlink()
    old_site.remove("skarvik.md")
    old_site.build()

    assert files(old_site.output) == old_site.clean_build(tmp_path / "clean")


def test_a_store_that_knows_another_folder_says_nothing_of_this_one(old_site):
    old_site.output.rename(old_site.root / "elsewhere")

    with pytest.raises(SiteError, match="list of this program's files"):
        old_site.build(output=old_site.root / "elsewhere")


def test_an_old_site_is_cleaned_too(old_site):
    put(old_site.output / "mine.txt")

    clean(open_site(old_site.root))

    assert files(old_site.output) == {"mine.txt": b"mine"}


# Cleaning


def test_clean_needs_no_state_and_says_what_it_left(site):
    site.build()
    shutil.rmtree(site.root / ".site-builder")
    put(site.output / "themes/ferries/mine.txt")
    heard = Heard()

    removed = clean(open_site(site.root), heard)

    assert removed > 0
    assert files(site.output) == {"themes/ferries/mine.txt": b"mine"}
    assert len(heard.lines) == 1
    assert heard.lines[0].endswith("public/themes/ferries/mine.txt")


def test_clean_leaves_a_state_folder_that_holds_more_and_says_so(site):
    site.build()
    put(site.root / ".site-builder/mine.txt")
    heard = Heard()

    clean(open_site(site.root), heard)

    assert os.listdir(site.root / ".site-builder") == ["mine.txt"]
    assert [line for line in heard.lines if line.endswith(".site-builder")]


def test_clean_of_a_damaged_ledger_removes_nothing(site):
    site.build()
    (site.output / LEDGER).write_text("words")
    before = files(site.output)

    with pytest.raises(LedgerError):
        clean(open_site(site.root))

    assert files(site.output) == before


def test_clean_leaves_what_is_behind_a_link(site, tmp_path):
    site.build()
    (site.output / "articles/holm").rename(tmp_path / "moved")
    (site.output / "articles/holm").symlink_to(tmp_path / "moved")

    clean(open_site(site.root))

    assert (tmp_path / "moved/index.html").exists()


# Outputs that are links


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("atomic", [False, True])
def test_an_output_that_is_a_link_is_built_and_cleaned_through_it(site, tmp_path, atomic, is_there):
    if is_there:
        (site.root / "www").mkdir()
    site.output.symlink_to("www")

    site.build(atomic=atomic)
    site.remove("skarvik.md")
    site.build(atomic=atomic)

    assert files(site.output) == site.clean_build(tmp_path / "clean")
    clean(open_site(site.root))
    assert site.output.is_symlink()
    assert sorted(set(os.listdir(site.root)) - {"www"}) == ["content", "public"]
    assert not files(site.root / "www")


def test_an_atomic_build_leaves_a_link_to_somebody_elses_folder_alone(site):
    put(site.root / "www/index.html")
    site.output.symlink_to("www")

    with pytest.raises(SiteError, match="is a folder"):
        site.build(atomic=True)

    assert os.readlink(site.output) == "www"


@pytest.mark.parametrize("slot", ["public.a", "public.b"])
def test_an_atomic_build_refuses_a_slot_that_is_somebody_elses(site, slot):
    put(site.root / slot / "mine.txt")
    before = files(site.root / slot)

    for _ in range(2):
        try:
            site.build(atomic=True)
        except SiteError as error:
            refused = error

    assert slot in refused.message
    assert files(site.root / slot) == before


def test_each_slot_of_atomic_builds_has_its_own_ledger(site, tmp_path):
    site.build(atomic=True)
    site.build(atomic=True)
    shutil.rmtree(site.root / ".site-builder")
    site.remove("skarvik.md")
    site.build(atomic=True)
    site.build(atomic=True)

    wanted = site.clean_build(tmp_path / "clean")
    assert files(site.root / "public.a") == files(site.root / "public.b") == wanted


# State folders


def test_two_contents_side_by_side_have_states_of_their_own(tmp_path, monkeypatch):
    for name in ("a", "b"):
        put(tmp_path / name / "one.md", article(f"Of {name}"))
    monkeypatch.chdir(tmp_path)

    for name in ("a", "b", "a", "b"):
        assert main(["build", "--content", name, "--output", f"out-{name}"]) == 0

    states = os.listdir(".site-builder")
    assert len(states) == 2
    for name in ("a", "b"):
        assert main(["clean", "--content", name, "--output", f"out-{name}"]) == 0
    assert sorted(os.listdir()) == ["a", "b"]


def test_a_site_that_was_built_with_content_alone_by_an_earlier_version_is_taken_over(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write("holm.md", article("The gauge at Holm"))
    site.write("late.md", article("Late"))
    state = site.root / ".site-builder"
    options = {"jobs": 1, "verify": False, "atomic": False, "progress": Heard()}
    build(open_site(site.root, content=site.content, state=state), **options)
    (site.output / LEDGER).unlink()
    with sqlite3.connect(state / "store.sqlite") as connection:
        connection.execute("DELETE FROM facts WHERE name = 'ledger'")
    connection.close()
    site.remove("late.md")

    build(open_site(site.root, content=site.content), **options)

    assert files(site.output) == site.clean_build(tmp_path / "clean")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("metadata.csv", "metadata.csv: cannot be read: too many levels"),
        ("metadata.jsonl", "metadata.jsonl: cannot be read: too many levels"),
        ("profiles", "profiles: is a link that leads to no folder"),
        ("templates", "templates: is a link that leads to no folder"),
        ("profiles/a.toml", "a.toml: cannot be read: too many levels"),
    ],
)
def test_what_the_keeper_stated_behind_a_link_that_leads_nowhere_is_not_passed_over(site, name, message):
    link = site.root / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(link.name)

    with pytest.raises(SiteError) as caught:
        site.build()

    assert message in str(caught.value)
