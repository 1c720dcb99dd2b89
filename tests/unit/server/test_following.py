import os
import shutil
import subprocess
import sys
import time

import pytest

from tests.unit.server.running import GAUGE, LIGHT, make_site

LIGHT_PAGE = "/articles/2020/light/"
GAUGE_PAGE = "/articles/2020/gauge/"


def edited(text):
    return text.replace("village", "harbour")


@pytest.fixture
def light(case):
    """A server that others use too, the source of an article of one's own, and a tab that shows it."""
    tab = case.listen(case.light)
    tab.first = tab.state()
    tab.case = case
    return case.running, case.source, tab


@pytest.fixture
def alone(served):
    """A server of one's own, and a tab that shows an article."""
    running = served()
    tab = running.listen(LIGHT_PAGE)
    tab.first = tab.state()
    yield running, tab
    tab.close()


def test_saved_file_is_shown(light):
    running, source, tab = light

    source.write_text(edited(LIGHT), "utf-8")

    state = tab.state()
    assert state["shown"] != tab.first["shown"]
    assert state["troubles"] == []
    _, headers, body = running.get(tab.case.light)
    assert b"Nobody in the harbour" in body
    assert headers["etag"] == f'"{state["shown"]}"'
    assert not (running.folder / "public").exists()


def test_tab_that_shows_something_else_hears_nothing(light):
    _, source, tab = light
    other = tab.case.listen(tab.case.gauge)
    other.state()

    source.write_text(edited(LIGHT), "utf-8")

    tab.state()
    assert other.silent()
    other.close()


def test_list_follows_the_title_of_an_article(light):
    running, source, tab = light
    home = tab.case.listen("/")
    home.state()

    source.write_text(LIGHT.replace("The light at Holm", "The lamp at Holm"), "utf-8")

    home.state()
    assert b"The lamp at Holm" in running.get("/")[2]
    home.close()


@pytest.mark.parametrize(
    "name", ["light.md~", ".light.md.swp", "4913", "light.md.tmp", "#light.md#", ".#light.md"]
)
def test_temporary_file_and_rename_is_one_edit(light, name):
    _, source, tab = light
    temporary = source.with_name(name)

    temporary.write_text(edited(LIGHT), "utf-8")
    os.replace(temporary, source)

    tab.state()
    assert tab.silent()


def test_backup_and_new_file_is_one_edit(light):
    # As vim does it.
    running, source, tab = light
    source.rename(source.with_name("light.md~"))
    source.write_text(edited(LIGHT), "utf-8")
    source.with_name("light.md~").unlink()

    state = tab.state()
    assert state["status"] == 200
    assert tab.silent()
    assert b"Nobody in the harbour" in running.get(tab.case.light)[2]


def test_reading_touching_and_saving_the_same_tell_nothing(light):
    _, source, tab = light

    source.read_bytes()
    shutil.copyfile(source, source.parent.parent.parent / "copy.md")
    source.touch()
    source.write_bytes(source.read_bytes())
    (source.parent / ".hidden.md").write_text("# Hidden", "utf-8")
    (source.parent / "picture.png").write_bytes(b"no picture")

    assert tab.silent(1.0)


def test_output_and_state_are_not_watched(served, tmp_path):
    running = served("--output", str(tmp_path / "site" / "content" / "public"))
    tab = running.listen("/")
    tab.state()

    for name in ("content/public/a.md", ".site-builder/b.md"):
        path = running.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Not an article of ours\n\nIt is an output.\n", "utf-8")

    assert tab.silent(1.0)
    tab.close()


def test_slow_writing_is_shown_when_it_is_complete(light):
    running, source, tab = light

    with source.open("w", encoding="utf-8") as file:
        for line in edited(LIGHT).splitlines(keepends=True):
            file.write(line)
            file.flush()
            time.sleep(0.005)

    tab.state()
    assert b"Nobody in the harbour" in running.get(tab.case.light)[2]
    assert tab.silent()


def test_new_article_is_found_and_a_removed_one_leads_on(light):
    running, source, tab = light
    new = source.with_name("mark.md")

    new.write_text(GAUGE.replace("gauge", "mark"), "utf-8")
    running.until(lambda: running.get(tab.case.page("mark"))[0] == 200)
    moved = source.with_name("lamp.md")
    source.rename(moved)

    state = tab.state()
    assert state["status"] == 404
    assert ["The light at Holm", tab.case.page("lamp")] in state["leads"]
    running.until(lambda: b"/lamp/" in running.get("/articles/")[2])
    assert tab.case.light[1:].encode() not in running.get("/articles/")[2]


def test_new_folder_with_articles_is_found(light):
    running, source, _ = light
    made = source.parent.parent / "2021" / "deep"
    made.mkdir(parents=True)
    (made / "tide.md").write_text(GAUGE.replace("gauge", "tide"), "utf-8")

    running.until(lambda: running.get("/articles/2021/deep/tide/")[0] == 200)
    shutil.rmtree(made.parent)
    running.until(lambda: running.get("/articles/2021/deep/tide/")[0] == 404)


