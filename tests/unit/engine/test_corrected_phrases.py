"""Corrections of a keeper teach phrases for profiles, and tell what to look at next."""

from pathlib import Path

import pytest

from site_builder.cli import main
from site_builder.engine.corrected_phrases import rank_looks, suggest_phrases, take_suggestions
from site_builder.engine.inspection import inspect_paths
from site_builder.model import Role

PROSE = (
    "The ferry of day {n} left an hour late because the {thing} had to be mended, and nobody was told why. "
)
THINGS = ("winch", "keel", "buoy", "lantern", "hawser", "tiller")
ALMANAC = "The almanac of the lighthouse keepers is out again, with all tides of the coming year."


def archive(home: Path, articles: int, notice: str = ALMANAC) -> Path:
    content = home / "content"
    content.mkdir(parents=True)
    for n in range(articles):
        prose = "\n\n".join(PROSE.format(n=n, thing=thing) * 2 for thing in ("ramp", "rudder", "mast"))
        text = f"# Late ferry {n}\n\nHarbour Post, May {n + 1}, 2020\n\n{prose}\n\n{notice.format(thing=THINGS[n])}\n"
        (content / f"a{n}.md").write_text(text, "utf-8")
    return content


def correct(content: Path, name: str, quote: str, role: str) -> None:
    (content / f"{name}.notes.toml").write_text(f'[[block]]\nquote = "{quote}"\nrole = "{role}"\n', "utf-8")


def other_than(content: Path, quote: str) -> str:
    """Return a role that the program does not give the block."""
    inspected = next(inspect_paths([content / "a0.md"], alone=True))
    assert inspected.article
    roles = [
        label.role
        for block, label in zip(inspected.article.blocks, inspected.article.labels, strict=True)
        if block.text.startswith(quote)
    ]
    return "contact" if roles[0] is not Role.CONTACT else "promo"


def test_one_correction_of_a_passage_that_stands_in_three_articles_is_suggested_with_what_it_changes(
    tmp_path: Path,
) -> None:
    content = archive(tmp_path, 5)
    role = other_than(content, "The almanac")
    correct(content, "a1", "The almanac of the lighthouse", role)

    (suggestion,) = suggest_phrases(inspect_paths([content], alone=False))

    assert (suggestion.outlet, suggestion.role) == ("Harbour Post", Role(role))
    assert suggestion.phrase == "the almanac of the lighthouse keepers is"
    assert [Path(place.path).stem for place in suggestion.changes] == ["a0", "a2", "a3", "a4"]


def test_words_that_go_on_in_other_ways_need_corrections_in_three_articles(tmp_path: Path) -> None:
    content = archive(
        tmp_path, 5, "The crossword of this house waits on the last page for whoever knows a {thing}."
    )
    role = other_than(content, "The crossword")
    for name in ("a0", "a1"):
        correct(content, name, "The crossword of this house", role)
    assert suggest_phrases(inspect_paths([content], alone=False)) == []

    correct(content, "a2", "The crossword of this house", role)

    (suggestion,) = suggest_phrases(inspect_paths([content], alone=False))
    assert len(suggestion.changes) == 2


def test_corrections_that_contradict_each_other_teach_nothing(tmp_path: Path) -> None:
    content = archive(tmp_path, 4)
    correct(content, "a0", "The almanac of the lighthouse", "contact")
    correct(content, "a1", "The almanac of the lighthouse", "bio")

    assert suggest_phrases(inspect_paths([content], alone=False)) == []


def test_a_suggestion_that_is_taken_changes_what_it_said_and_keeps_what_stands_in_the_profile(
    tmp_path: Path,
) -> None:
    content = archive(tmp_path, 4)
    (tmp_path / "site.toml").write_text('title = "Ferries"\n', "utf-8")
    folder = tmp_path / "profiles"
    folder.mkdir()
    own = '# Mine.\nname = "Harbour Post"\n\n[phrases]\nsupport = ["the boathouse roof"] # every May\n'
    (folder / "post.toml").write_text(own, "utf-8")
    role = other_than(content, "The almanac")
    correct(content, "a1", "The almanac of the lighthouse", role)
    suggestions = suggest_phrases(inspect_paths([content], alone=False))

    (path,) = take_suggestions(folder, suggestions)

    text = path.read_text("utf-8")
    assert path.name == "post.toml"
    assert text.startswith(own.rpartition("\n")[0])
    assert suggestions[0].phrase in text
    labels = [
        inspected.article.labels[-1].role
        for inspected in inspect_paths([content], alone=False)
        if inspected.article
    ]
    assert set(labels) == {Role(role)}
    assert suggest_phrases(inspect_paths([content], alone=False)) == []


def test_a_passage_in_many_articles_is_looked_at_before_one_in_a_single_article(tmp_path: Path) -> None:
    content = archive(tmp_path, 6)
    lone = "Whoever reads this to the end gets a herring."
    text = (content / "a0.md").read_text("utf-8")
    (content / "a0.md").write_text(f"{text}\n{lone}\n", "utf-8")

    looks = rank_looks(inspect_paths([content], alone=False))

    assert looks == sorted(looks, key=lambda look: -look.gain)
    texts = [look.place.text for look in looks]
    assert texts.count(ALMANAC) <= 1
    assert all(look.articles == 6 for look in looks if look.place.text == ALMANAC)


def test_a_label_that_was_confirmed_is_not_looked_at_again(tmp_path: Path) -> None:
    content = archive(tmp_path, 4)
    before = rank_looks(inspect_paths([content], alone=False))
    first = before[0].place
    quote = first.text[:40].replace('"', '\\"')
    correct(content, Path(first.path).stem, quote, first.role)

    after = rank_looks(inspect_paths([content], alone=False))

    assert first not in [look.place for look in after]


def test_the_command_shows_suggestions_and_writes_them_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = archive(tmp_path, 4)
    (tmp_path / "site.toml").write_text('title = "Ferries"\n', "utf-8")
    correct(content, "a1", "The almanac of the lighthouse", other_than(content, "The almanac"))

    assert main(["learn", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "Harbour Post: 'the almanac of the lighthouse keepers is …'" in shown
    assert "changes 3 more blocks" in shown
    assert not (tmp_path / "profiles").exists()

    assert main(["learn", str(tmp_path), "--take", "--looks", "0"]) == 0
    assert "wrote " in capsys.readouterr().out
    assert (tmp_path / "profiles" / "harbour-post.toml").exists()
