"""Time grows with the length of a text, whatever it is made of."""

import gc
from collections.abc import Callable
from time import process_time

import pytest

from site_builder.commonmark import count_words, join_links, parse, plain_blocks
from site_builder.rendering import render_blocks

REPEATED = """
> | > > | > a⏎ | - | - a⏎ | - a⏎⏎ | 1. a⏎ | - a⏎b⏎ | > - a⏎ | - > a⏎ | > - > - > - > - > - > - a⏎
[ | [a | ![ | [a](b | [a](<b | [a](b " | [a](b 'x | [a]((b) | [![a](b) | [a](http://b.example/) | [a](é)
* | *a | *a_ | a**b | a**b c* | _a __b | *a **b _c __d | a*** | ~~a | ~ | ~~~a~~
` | `a | `a` | `a`` | \\ | \\[ | & | &amp; | &# | < | <a | <a b | <a b='<a b=" | <a@b.cd> | <http://a | <http://a.bc>
x <!-- | x <!-- - | x <? | x <![CDATA[ | x <!A | <!--⏎ | <?⏎ | x <b> | x </b> | <i>*a | x<sup>1</sup>
<div> | <p> | <div><b><p> | <a href="http://a.example"> | <a b=" | <script> | <table> | <table><tr><td> | <div⏎
|a|b|⏎|-|-|⏎|c|d|⏎⏎ | a|b⏎---|⏎ | |a⏎ | [a]: b⏎ | [a⏎ | [^1]: a⏎ | [^1]:⏎ | [^ | # a⏎ | a⏎=⏎ | a⏎ | a  ⏎ | ⏎ |  ⏎
```⏎ | ```py⏎x = 'a'⏎```⏎⏎ | 1 | 1.⏎ | + | word | é | \u202ea | \a | \t | a\r | {{ | :
"""
PIECES = [
    piece.strip(" ").replace("⏎", "\n").replace("\\u202e", "\u202e").replace("\\a", "\a").replace("\\t", "\t")
    for line in REPEATED.strip().split("\n")
    for piece in line.split(" | ")
]
SHAPES: dict[str, Callable[[int], str]] = {
    "nested links": lambda length: "[" * (length // 8) + "a" + "](b)" * (length // 8),
    "nested images": lambda length: "![" * (length // 8) + "a" + "](b)" * (length // 8),
    "nested emphasis": lambda length: "*a " * (length // 6) + " b*" * (length // 6),
    "nested lists": lambda length: "".join(" " * 2 * deep + "- a\n" for deep in range(int(length**0.5))),
    "nested tags": lambda length: "<div>" * (length // 11) + "</div>" * (length // 11),
    "tags in emphasis": lambda length: (
        "x " + "*a " * (length // 9) + "<p>" * (length // 9) + " b*" * (length // 9)
    ),
    "brackets and a target": lambda length: "[" * length + "](a)",
    "images and a target": lambda length: "![" * (length // 2) + "](a)",
    "signs and a tag": lambda length: "<" * length + ">",
    "comments and an end": lambda length: "x <!-- -" * (length // 8) + "-->",
    "growing backticks": lambda length: " ".join(
        "`" * number for number in range(1, int((2 * length) ** 0.5))
    ),
    "blanks in a link": lambda length: "[a](b" + " " * length,
    "blanks at an end": lambda length: "# a" + " " * length + "b",
    "blank lines after a list": lambda length: "- a\n" + "\n" * length + "b",
    "wide table": lambda length: (
        "|" + "a|" * (length // 8) + "\n|" + "-|" * (length // 8) + "\n" + "|a\n" * (length // 8)
    ),
    "attributes": lambda length: "x <a " + "a " * (length // 2),
    "definitions and brackets": lambda length: "[a]: b\n\n" + "[a" * (length // 2),
    "notes": lambda length: "".join(
        f"x[^{number}]\n\n[^{number}]: n m\n\n" for number in range(length // 24)
    ),
    "long label": lambda length: "[" + "a\n" * (length // 2),
    "long host": lambda length: "[a](http://" + "a." * (length // 2) + "/)",
    "long mail": lambda length: "<a@" + "a." * (length // 2) + ">",
}
SHAPES |= {
    piece: lambda length, piece=piece: (piece + " ") * (length // (len(piece) + 1)) for piece in PIECES
}
SHAPES |= {
    f"{piece}…": lambda length, piece=piece: piece * (length // max(1, len(piece))) for piece in PIECES
}


def seconds(text: str) -> float:
    gc.disable()
    began = process_time()
    document = join_links(parse(text))
    render_blocks(document, remote_images=False, prefix="a-")
    for plain in plain_blocks(document):
        count_words(plain.line_with_alt)
    gc.enable()
    return process_time() - began


@pytest.mark.parametrize("name", sorted(SHAPES))
@pytest.mark.parametrize("length", [5_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_time_grows_with_length(name: str, length: int) -> None:
    # Measured again before it is said; never the same text twice, as what was seen before is remembered.
    pairs = (
        (seconds(SHAPES[name](length + more)), seconds(SHAPES[name](4 * length + more)))
        for more in (0, 97, 211)
    )
    # Twice the length takes four times as long where time grows with its square.
    most = length / 10_000

    assert any(long < 2 * most and (long < 0.3 * most**2 or long <= 7 * short) for short, long in pairs)
