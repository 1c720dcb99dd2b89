"""`site-builder new` starts a site that builds without a word and teaches every setting."""

import re
import tomllib

import msgspec
import pytest

from site_builder.cli import cli, main
from site_builder.engine.site import theme_folder
from site_builder.settings import NOT_IN_FILE, Settings, parse_settings

STARTER = theme_folder() / "new"
CHOSEN = {"title", "description"}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def uncommented(text):
    """Take the marks away from the settings that are shown with their defaults."""
    return re.sub(r"(?m)^# (?=\[{1,2}\w+\]{1,2}$|[\w.]+ = |\w+\.\"[^\"]+\" = )", "", text)


def test_a_new_site_builds_and_checks_without_a_word(here, capsys):
    assert main(["new", "paper-rolls"]) == 0
    capsys.readouterr()

    assert main(["build", "paper-rolls", "--strict"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("1 article\n")
    assert main(["check", "paper-rolls"]) == 0
    assert "nothing is wrong" in capsys.readouterr().out


def test_what_to_do_next_is_said_in_three_lines(here, capsys):
    main(["new", "paper rolls"])

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert "site-builder build 'paper rolls'" in lines[2]
    assert set(re.findall(r"site-builder (\w+)", "".join(lines))) <= set(cli.commands)


def test_a_new_site_is_named_after_its_folder(here):
    main(["new", 'shelf/paper_rolls "A"'])

    settings = tomllib.loads((here / 'shelf/paper_rolls "A"/site.toml').read_text())
    assert settings["title"] == 'Paper rolls "A"'


def test_the_settings_name_every_setting_with_its_default():
    text = (STARTER / "site.toml").read_text("utf-8")
    table = tomllib.loads(uncommented(text))

    known = msgspec.json.decode(msgspec.json.encode(Settings()))
    settings = {name: value for name, value in known.items() if name not in NOT_IN_FILE}
    assert table.keys() == {*settings, "defaults", "not", "same"}
    for name, value in settings.items():
        assert isinstance(table[name], dict) == isinstance(value, dict)
        if name not in CHOSEN:
            assert table[name] == value
    assert parse_settings(text).title == table["title"]


def test_the_sample_shows_every_class_and_both_outlets(here, capsys):
    main(["new", "a"])
    main(["build", "a"])

    (page,) = (here / "a/public/articles/2021").rglob("index.html")
    html = page.read_text("utf-8")
    for role in (
        "standfirst",
        "body",
        "share",
        "support",
        "promo",
        "bio",
        "disclaimer",
        "copyright",
        "contact",
    ):
        assert f'data-role="{role}"' in html
    for voice in ("author", "source", "publisher"):
        assert f'data-voice="{voice}"' in html
    assert "Small harbours" in html


def test_what_is_built_stays_out_of_version_control(here):
    main(["new", "a"])

    assert {"/public/", "/.site-builder/"} <= set((here / "a/.gitignore").read_text().splitlines())
    assert not (here / "a/gitignore").exists()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(here, capsys):
    (here / "a").mkdir()
    (here / "a/diary.txt").write_text("Rain.")

    assert main(["new", "a"]) == 2

    assert capsys.readouterr().err.splitlines()[0] == "a: is not empty, and nothing is written over"
    assert [path.name for path in (here / "a").iterdir()] == ["diary.txt"]


def test_an_empty_folder_under_version_control_is_taken(here):
    (here / "a/.git").mkdir(parents=True)

    assert main(["new", "a"]) == 0


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_name_that_cannot_be_a_folder_is_refused_with_a_line(here, capsys, name):
    (here / "file").write_text("")

    assert main(["new", name]) == 2

    assert capsys.readouterr().err.startswith(f"{name}: ")


def test_the_starter_is_no_part_of_the_theme(here, tmp_path):
    main(["new", "a"])
    main(["build", "a"])

    assert not (here / "a/public/new").exists()
    assert not list((here / "a/public/static").rglob("*.toml"))
