"""Notes on generated articles whose sources change in twenty-one ways: placed beside their words, lost, or wrong.

Every word of an article has a number that changes keep, so that where a note belongs is known without any matching.
Run with the number of notes: `python -m tests.benchmarks.note_survival 10000`.
"""

import html
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from site_builder.annotating import ArticleText, place_notes
from site_builder.commonmark import parse
from site_builder.model import KeeperNote
from site_builder.rendering import render_blocks, visible_text

NOTES_PER_ARTICLE = 20

LATIN = [
    "the",
    "a",
    "of",
    "in",
    "on",
    "and",
    "to",
    "from",
    "with",
    "harbour",
    "gauge",
    "tide",
    "bolt",
    "ferry",
    "lock",
    "keeper",
    "café",
    "naïve",
    "Zürich",
    "façade",
    "Åse",
    "señor",
    "office",
    "paper",
    "readings",
    "Monday",
    "spring",
    "silence",
    "computer",
    "agencies",
    "rule",
    "sea",
    "road",
    "lower",
    "faithful",
    "height",
    "cupboard",
    "“quoted”",
    '"straight"',
    "it's",
    "don’t",
    "well-known",
    "3.42",
    "2019",
    "5,000",
    "metres",
    "—",
    "–",
    "…",
    "Dr.",
    "(twice)",
    "[sic]",
    "100%",
    "£20",
    "e-mail",
    "recurring",
    "pencil",
    "dates",
    "edges",
    "place",
    "year",
    "instrument",
    "reported",
    "averages",
    "published",
    "decimals",
    "museum",
    "🙂",
    "👩\u200d👩\u200d👧",
    "🇳🇴",
    "𝒳",
]
CJK = [
    "港务局",
    "把",
    "纸卷",
    "放在",
    "和",
    "油漆",
    "同一个",
    "柜子里",
    "。",
    "水位计",
    "停了",
    "一年",
    "，",
    "没有人",
    "注意到",
    "。",
    "浮标",
    "卡在",
    "螺栓",
    "上",
    "半潮",
    "的",
    "高度",
    "「仪器」",
    "继续",
    "报告",
]
ARABIC = [
    "مكتب",
    "الميناء",
    "يحتفظ",
    "بلفائف",
    "الورق",
    "في",
    "الخزانة",
    "نفسها",
    "مع",
    "الطلاء",
    "حتى",
    "ربيع",
    "كانت",
    "تُغيَّر",
    "أيام",
    "الاثنين",
    "والتواريخ",
    "بالقلم",
]


class Word(NamedTuple):
    """A word, its number, and how this source writes it."""

    text: str
    id: int
    before: str = ""
    after: str = ""


class Block(NamedTuple):
    """A paragraph, heading, item or quotation; `glue` stands between its words."""

    words: tuple[Word, ...]
    glue: str = " "
    mark: str = ""


class Note(NamedTuple):
    """A note and the numbers of the words it stands beside."""

    note: KeeperNote
    ids: tuple[int, ...]


Change = Callable[[list[Block], list[int], random.Random], list[Block]]


# ------------------------------------------------------------------------------------------------ articles