def test_notes_beside_an_article_correct_it(light):
    running, source, tab = light

    source.with_name("light.notes.toml").write_text('title = "A lamp is lit"\n', "utf-8")

    tab.state()
    assert b"A lamp is lit" in running.get(tab.case.light)[2]


def test_notes_that_are_no_toml_keep_the_last_good_page_and_say_why(light):
    running, source, tab = light
    notes = source.with_name("light.notes.toml")
    notes.write_text('title = "A lamp is lit"\n', "utf-8")
    tab.state()

    notes.write_text('title = "A lamp is lit\nthemes = []\n', "utf-8")

    (trouble,) = tab.state()["troubles"]
    assert (trouble["file"].endswith("light.notes.toml"), trouble["stops"]) == (True, True)
    assert (trouble["line"], trouble["source"]) == (1, 'title = "A lamp is lit')
    assert b"A lamp is lit" in running.get(tab.case.light)[2]
    assert b"A lamp is lit" in running.get("/articles/")[2]
    notes.write_text('title = "A lamp is out"\n', "utf-8")
    assert tab.state()["troubles"] == []
    assert b"A lamp is out" in running.get(tab.case.light)[2]


def test_article_whose_notes_were_never_good_is_shown_from_its_text(light):
    running, source, tab = light
    new = source.with_name("mark.md")
    new.with_name("mark.notes.toml").write_text("title = \n", "utf-8")

    new.write_text(GAUGE.replace("gauge", "mark"), "utf-8")

    running.until(lambda: b"The mark at Holm" in running.get(tab.case.page("mark"))[2])
    state = tab.case.listen(tab.case.page("mark")).state()
    assert [(each["file"].rpartition("/")[2], each["stops"]) for each in state["troubles"]] == [
        ("mark.notes.toml", True)
    ]


