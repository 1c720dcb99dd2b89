"""The command line parses, calls, reports and chooses the exit code."""

import json
import subprocess
import sys

import pytest

from site_builder.cli import main
from site_builder.model import Role
from site_builder.profiles import parse_profile

ARTICLE = """## The gauge at Holm

By [Ines Marr](#)

Harbour Review, February 04, 2020

The harbour office keeps its paper rolls in the same cupboard as the paint, and has done so for seventy years.

The float had caught on a bolt at half tide, and from then on it reported the height of the bolt.
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/holm.md").write_text(ARTICLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_build_reports_what_it_did(site, capsys):
    assert main(["build"]) == 0

    said = capsys.readouterr()
    assert said.out.startswith("1 article\n")
    assert "public is up to date after" in said.out
    assert said.err == ""


@pytest.mark.parametrize(("files", "said"), [(1, "1 file that ends in"), (2, "2 files that end in")])
def test_build_says_how_many_files_are_no_articles(site, capsys, files, said):
    for number in range(files):
        (site / f"content/{number}.docx").write_text("")

    assert main(["build"]) == 0

    assert f"passed over {said} neither .md, .markdown nor .txt" in capsys.readouterr().out


def test_build_reports_as_data_when_asked(site, capsys):
    assert main(["build", "--format", "json"]) == 0

    summary = json.loads(capsys.readouterr().out)
    assert (summary["articles"], summary["problems"]) == (1, [])


def test_a_refused_source_is_named_with_a_way_out_and_gives_exit_code_1(site, capsys):
    (site / "content/empty.md").write_text("")

    assert main(["build"]) == 1

    said = capsys.readouterr()
    first, hint = said.err.splitlines()[:2]
    assert first.startswith("content/empty.md")
    assert hint.startswith("  hint: ")
    assert "1 source refused" in said.out


def test_problems_that_refuse_nothing_give_exit_code_1_only_when_strict(site):
    (site / "content/holm.notes.toml").write_text('titel = "x"\n')

    assert main(["build"]) == 0
    assert main(["build", "--strict"]) == 1


def test_bad_settings_stop_the_build_with_exit_code_2(site, capsys):
    (site / "site.toml").write_text('\ntitel = "x"\n')

    assert main(["build"]) == 2

    assert "site.toml:2: there is no setting 'titel'; did you mean 'title'?" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["build"], ["check"], ["build", "--format=json"]])
def test_what_stops_a_command_is_data_where_data_was_asked_for(site, capsys, command):
    (site / "site.toml").write_text('title = "A"\ntitel = "B"\n')

    assert main([*command, str(site), "--format", "json"]) == 2

    said = capsys.readouterr()
    (problem,) = json.loads(said.out)["problems"]
    assert (problem["line"], problem["code"]) == (2, "bad-setting")
    assert problem["path"].endswith("site.toml")
    assert said.err == ""


def test_wrong_use_is_data_where_data_was_asked_for(capsys):
    assert main(["build", "--no-such-option", "--format", "json"]) == 2

    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert "--no-such-option" in problem["message"]
    assert problem["hint"] == "see site-builder build --help"


def test_all_mistakes_of_settings_and_profiles_are_named_at_once(site, capsys):
    (site / "site.toml").write_text('titel = "x"\nbase_url = "no address"\npages = ["projekt"]\n')
    (site / "profiles").mkdir()
    (site / "profiles/harbour.toml").write_text('name = "Harbour"\nhots = []\n')

    assert main(["build"]) == 2

    said = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("  ")]
    assert [line.split(": ")[0] for line in said] == [
        "site.toml:1",
        "site.toml:2",
        "site.toml:3",
        "profiles/harbour.toml:2",
    ]
    assert not (site / "public").exists()


def test_settings_with_a_byte_order_mark_are_read(site, capsys):
    for name, text in (("site.toml", 'title = "Locks"\n'), ("profiles/a.toml", 'name = "A"\n')):
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))

    assert main(["build"]) == 0

    assert "Locks" in (site / "public/index.html").read_text()


@pytest.mark.parametrize(
    "address", ["https://a b.example", "https://a.example/?b", "https://me:pw@a.example", "a"]
)
def test_an_address_that_is_none_stops_the_build(site, capsys, address):
    assert main(["build", "--base-url", address]) == 2

    assert "--base-url" in capsys.readouterr().err


def test_lost_notes_are_an_error_named_first_and_the_article_is_built(site, capsys):
    (site / "content/aaa.md").write_text("---\nauhtor: Ann\ntitle: A\n---\n" + ARTICLE)
    (site / "content/holm.notes.toml").write_text('title = "Right"\noops\n')

    assert main(["build", "--output", "clean", "--state", "state"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("content/holm.notes.toml:2: these notes are lost: ")
    assert "refused: content/holm.notes.toml:2" in said.out

    (site / "content/holm.notes.toml").write_text('title = "Right"\n')
    assert main(["build"]) == 0
    (site / "content/holm.notes.toml").write_text('title = "Right"\noops\n')
    assert main(["build"]) == 1
    assert main(["build"]) == 1
    page = "articles/holm/index.html"
    assert (site / "public" / page).read_bytes() == (site / "clean" / page).read_bytes()


@pytest.mark.parametrize(
    "arguments", [["bild"], ["build", "--jobs", "0"], ["build", "nowhere"], ["inspect", "no.md"]]
)
def test_wrong_use_gives_exit_code_2_and_a_line(site, capsys, arguments):
    assert main(arguments) == 2

    assert capsys.readouterr().err.strip()


def test_inspect_prints_one_object_per_article_in_the_contract_of_the_design(site, capsys):
    assert main(["inspect", "content", "--format", "json"]) == 0

    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert found["path"] == "content/holm.md"
    assert len(found["sha256"]) == 64
    assert found["metadata"] == {
        "title": "The gauge at Holm",
        "byline": ["Ines Marr"],
        "date": "2020-02-04",
        "publisher": "Harbour Review",
        "source": None,
        "source_date": None,
        "source_url": None,
        "regions": [],
        "themes": [],
        "reports": [],
        "language": "en",
    }
    assert found["provenance"]["title"]["lines"] == [0, 1]
    first = found["blocks"][0]
    assert (first["block"], first["lines"], first["type"]) == (0, [0, 1], "heading")
    assert (first["role"], first["class"], first["voice"]) == ("title", "article", "author")
    assert 0 <= first["confidence"] <= 1
    assert first["rule"]
    assert first["parts"] == []


def test_inspect_shows_people_lines_that_count_from_one(site, capsys):
    main(["inspect", "content/holm.md", "--explain", "5"])

    assert "line 5: Harbour Review, February 04, 2020" in capsys.readouterr().out


def test_an_explanation_is_all_that_is_printed(site, capsys):
    main(["inspect", "content/holm.md", "--explain", "5"])

    first, *others = capsys.readouterr().out.splitlines()
    assert first == "  line 5: Harbour Review, February 04, 2020"
    assert others
    assert all("%" in line for line in others)


def test_a_line_between_blocks_has_the_nearest_explained(site, capsys):
    assert main(["inspect", "content/holm.md", "--explain", "4"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("  line 4 is in no block; this is the nearest one\n  line 3: ")


def test_explanations_of_several_articles_name_each(site, capsys):
    main(["inspect", "content", "--explain", "3"])

    printed = capsys.readouterr().out
    assert printed.startswith("content/holm.md\n  line 3: ")


def test_an_explanation_as_data(site, capsys):
    main(["inspect", "content/holm.md", "--explain", "4", "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    assert (found["path"], found["line"], found["nearest"]) == ("content/holm.md", 4, True)
    assert found["roles"][0]["confidence"] >= found["roles"][-1]["confidence"]


def test_a_build_lists_what_it_wrote_and_why_for_those_who_ask(site, capsys):
    main(["build"])
    assert "articles/holm/index.html" not in capsys.readouterr().out
    (site / "content/holm.md").write_text(
        "## Another gauge\n\nThe water stood high, and nobody wrote it down.\n"
    )

    main(["build", "-v"])

    assert "changed  articles/holm/index.html\n" in capsys.readouterr().out


def test_a_build_gives_reasons_as_data(site, capsys):
    main(["build", "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    assert {"path": "articles/holm/index.html", "reason": "new"} in found["changes"]
    assert len(found["changes"]) == found["written"]


def test_no_article_is_a_failure_unless_it_is_meant(site, capsys):
    (site / "content/holm.md").rename(site / "content/holm.html")

    assert main(["build"]) == 2
    assert "content: no article found; passed over .html 1" in capsys.readouterr().err
    assert main(["inspect", "content"]) == 2
    assert main(["build", "--allow-empty"]) == 0


def test_a_file_as_content_is_told_what_to_do(site, capsys):
    assert main(["build", "--content", "content/holm.md"]) == 2

    assert "content/holm.md: is a file, and --content takes a folder" in capsys.readouterr().err


def test_a_line_without_a_block_cannot_be_explained(site, capsys):
    assert main(["inspect", "content/holm.md", "--explain", "99"]) == 2

    assert "content/holm.md:99" in capsys.readouterr().err


def test_control_characters_of_sources_never_reach_the_terminal(site, capsys):
    (site / "content/evil.md").write_text("## A \x1b]0;owned\x07 title\n\nBody \x1b[31mred\n")

    main(["inspect", "content/evil.md"])

    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err


def test_help_imports_nothing_heavy():
    heavy = [
        "markdown_it",
        "jinja2",
        "rich",
        "pygments",
        "watchdog",
        "sqlite3",
        "nh3",
        "multiprocessing",
        "concurrent.futures",
    ]
    code = f"""
