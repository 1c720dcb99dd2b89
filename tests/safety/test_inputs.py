"""Any bytes give an article or a line that names the place, the cause and the cure; nothing is lost in silence."""

import re
import subprocess
import sys
import time

import pytest

from site_builder import pipeline
from site_builder.model import SiteError, Source
from site_builder.settings import Settings, parse_settings
from tests.safety.checks import Judge, missing
from tests.unit.engine.sites import SmallSite, article, files

GOOD = article("The gauge at Holm")


def studied(data, settings=None):
    """Study bytes as the build does; gives the study and the codes of the problems."""
    source = Source("a.md", "content/a.md", data)
    study = pipeline.study(source, settings or Settings())
    return study, {problem.code for problem in study.reading.problems}


def understood(text):
    return pipeline.understand(studied(text.encode())[0], {}, Settings())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_in_any_unicode_with_its_mark_is_read(encoding):
    study, problems = studied("## Tidevann\n\nHøyvann ved Skårvik 潮 🌊.\n".encode(encoding))

    assert "Høyvann ved Skårvik 潮 🌊." in study.html[1]
    assert problems == set()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff\xfe\x00\x00",
        b"words \xff\xfe",
        b"cut \xe6\xbd",
        b"over long \xc0\xaf",
        b"surrogate \xed\xa0\x80",
        b"beyond \xf4\x90\x80\x80",
        "Høyvann".encode("latin-1"),
        "Høyvann".encode("utf-16-le"),
        "Høyvann".encode("utf-16-be"),
        "Høyvann".encode("utf-7") + b"\0",
        b"\xff\xfe\x00\xd8",
        b"\xff\xfea",
        b"a\0b",
        b"\0" * 100,
        b"PK\x03\x04" + bytes(range(256)),
        bytes(range(256)) * 20,
        b"\x1b[31m\x07\x08" * 100,
        b"---\ntitle: a\n---\n",
    ],
)
def test_what_is_no_text_is_refused_with_a_way_out(data):
    study, _ = studied(data)

    assert study.reading.blocks == ()
    (problem,) = [problem for problem in study.reading.problems if problem.refused]
    assert problem.path == "content/a.md"
    assert problem.message
    assert problem.hint


def test_a_file_that_is_no_text_does_not_stop_the_others(tmp_path):
    site = SmallSite(tmp_path)
    site.write("bad.md", b"\xff\xfe\0")
    site.write("empty.md", b"")
    site.write("good.md", GOOD)

    summary = site.build()

    assert (summary.articles, summary.refused) == (1, 2)


def test_another_encoding_is_read_when_the_settings_name_it():
    study, problems = studied("Høyvann ved Skårvik.".encode("latin-1"), Settings(encoding="latin-1"))

    assert "Høyvann ved Skårvik." in study.html[0]
    assert problems == set()


def test_a_replacement_character_is_never_silent():
    assert "replacement-character" in studied("Høyvann \ufffd".encode())[1]