def test_article_that_was_built_without_its_bad_notes_is_shown_as_built(served, tmp_path):
    folder = make_site(tmp_path / "site")
    (folder / "content" / "2020" / "light.notes.toml").write_text("title = \n", "utf-8")
    command = [sys.executable, "-m", "site_builder", "build", str(folder)]
    done = subprocess.run(
        [*command, "--state", str(folder / ".site-builder")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "light.notes.toml:1: these notes are lost: this is not TOML" in done.stderr

    running = served(folder=folder)

    status, _, body = running.get(LIGHT_PAGE)
    assert (status, b"The light at Holm" in body) == (200, True)
    (trouble,) = running.listen(LIGHT_PAGE).state()["troubles"]
    assert (trouble["file"].rpartition("/")[2], trouble["stops"]) == ("light.notes.toml", True)


def test_template_of_the_site_is_used_as_soon_as_there_is_one(alone):
    running, tab = alone
    templates = running.folder / "templates"
    templates.mkdir()
    time.sleep(0.3)
    (templates / "article.html").write_text("<!doctype html><p>{{ page.title }}, plainly", "utf-8")

    running.until(lambda: b"The light at Holm, plainly" in running.get(LIGHT_PAGE)[2])
    assert tab.state()["shown"] != tab.first["shown"]


def test_style_sheet_is_told_by_its_digest(alone):
    running, tab = alone
    static = running.folder / "templates" / "static"
    static.mkdir(parents=True)
    time.sleep(0.3)
    (static / "style.css").write_text("p { color: teal }", "utf-8")

    state = tab.state()
    assert state["shown"] == tab.first["shown"]
    assert state["files"]["static/style.css"] != tab.first["files"]["static/style.css"]
    assert running.get("/static/style.css")[2] == b"p { color: teal }"


def test_settings_are_followed(alone):
    running, tab = alone

    (running.folder / "site.toml").write_text('title = "Another name"\n', "utf-8")

    tab.state()
    assert b"Another name" in running.get(LIGHT_PAGE)[2]


def test_mistake_in_the_settings_is_shown_until_it_is_mended(alone):
    running, tab = alone
    settings = running.folder / "site.toml"

    settings.write_text('titel = "Misspelt"\n', "utf-8")

    (trouble,) = tab.state()["troubles"]
    assert trouble["file"].endswith("site.toml")
    assert (trouble["line"], trouble["source"], trouble["stops"]) == (1, 'titel = "Misspelt"', True)
    assert "did you mean 'title'" in trouble["message"]
    assert running.get(LIGHT_PAGE)[0] == 200
    late = running.listen("/")
    assert late.state()["troubles"] == [trouble]
    running.until(lambda: "hint: " in running.lines[-1])
    where, line, hint = running.lines[-3:]
    assert where.endswith("site.toml:1: there is no setting 'titel'; did you mean 'title'?")
    assert line == '  | titel = "Misspelt"'
    assert hint.startswith("  hint: settings: title, ")
    settings.write_text('title = "Spelt"\n', "utf-8")
    assert tab.state()["troubles"] == []
    assert late.state()["troubles"] == []
    late.close()


def test_broken_template_keeps_the_last_good_page(served, tmp_path):
    running = served()
    templates = running.folder / "templates"
    templates.mkdir()
    time.sleep(0.3)
    page = templates / "article.html"
    page.write_text("<!doctype html><p>{{ page.title }}, first\n", "utf-8")
    running.until(lambda: b"first" in running.get(LIGHT_PAGE)[2])
    tab = running.listen(LIGHT_PAGE)
    tab.state()

    page.write_text("<!doctype html>\n<p>{{ page.titel }}, second\n", "utf-8")

    (trouble,) = tab.state()["troubles"]
    assert trouble["file"].endswith("templates/article.html")
    assert (trouble["line"], trouble["source"]) == (2, "<p>{{ page.titel }}, second")
    assert b"The light at Holm, first" in running.get(LIGHT_PAGE)[2]
    page.write_text("<!doctype html>\n<p>{{ page.title }}, third\n", "utf-8")
    assert tab.state()["troubles"] == []
    assert b"The light at Holm, third" in running.get(LIGHT_PAGE)[2]
    tab.close()


def test_refused_source_keeps_its_page_and_says_why(light):
    running, source, tab = light

    source.write_bytes(b"# Broken \x80\n")

    state = running.until(lambda: (found := tab.state())["troubles"] and found)
    assert state["troubles"][0]["file"].endswith("light.md")
    assert state["status"] == 200
    source.write_text(LIGHT, "utf-8")
    assert tab.state()["troubles"] == []


def test_storm_of_changes_is_settled_soon_and_told_seldom(alone):
    running, tab = alone
    source = running.folder / "content" / "2020" / "light.md"
    for number in range(300):
        (source.parent / f"many-{number}.md").write_text(GAUGE.replace("gauge", f"mark {number}"), "utf-8")
    running.until(lambda: running.get("/articles/2020/many-299/")[0] == 200, 30)
    home = running.listen("/")
    while home.state(30)["waiting"]:
        pass
    # What was counted anew may be told a while after the pages are there.
    while not home.silent(1.5):
        pass

    for number in range(300):
        (source.parent / f"many-{number}.md").touch()
    source.write_text(edited(LIGHT), "utf-8")

    start = time.monotonic()
    tab.state()
    assert time.monotonic() - start < 5
    assert home.silent(1.0)


def test_editing_during_a_storm_loses_nothing(light):
    running, source, tab = light
    for number in range(120):
        source.write_text(f"{LIGHT}\n\nEdit number {number} of this file.\n", "utf-8")
        source.with_name(f"more-{number}.md").write_text(GAUGE, "utf-8")

    running.until(lambda: b"Edit number 119 of this file." in running.get(tab.case.light)[2])


def test_polling_sees_edits_too(served):
    running = served("--poll")
    tab = running.listen(LIGHT_PAGE)
    tab.state()

    (running.folder / "content" / "2020" / "light.md").write_text(edited(LIGHT), "utf-8")

    tab.state(10)
    assert b"Nobody in the harbour" in running.get(LIGHT_PAGE)[2]
    tab.close()


def test_output_is_written_only_when_asked(served, tmp_path):
    running = served("--write", "--output", str(tmp_path / "written"))
    written = tmp_path / "written" / "articles" / "2020" / "light" / "index.html"
    running.until(lambda: written.exists() and b"Nobody in the village" in written.read_bytes(), 20)

    (running.folder / "content" / "2020" / "light.md").write_text(edited(LIGHT), "utf-8")

    running.until(lambda: b"Nobody in the harbour" in written.read_bytes(), 20)
    assert b"/_live/" not in written.read_bytes()


def test_copies_of_articles_in_the_output_are_no_articles(served, tmp_path):
    running = served("--content", str(tmp_path / "site"), "--write")
    copy = tmp_path / "site" / "public" / "articles" / "content" / "2020" / "light" / "article.md"

    running.until(copy.exists, 20)

    assert running.get("/articles/content/2020/light/")[0] == 200
    assert running.get("/articles/public/articles/content/2020/light/article/")[0] == 404


@pytest.mark.parametrize("anew", [False, True])
def test_content_folder_may_be_away_for_a_while(alone, anew):
    running, _ = alone
    content, elsewhere = running.folder / "content", running.folder / "elsewhere"

    if anew:
        shutil.copytree(content, elsewhere)
        shutil.rmtree(content)
    else:
        content.rename(elsewhere)
    running.until(lambda: any("there is no such folder" in line for line in running.lines))
    assert running.get("/")[0] == 200
    elsewhere.rename(content)
    running.until(lambda: "all is well again" in running.lines)

    source = content / "2020" / "light.md"
    source.write_text(edited(LIGHT), "utf-8")
    running.until(lambda: b"Nobody in the harbour" in running.get(LIGHT_PAGE)[2])
    source.write_text(LIGHT, "utf-8")
    running.until(lambda: b"Nobody in the village" in running.get(LIGHT_PAGE)[2])