import sys
from site_builder.cli import main
from site_builder.model import Role
from site_builder.profiles import parse_profile
main(["--help"])
print([name for name in {heavy!r} if name in sys.modules])
"""

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.splitlines()[-1] == "[]"
    assert "build" in said


def test_the_package_runs_as_a_module(site):
    done = subprocess.run(
        [sys.executable, "-m", "site_builder", "--version"], capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("site-builder, version ")


def test_profile_suggest_proposes_what_recurs_as_a_profile_that_can_be_read(site, capsys):
    for name in "abc":
        (site / f"content/{name}.md").write_text(
            ARTICLE + "\nSubscribe to our newsletter, every Friday at low water.\n"
        )

    assert main(["profile", "suggest", "content", "--publisher", "Harbour Review"]) == 0

    said = capsys.readouterr().out
    profile = parse_profile(said, display_path="suggested")
    assert profile.name == "Harbour Review"
    assert (Role.PROMO, "subscribe to our newsletter every friday at") in profile.phrases


def test_profile_suggest_says_when_there_is_too_little(site, capsys):
    assert main(["profile", "suggest", "content"]) == 2

    assert "three articles or more" in capsys.readouterr().err


def test_train_learns_from_labelled_articles_and_prints_its_scores(site, capsys):
    for number in range(4):
        folder = site / f"gold/outlet{number}-01"
        folder.mkdir(parents=True)
        (folder / "article.md").write_text(ARTICLE.replace("Holm", f"Holm {number}"))
        roles = ["title", "byline", "dateline", "body", "body"]
        (folder / "labels.json").write_text(json.dumps([{"role": role} for role in roles]))

    assert main(["train", "gold", "--folds", "2", "--output", "weights.msgpack"]) == 0

    said = capsys.readouterr().out
    assert "4 articles" in said
    assert (site / "weights.msgpack").stat().st_size > 0


def test_train_says_where_nothing_is_labelled(site, capsys):
    assert main(["train", "content"]) == 2

    assert "no labelled articles" in capsys.readouterr().err


def test_build_counts_the_articles_that_were_decoded_wrongly(site, capsys):
    (site / "content/wrong.md").write_text(ARTICLE.replace("gauge", "gaugeâ€™s"))

    assert main(["build"]) == 0

    assert "decoded wrongly: 1 article" in capsys.readouterr().out


def test_what_is_missing_is_said_in_one_line(site, capsys):
    (site / "content/bare.md").write_text(
        "The tide came in.\n\nIt went out again, as it does on most days.\n"
    )

    assert main(["build"]) == 0
    assert "\n  without a date 1 · publisher 1 · title 1 · author 1\n" in capsys.readouterr().out
    assert main(["check"]) == 0
    assert "\n  without a date 1 · publisher 1 · title 1 · author 1\n" in capsys.readouterr().out


def test_facts_writes_a_table_of_what_is_missing_that_can_be_filled_in_and_put_back(site, capsys):
    (site / "content/bare.md").write_text(
        "The tide came in.\n\nIt went out again, as it does on most days.\n"
    )

    assert main(["facts", "--missing", "date, publisher", "--format", "csv"]) == 0

    table = capsys.readouterr().out
    head, row = table.splitlines()
    assert head.startswith("path,date,publisher,found_title,rule_title,")
    assert row.startswith("bare.md,,,")
    # Put back as it is, it changes nothing.
    (site / "metadata.csv").write_text(table)
    assert main(["build"]) == 0
    assert "without a date 1" in capsys.readouterr().out
    (site / "metadata.csv").write_text(table.replace("bare.md,,,", "bare.md,2020-05,Tide Gazette,"))
    assert main(["build"]) == 0
    assert "without a title 1" in capsys.readouterr().out
    assert main(["inspect", "content/bare.md", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["metadata"]["date"], found["metadata"]["publisher"]) == ("2020-05", "Tide Gazette")
    assert found["provenance"]["date"] == {"lines": [1, 2], "rule": "table", "confidence": 1.0}
    assert main(["facts", "--missing", "date,publisher", "--format", "jsonl"]) == 0
    assert capsys.readouterr().out == ""


def test_facts_tells_how_surely_and_by_which_rule(site, capsys):
    assert main(["facts", "--format", "jsonl"]) == 0

    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["path"], row["date"], row["found_date"]) == ("holm.md", None, "2020-02-04")
    assert row["rule_date"].endswith("%")
    assert main(["facts"]) == 0
    assert "  date         2020-02-04   (" in capsys.readouterr().out


def test_facts_writes_into_the_table_that_is_there(site, capsys):
    (site / "content/bare.md").write_text(
        "The tide came in.\n\nIt went out again, as it does on most days.\n"
    )
    (site / "metadata.csv").write_text("path,publisher\nholm.md,Tide Gazette\n")

    assert main(["facts", "--missing", "date", "--output", "metadata.csv"]) == 0

    assert "metadata.csv: 1 article to fill in" in capsys.readouterr().err
    lines = (site / "metadata.csv").read_text().splitlines()
    assert lines[0].startswith("path,publisher,date,found_title,")
    assert lines[1].startswith("holm.md,Tide Gazette,,")
    assert lines[2].startswith("bare.md,,,")
    assert main(["facts", "--missing", "date", "--output", "new.jsonl"]) == 0
    assert json.loads((site / "new.jsonl").read_text())["path"] == "bare.md"
    (site / "metadata.csv").write_bytes(b"path\n\xff\n")
    assert main(["facts", "--missing", "date", "--output", "metadata.csv"]) == 2
    assert (site / "metadata.csv").read_bytes() == b"path\n\xff\n"


def test_facts_names_the_fields_there_are(site, capsys):
    assert main(["facts", "--missing", "dates"]) == 2

    assert "there is no field 'dates'" in capsys.readouterr().err


def test_facts_of_no_article_are_none(site, capsys):
    (site / "content/holm.md").unlink()

    assert main(["facts"]) == 2

    assert "content" in capsys.readouterr().err


def test_facts_names_files_that_cannot_be_read(site, capsys):
    (site / "content/empty.md").write_text("")

    assert main(["facts", "--format", "csv"]) == 1

    assert "content/empty.md" in capsys.readouterr().err


def test_inspect_names_the_place_of_facts_that_people_state(site, capsys):
    (site / "site.toml").write_text('[[defaults]]\nmatch = "**"\nlanguage = "en"\nsource = "Tide Wire"\n')
    (site / "content/holm.notes.toml").write_text('title = "Right"\n')

    assert main(["inspect", "content"]) == 0

    said = capsys.readouterr().out
    assert "Right   (content/holm.notes.toml line 1: notes)" in said
    assert "Tide Wire   (site.toml line 4: defaults)" in said
