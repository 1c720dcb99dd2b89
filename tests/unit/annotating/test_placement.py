import time

import pytest

from site_builder.annotating import ArticleText, place_notes
from site_builder.commonmark import parse
from site_builder.model import NotePlacement
from site_builder.reading import read_corrections
from site_builder.rendering import render_blocks, visible_text
from tests.benchmarks import note_survival

ARTICLE = """# Water is late

The lock at Ferrow opened an *hour* late on Monday, because the [gate](https://example.org/gate) had
to be mended first.[^1] “Nobody”, said the keeper — and went home…

- pumps and **valves**
- a rope of twelve metres

| Day | Height |
|-----|--------|
| Mon | 3.42 m |

The lock at Ferrow closed early on Tuesday.

[^1]: The gate is of oak &amp; iron.
"""


def placed(notes: str, article: str = ARTICLE) -> tuple[NotePlacement, list[str]]:
    """Place the notes of a file; also return the words each stands beside, block by block."""
    document = parse(article)
    texts = [visible_text(html) for html in render_blocks(document, remote_images=False, prefix="a-")]
    corrections = read_corrections(notes.encode(), "a.notes.toml")
    assert not corrections.problems
    placement = place_notes(
        ArticleText(texts, document.blocks), corrections.notes, display_path=corrections.display_path
    )
    words = [
        texts[note.first][note.start : note.end]
        if note.first == note.last
        else f"{texts[note.first][note.start :]}|{texts[note.last][: note.end]}"
        for note in placement.placed
    ]
    return placement, words


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        ('quote = "opened an hour late"', "opened an hour late"),
        ('quote = "because the gate had to be mended"', "because the gate had\nto be mended"),
        ('quote = "because the [gate](https://example.org/gate) had to"', "because the gate had\nto"),
        (
            "quote = '\"Nobody\", said the keeper - and went home...'",
            "“Nobody”, said the keeper — and went home…",
        ),
        ('quote = "valves a rope of"', "valves\na rope of"),
        ('quote = "Height Mon 3.42 m"', "Height\n\n\n\n\nMon\n3.42 m"),
        ('quote = "gate is of oak & iron"', "gate is of oak & iron"),
        ('quote = "had to be mended first. “Nobody”"', "had\nto be mended first. “Nobody”"),
        ('quote = "twelve metres Day"', "a rope of twelve metres"),
        ('from = "opened an hour"\nto = "closed early on Tuesday"', "|"),
        ('block = "The lock at Ferrow closed"', "The lock at Ferrow closed early on Tuesday."),
        ('quote = "The lock at Ferrow"\nsuffix = " closed"', "The lock at Ferrow"),
    ],
)
def test_a_quote_is_found_across_marks_lines_cells_and_blocks(passage: str, words: str) -> None:
    placement, found = placed(f'[[note]]\n{passage}\ntext = "x"\n')

    assert not placement.lost
    assert words in found[0] or ("|" in found[0] and words.split()[0] in found[0])


@pytest.mark.parametrize(
    ("passage", "message", "hint"),
    [
        (
            'quote = "opened a day late on"',
            "'opened a day late on' does not stand in the text",
            "line 3: 'opened an hour late on",
        ),
        (
            'quote = "The lock at Ferrow"',
            "'The lock at Ferrow' stands 2 times in the text, at lines 3, 13",
            "prefix",
        ),
        ('quote = "Monday"', "'Monday' has fewer than eight letters, at line 3", "prefix"),
        (
            'quote = "opened an hour"\nprefix = "x"\nsuffix = "y"',
            "with other words around it, at line 3",
            "correct prefix",
        ),
        ('block = "The lock"', "'The lock' stands 2 times", "quote more"),
        ('from = "closed early on"\nto = "opened an hour"', "'opened an hour' does not stand", "nearest"),
    ],
)
def test_a_note_without_one_place_is_lost_with_its_line_and_a_way_out(
    passage: str, message: str, hint: str
) -> None:
    placement, _ = placed(f'\n[[note]]\n{passage}\ntext = "x"\n')

    (problem,) = placement.problems
    assert not placement.placed
    assert (problem.path, problem.line, problem.code) == ("a.notes.toml", 2, "lost-note")
    assert message in problem.message
    assert hint in problem.hint


def test_a_note_whose_surroundings_changed_has_moved_and_says_so() -> None:
    context = 'prefix = "The lock at Ferrow "\nsuffix = ". Then"\n'
    notes = f'[[note]]\nquote = "closed early on Tuesday"\n{context}text = "x"\n'

    placement, words = placed(notes)

    assert words == ["closed early on Tuesday"]
    assert [(problem.code, problem.line) for problem in placement.problems] == [("moved-note", 1)]


def test_notes_are_numbered_in_the_order_in_which_their_passages_end() -> None:
    notes = "".join(
        f'[[note]]\nquote = "{quote}"\ntext = "x"\n'
        for quote in ("closed early on Tuesday", "opened an hour late", "an hour late on Monday")
    )

    placement, words = placed(notes)

    assert words == ["opened an hour late", "an hour late on Monday", "closed early on Tuesday"]
    assert [note.number for note in placement.placed] == [1, 2, 3]


def test_no_change_of_a_source_puts_a_note_beside_other_words() -> None:
    tallies = note_survival.survive(60, seed=19)

    assert {name: tally.wrong for name, tally in tallies.items() if tally.wrong} == {}
    standing = sum(tally.standing for tally in tallies.values())
    assert sum(tally.placed for tally in tallies.values()) >= 0.95 * standing


def test_placing_takes_time_in_proportion_to_the_text() -> None:
    def seconds(length: int) -> float:
        article = "\n\n".join(
            f"Paragraph {at} has words like the others, over and over." for at in range(length)
        )
        notes = '[[note]]\nquote = "Paragraph words like no others, over and under"\ntext = "x"\n'
        start = time.process_time()
        placement, _ = placed(notes, article)
        assert placement.lost
        return time.process_time() - start

    seconds(50)
    assert seconds(4000) <= 7 * max(seconds(1000), 0.05)