def article(rng: random.Random) -> list[Block]:
    """Make an article of some blocks in several scripts, one of which repeats a sentence of another."""
    number = 0
    blocks: list[Block] = []
    for _ in range(rng.randint(8, 14)):
        script = rng.choices((LATIN, CJK, ARABIC), (8, 2, 2))[0]
        words = rng.choices(script, k=rng.randint(12, 60))
        blocks.append(
            Block(
                tuple(Word(word, number + at) for at, word in enumerate(words)),
                "" if script is CJK else " ",
                rng.choices(("", "## ", "- ", "> "), (10, 1, 1, 1))[0],
            )
        )
        number += len(words)
    twin = rng.choice(blocks)
    start = rng.randrange(len(twin.words) // 2)
    copied = [word.text for word in twin.words[start : start + 10]]
    host = rng.randrange(len(blocks))
    if blocks[host].glue == twin.glue and blocks[host] is not twin:
        extra = tuple(Word(text, number + at) for at, text in enumerate(copied))
        blocks[host] = blocks[host]._replace(words=(*blocks[host].words[:6], *extra, *blocks[host].words[6:]))
    return blocks


_ESCAPED = re.compile(r"([\\`*_\[\]<>#|])")
_BEGINS_BLOCK = re.compile(r"[-+*#>=&0-9]")
"""What might begin another block at the beginning of a line."""
_OPENING = re.compile(r"^(\d+)([.)])|^([-+])(?=\s|$)")


def markdown(blocks: list[Block], *, wrap: int = 0) -> str:
    """Write an article as Markdown, perhaps in lines of so many words."""
    texts = []
    for block in blocks:
        pieces = []
        for at, word in enumerate(block.words):
            text = word.text if word.before.startswith("&raw") else _ESCAPED.sub(r"\\\1", word.text)
            is_end = wrap and at % wrap == 0 and not block.mark and not _BEGINS_BLOCK.match(word.text)
            between = "" if not at else "\n" if is_end else block.glue
            pieces.append(between + word.before.removeprefix("&raw") + text + word.after)
        line = "".join(pieces)
        texts.append(block.mark + _OPENING.sub(r"\1\\\2\3", line))
    return "\n\n".join(texts) + "\n"


def shown(source: str) -> ArticleText:
    """Return the words of a source as a reader sees them."""
    document = parse(source)
    blocks = render_blocks(document, remote_images=False, prefix="a-")
    return ArticleText([visible_text(block) for block in blocks], document.blocks)


def places(text: str, blocks: list[Block]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return where each word of the article stands in the text: by number and copy."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    at = 0
    for block in blocks:
        for word in block.words:
            written = html.unescape(word.text) if word.before.startswith("&raw") else word.text
            start = text.index(written, at)
            copy = 0
            while (word.id, copy) in found:
                copy += 1
            found[word.id, copy] = (start, start + len(written))
            at = start + len(written)
    return found


def notes(blocks: list[Block], rng: random.Random) -> list[Note]:
    """Make notes as a person or a tool writes them: with prefix and suffix where the words need these, or always."""
    text = shown(markdown(blocks))
    where = places(text.text, blocks)
    made: list[Note] = []
    while len(made) < NOTES_PER_ARTICLE:
        block = rng.choice(blocks)
        length = rng.choices((1, 3, 6, 12), (1, 3, 5, 3))[0]
        start = rng.randrange(max(1, len(block.words) - length))
        ids = tuple(word.id for word in block.words[start : start + length])
        first, last = where[ids[0], 0][0], where[ids[-1], 0][1]
        quote = text.text[first:last]
        context = {"prefix": text.text[max(0, first - 32) : first], "suffix": text.text[last : last + 32]}
        name = f"n{len(made)}"
        note = KeeperNote(id=name, name=name, line=1, quote=quote, text="x")
        if rng.random() < 0.5 or not place_notes(text, (note,), display_path="").placed:
            note = KeeperNote(id=name, name=name, line=1, quote=quote, text="x", **context)
        if place_notes(text, (note,), display_path="").placed:
            made.append(Note(note, ids))
    return made


# ------------------------------------------------------------------------------------------------ changes


def _each_word(blocks: list[Block], change: Callable[[Word], Word]) -> list[Block]:
    return [block._replace(words=tuple(map(change, block.words))) for block in blocks]


def _home(blocks: list[Block], ids: list[int]) -> int:
    return next(at for at, block in enumerate(blocks) if any(word.id == ids[0] for word in block.words))


def _respell(blocks: list[Block], number: int, text: Callable[[str], str]) -> list[Block]:
    return _each_word(blocks, lambda word: word._replace(text=text(word.text)) if word.id == number else word)


def _all_ids(blocks: list[Block]) -> list[int]:
    return [word.id for block in blocks for word in block.words]


def mend_elsewhere(blocks, ids, rng):
    """Mend a typo in a word that the note is not about."""
    return _respell(
        blocks, rng.choice([at for at in _all_ids(blocks) if at not in ids]), lambda text: text + "x"
    )


def mend_inside(blocks, ids, rng):
    """Mend a typo in the quoted words."""
    return _respell(blocks, rng.choice(ids), lambda text: text + "x")


def mend_before(blocks, ids, rng):
    """Mend a typo in the word before the quoted ones."""
    return _respell(blocks, ids[0] - 1, lambda text: "x" + text)


def mend_after(blocks, ids, rng):
    """Mend a typo in the word after the quoted ones."""
    return _respell(blocks, ids[-1] + 1, lambda text: text + "x")


def insert_before(blocks, ids, rng):
    """Insert words at the beginning of the block."""
    home = _home(blocks, ids)
    extra = tuple(Word(text, 100_000 + at) for at, text in enumerate(("Newly", "added", "words")))
    return [b._replace(words=(*extra, *b.words)) if at == home else b for at, b in enumerate(blocks)]


def insert_inside(blocks, ids, rng):
    """Insert a word among the quoted ones."""
    target = rng.choice(ids)
    return [
        block._replace(
            words=tuple(
                part
                for word in block.words
                for part in ((word, Word("not", 100_000)) if word.id == target else (word,))
            )
        )
        for block in blocks
    ]


def insert_block(blocks, ids, rng):
    """Insert a paragraph before all."""
    return [
        Block(tuple(Word(text, 100_000 + at) for at, text in enumerate(rng.choices(LATIN[:20], k=30)))),
        *blocks,
    ]


def move_block(blocks, ids, rng):
    """Move the block to another place."""
    home = _home(blocks, ids)
    rest = [block for at, block in enumerate(blocks) if at != home]
    rest.insert(rng.randrange(len(rest) + 1), blocks[home])
    return rest


def duplicate_block(blocks, ids, rng):
    """Duplicate the block at the end."""
    return [*blocks, blocks[_home(blocks, ids)]]


def delete_block(blocks, ids, rng):
    """Delete the block."""
    return [block for at, block in enumerate(blocks) if at != _home(blocks, ids)]


def delete_words(blocks, ids, rng):
    """Delete some of the quoted words."""
    gone = set(ids[len(ids) // 2 :])
    return [b._replace(words=tuple(word for word in b.words if word.id not in gone)) for b in blocks]


def same(blocks, ids, rng):
    """Change no words; the lines are wrapped anew."""
    return blocks


def smart_quotes(blocks, ids, rng):
    """Put typographic signs for typewriter's."""
    signs = str.maketrans({"'": "’", '"': "”", "–": "—"})
    return _each_word(blocks, lambda word: word._replace(text=word.text.translate(signs)))


def plain_quotes(blocks, ids, rng):
    """Put typewriter's signs for typographic ones."""
    signs = str.maketrans({"’": "'", "“": '"', "”": '"', "—": "-", "…": "..."})
    return _each_word(blocks, lambda word: word._replace(text=word.text.translate(signs)))


def decompose(blocks, ids, rng):
    """Write accents as characters of their own."""
    return _each_word(blocks, lambda word: word._replace(text=unicodedata.normalize("NFD", word.text)))


def entities(blocks, ids, rng):
    """Write what is not ASCII, and some that is, as references."""

    def written(word: Word) -> Word:
        if _ESCAPED.search(word.text) or not rng.random() < 0.5:
            return word
        text = "".join(
            sign if sign.isascii() and sign not in "&\"'" else f"&#{ord(sign)};" for sign in word.text
        )
        return word._replace(text=text, before="&raw" + word.before)

    return _each_word(blocks, written)


def other_converter(blocks, ids, rng):
    """Write the page as another converter does: emphasis, links, inline tags, soft hyphens, hard blanks."""

    def written(word: Word) -> Word:
        if not word.text.isalpha() or not word.text.isascii():
            return word
        before, after = rng.choice(
            (("", ""), ("", ""), ("**", "**"), ("_", "_"), ("[", "](https://example.org/a)"), ("<b>", "</b>"))
        )
        return word._replace(before=before, after=after)

    changed = _each_word(blocks, written)
    return [
        block._replace(
            mark={"- ": "* ", "## ": "### "}.get(block.mark, block.mark), glue=block.glue and "\u00a0"
        )
        if rng.random() < 0.3
        else block
        for block in changed
    ]


def split_block(blocks, ids, rng):
    """Split the block in two, before the quoted words."""
    home = _home(blocks, ids)
    block = blocks[home]
    at = next(place for place, word in enumerate(block.words) if word.id == ids[0])
    halves = [half for half in (block.words[:at], block.words[at:]) if half]
    return [*blocks[:home], *(Block(half, block.glue) for half in halves), *blocks[home + 1 :]]


def delete_place(blocks, ids, rng):
    """Delete the quoted words and all of their sentence; a twin of them may be left elsewhere."""
    near = set(range(ids[0] - 6, ids[-1] + 7))
    return [b._replace(words=left) for b in blocks if (left := tuple(w for w in b.words if w.id not in near))]


def grow_edge(blocks, ids, rng):
    """Let the last quoted word grow into a longer one; where no blanks part words, none can be told to have grown."""
    if not blocks[_home(blocks, ids)].glue:
        return blocks
    return _respell(blocks, ids[-1], lambda text: text + ("s" if text[-1:].isascii() else "ا"))


def other_case(blocks, ids, rng):
    """Write the quoted words in capitals."""
    return _each_word(blocks, lambda word: word._replace(text=word.text.upper()) if word.id in ids else word)


def soft_hyphens(blocks, ids, rng):
    """Add signs that are not seen."""
    return _each_word(
        blocks,
        lambda word: (
            word._replace(text=word.text[:3] + "\u00ad" + word.text[3:]) if len(word.text) > 5 else word
        ),
    )


CHANGES: tuple[Change, ...] = (
    mend_elsewhere,
    mend_inside,
    mend_before,
    mend_after,
    insert_before,
    insert_inside,
    insert_block,
    move_block,
    duplicate_block,
    delete_block,
    delete_words,
    same,
    smart_quotes,
    plain_quotes,
    decompose,
    entities,
    other_converter,
    split_block,
    delete_place,
    grow_edge,
    other_case,
    soft_hyphens,
)


# ------------------------------------------------------------------------------------------------ counting


class Tally(NamedTuple):
    """What became of notes after one kind of change."""

    standing: int = 0
    """Notes whose words still stand, once, in one block, spelt as quoted but for signs that are alike."""
    placed: int = 0
    """Those of them that are placed beside these words."""
    elsewhere: int = 0
    """Notes that are placed beside the same words in another place, and said to have moved."""
    wrong: int = 0
    """Notes that are placed beside other words, or moved in silence."""
    lost: int = 0
    """Notes whose words are gone, and that are lost."""


def _spelling(text: str) -> str:
    """Return a word without what the normal form takes to be alike; written anew here, so that the test is its own."""
    text = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    for sign in "’‘'":
        text = text.replace(sign, "'")
    for sign in '“”"':
        text = text.replace(sign, '"')
    return text.replace("—", "-").replace("–", "-").replace("…", "...")


def _without_blanks(text: str) -> str:
    return "".join(_spelling(text).split())


def standing(before: list[Block], after: list[Block], ids: tuple[int, ...]) -> bool:
    """Return whether some words stand in one block as they did, once."""
    spelt = {word.id: _spelling(word.text) for block in before for word in block.words}
    runs = [
        block.words[at : at + len(ids)]
        for block in after
        for at in range(len(block.words) - len(ids) + 1)
        if tuple(word.id for word in block.words[at : at + len(ids)]) == ids
    ]
    if len(runs) != 1:
        return False
    written = (html.unescape(word.text) if word.before.startswith("&raw") else word.text for word in runs[0])
    return all(_spelling(text) == spelt[number] for text, number in zip(written, ids, strict=True))


def survive(count: int, seed: int = 1, changes: tuple[Change, ...] = CHANGES) -> dict[str, Tally]:
    """Return the tally of each kind of change over so many notes."""
    rng = random.Random(seed)
    tallies = {change.__name__: Tally() for change in changes}
    for _ in range(max(1, count // NOTES_PER_ARTICLE)):
        blocks = article(rng)
        for note in notes(blocks, rng):
            for change in changes:
                changed = [block for block in change(blocks, list(note.ids), rng) if block.words]
                tallies[change.__name__] = _count(tallies[change.__name__], note, blocks, changed, rng)
    return tallies


def _count(tally: Tally, note: Note, before: list[Block], after: list[Block], rng: random.Random) -> Tally:
    text = shown(markdown(after, wrap=rng.choice((0, 5, 11))))
    stands = standing(before, after, note.ids)
    placement = place_notes(text, (note.note,), display_path="")
    tally = tally._replace(standing=tally.standing + stands)
    if not placement.placed:
        return tally._replace(lost=tally.lost + (not stands))
    (placed,) = placement.placed
    starts = [0]
    for block_text in text.texts:
        starts.append(starts[-1] + len(block_text) + 1)
    first, last = starts[placed.first] + placed.start, starts[placed.last] + placed.end
    where = places(text.text, after)
    inside = [number for (number, _), (start, end) in where.items() if start < last and end > first]
    has_same_words = _without_blanks(text.text[first:last]) == _without_blanks(note.note.quote)
    if tuple(inside) == note.ids and has_same_words:
        return tally._replace(placed=tally.placed + 1, standing=tally.standing + (not stands))
    is_told = any(problem.code == "moved-note" for problem in placement.problems)
    if has_same_words and is_told:
        return tally._replace(elsewhere=tally.elsewhere + 1)
    return tally._replace(wrong=tally.wrong + 1)


def main() -> None:
    """Print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    begin = time.monotonic()
    tallies = survive(count, seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(f"{'change':<18}{'standing':>9}{'placed':>9}{'share':>8}{'elsewhere':>11}{'wrong':>7}{'lost':>7}")
    for name, tally in tallies.items():
        share = tally.placed / tally.standing if tally.standing else 1
        print(
            f"{name:<18}{tally.standing:>9}{tally.placed:>9}{share:>8.4f}{tally.elsewhere:>11}{tally.wrong:>7}{tally.lost:>7}"
        )
    total = [sum(column) for column in zip(*tallies.values(), strict=True)]
    print(
        f"{'all':<18}{total[0]:>9}{total[1]:>9}{total[1] / total[0]:>8.4f}{total[2]:>11}{total[3]:>7}{total[4]:>7}"
    )
    print(f"{count} notes in {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