def test_control_characters_are_shown_and_noted_and_turning_ones_stay_in_their_block():
    study, problems = studied(f"one \x07 two \x9b\n\n\u202ethree\n\nfour {'tide ' * 20}\n".encode())

    assert not any(re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", html) for html in study.html)
    assert "<bdi>\u202ethree</bdi>" in study.html[1]
    assert problems == {"control-character", "bidi-control"}


def bomb(depth):
    return "a: " + "[" * depth + "]" * depth


MATTER = {
    "alias": "a: &x 1\nb: *x",
    "laughs": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntitle: *c",
    "python": "title: !!python/object/apply:os.system ['touch own']",
    "binary": "title: !!binary aGk=",
    "tag": "title: !own x",
    "twice": "title: a\ntitle: b",
    "deep": "title: x\n" + bomb(30),
    "deeper": "title: x\n" + bomb(9000),
    "long": "title: x\nb: " + "c" * 25_000,
    "open": "title: [a, b",
    "quote": 'title: "a',
    "tabs": "title:\n\t- a",
    "merge": "title: x\n<<: {a: b}\n<<: {c: d}",
    "word-key": "title: x\n? [a, b]\n: c",
}


@pytest.mark.parametrize("name", MATTER)
def test_front_matter_that_is_more_than_data_is_a_problem_and_stays_text(name):
    study, problems = studied(f"---\n{MATTER[name]}\n---\n\n{GOOD}".encode())

    assert problems == {"bad-front-matter"}
    assert study.reading.problems[0].line
    assert "The gauge at Holm" in "".join(study.html)


@pytest.mark.parametrize(
    "matter",
    [
        "title = 'a'\ntitle = 'b'",
        "a = " + "[" * 3000 + "]" * 3000,
        "a = " + "9" * 5000,
        "title = '''a",
        "[a]\n[a]",
        "title = 'a'\n" + "a." * 3000 + "b = 1",
    ],
)
def test_toml_front_matter_that_is_no_data_is_a_problem(matter):
    assert studied(f"+++\n{matter}\n+++\n\n{GOOD}".encode())[1] == {"bad-front-matter"}


def test_front_matter_gives_strings_and_nothing_else():
    text = "---\ntitle: no\nauthor: 12e3\nregions: [true, 0x10, 2020-02-04]\nlang: EN\n---\n\nThe tide came in.\n"

    known = understood(text).metadata

    assert (known.title, known.byline, known.regions) == ("no", ("12e3",), ("true", "0x10", "2020-02-04"))


@pytest.mark.parametrize(
    "date", ["February 30, 2020", "2020-02-30", "31 June 2020", "2020-13-01", "00/00/2020"]
)
def test_an_impossible_date_is_never_taken_for_one(date):
    for text in (
        f"## The gauge\n\nBy Ines Marr\n\nHarbour Review, {date}\n\nThe tide came in and went out again.\n",
        f"---\ntitle: The gauge\ndate: {date}\n---\n\nThe tide came in and went out again.\n",
    ):
        article = understood(text)
        assert article.metadata.date is None or not article.metadata.date.endswith(("-30", "-31"))
        if text.startswith("---"):
            assert any(problem.line == 3 for problem in article.problems)


def test_an_impossible_dateline_is_a_problem_with_its_line():
    text = "## The gauge\n\nBy Ines Marr\n\nHarbour Review, February 30, 2020\n\nThe tide came in, and out again.\n"

    article = understood(text)

    assert article.metadata.date is None
    assert [(problem.line, "30" in problem.message) for problem in article.problems] == [(5, True)]


def test_an_ambiguous_date_follows_the_settings_or_is_reported():
    text = (
        "## The gauge\n\nBy Ines Marr\n\nHarbour Review, 04/05/2020\n\nThe tide came in and went out again.\n"
    )
    study, _ = studied(text.encode())

    dates = [
        pipeline.understand(study, {}, Settings(date_order=order)).metadata.date for order in ("dmy", "mdy")
    ]

    assert dates == ["2020-05-04", "2020-04-05"]
    unsettled = pipeline.understand(study, {}, Settings())
    assert unsettled.metadata.date is not None or unsettled.problems


def nested(kind, depth):
    """Nest words deeper than a parser goes."""
    words = [f"kelp{number:05d}" for number in range(depth)]
    if kind == "lists":
        lines = ("  " * number + "- " + word for number, word in enumerate(words))
    elif kind == "quotes":
        lines = (
            ">" * (number + 1) + " " + word + "\n" + ">" * (number + 1) for number, word in enumerate(words)
        )
    elif kind == "mixed":
        lines = ("> " * number + "- " + word for number, word in enumerate(words))
    elif kind == "one-line-lists":
        return "- " * depth + " ".join(words), words
    elif kind == "one-line-quotes":
        return "> " * depth + " ".join(words), words
    elif kind == "numbers":
        lines = ("   " * number + "1. " + word for number, word in enumerate(words))
    elif kind == "emphasis":
        return "".join(f"*_{word} " for word in words) + "_*" * depth, words
    elif kind == "links":
        return "".join(f"[{word} " for word in words) + "](a)" * depth, words
    elif kind == "images":
        return "".join(f"![{word} " for word in words) + "](https://a.example)" * depth, words
    else:
        return "".join(f"<{kind}>{word} " for word in words) + f"</{kind}>" * depth, words
    return "\n".join(lines), words


@pytest.mark.parametrize("depth", [12, 60, 200])
@pytest.mark.parametrize(
    "kind",
    """lists quotes mixed one-line-lists one-line-quotes numbers emphasis links images
    b div blockquote table ul""".split(),  # noqa: SIM905
)
def test_nothing_vanishes_however_deep_it_is_nested(kind, depth):
    text, words = nested(kind, depth)

    study, _ = studied(f"## The gauge\n\nBefore.\n\n{text}\n\nkelpafter\n".encode())

    shown = re.sub(r"<[^<>]*>", "", "".join(study.html))
    assert [word for word in [*words, "kelpafter"] if word not in shown] == []


def test_what_is_nested_too_deep_is_noted(tmp_path):
    site = SmallSite(tmp_path)
    site.write("deep.md", f"{GOOD}\n{nested('lists', 40)[0]}\n")

    problems = site.build().problems

    assert [problem.code for problem in problems if "nest" in problem.message or "deep" in problem.message]


def test_limits_are_named_with_their_setting(tmp_path):
    site = SmallSite(tmp_path)
    (site.root / "site.toml").write_text("[limits]\nfile_bytes = 2000\nline_bytes = 500\ntags = 3\n")
    site.write("file.md", GOOD + "a b " * 1000)
    site.write("line.md", GOOD + "c" * 900)
    site.write("tags.md", GOOD.replace("Region: [North Sea](#)", "Region: A, B, C, D, E"))

    said = {
        problem.path.rpartition("/")[2]: problem.message + problem.hint for problem in site.build().problems
    }

    assert "2,000" in said["file.md"]
    assert "file_bytes" in said["file.md"]
    assert "500" in said["line.md"]
    assert "line_bytes" in said["line.md"]
    assert "3" in said["tags.md"]
    assert "tags" in said["tags.md"]


def test_a_huge_file_is_refused_without_being_read(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write("good.md", GOOD)
    with (site.content / "huge.md").open("wb") as file:
        file.truncate(100_000_000)
    command = [sys.executable, "-c", HUGE, str(site.root)]

    done = subprocess.run(command, capture_output=True, check=True, text=True)

    articles, refused, seconds, kilobytes = done.stdout.split()
    assert (articles, refused) == ("1", "1")
    assert float(seconds) < 10
    assert int(kilobytes) < 120_000


# The most memory of this process alone: what `getrusage` says counts the one that started it.
HUGE = r"""
import re, sys, time
from pathlib import Path
from site_builder.engine import build, open_site
class Deaf:
    def step(self, *_): pass
    def say(self, *_): pass
start = time.process_time()
made = build(open_site(Path(sys.argv[1])), jobs=1, verify=False, atomic=False, progress=Deaf())
seconds = time.process_time() - start
print(made.articles, made.refused, seconds, re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


def test_ten_thousand_labels_give_no_more_than_the_limit(tmp_path):
    site = SmallSite(tmp_path)
    labels = "\n".join(f"Region: R{number}" for number in range(10_000))
    bylines = ", ".join(f"Ines M{chr(97 + number % 26)}rr{number}" for number in range(10_000))
    site.write("lines.md", GOOD.replace("Region: [North Sea](#)", labels))
    site.write(
        "commas.md", GOOD.replace("[North Sea](#)", ", ".join(f"C{number}" for number in range(10_000)))
    )
    site.write("matter.md", f"---\nregions: [{', '.join(f'M{n}' for n in range(2500))}]\n---\n\n{GOOD}")
    site.write("authors.md", GOOD.replace("[Ines Marr](#)", bylines))
    site.write("both.md", f"---\nauthors: [{', '.join(f'A{n}' for n in range(2500))}]\n---\n\n{GOOD}")

    summary = site.build()

    assert summary.articles == 5
    assert summary.tags["regions"] <= 3 * 200 + 1
    assert summary.tags["authors"] <= 2 * 200 + 2
    codes = [problem.code for problem in summary.problems]
    assert codes.count("too-many-tags") >= 1


def test_an_article_of_five_megabytes_is_built_whole(tmp_path):
    words = tuple(f"kelp{number:06d}" for number in range(300))
    filler = "The tide came in and went out again, and nobody wrote it down. " * 20
    site = SmallSite(tmp_path)
    site.write("big.md", GOOD + "\n\n".join(f"{word} {filler}" for word in words))
    start = time.process_time()

    site.build()

    assert time.process_time() - start < 6
    assert missing(words, Judge(site.output).text("articles/big/index.html")) == []


def test_bad_notes_are_problems_and_the_article_is_built(tmp_path):
    site = SmallSite(tmp_path)
    for number, notes in enumerate(
        [
            b"\xff\xfe",
            b"title = ",
            b"a = " + b"[" * 5000,
            b"block = 3",
            b"[[block]]\nquote = 3",
            b"title = '''<script>alert(1)</script>'''\nregions = ['../../x', '\\u0000', '\\u202e']",
            b"date = 2020-02-04T25:00:00",
            b"byline = {a = 1}",
            b"title = " + b"9" * 5000,
        ]
    ):
        site.write(f"a{number}.md", article(f"Title {number}"))
        site.write(f"a{number}.notes.toml", notes)

    summary = site.build()

    assert summary.articles == 9
    judge = Judge(site.output)
    assert [complaint for path in sorted(judge.files) for complaint in judge.complaints(path)] == []


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        "title = 1",
        "[limits]\ntags = 0",
        "a = " + "[" * 9000,
        "a = " + "9" * 9000,
        "x = '\\u0000'",
        "\x00",
    ],
)
def test_settings_that_are_no_settings_are_an_error_with_their_line(text):
    with pytest.raises(SiteError, match=r"site\.toml"):
        parse_settings(text)


def test_the_same_article_under_many_names_is_as_many_pages(tmp_path):
    site = SmallSite(tmp_path)
    for number in range(20):
        site.write(f"{number}.md", GOOD)

    assert site.build().articles == 20
    assert len([path for path in files(site.output) if path.endswith("/article.md")]) == 20
