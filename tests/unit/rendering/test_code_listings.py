"""Listings are coloured for reading, and nothing in them runs, stalls or gets lost."""

import re
from time import process_time

import pytest

from site_builder.rendering.code import CLASSES, LEXERS, MAX_LENGTH, highlight, style_sheet


def test_known_language_is_coloured_and_named() -> None:
    html = highlight("return 1\n", "python")

    assert html == (
        '<pre class="md-code"><span class="md-lang">python</span>\n'
        '<code><span class="hl-k">return</span> <span class="hl-n">1</span>\n</code></pre>\n'
    )


@pytest.mark.parametrize("info", ["", "klingon", '"><script>'])
def test_unknown_language_is_plain(info: str) -> None:
    html = highlight("a < b\n", info)

    assert "<code>a &lt; b\n</code>" in html
    assert "<script>" not in html


def test_all_that_stands_behind_the_fence_is_shown() -> None:
    assert "python tide.py &lt;3" in highlight("x", "python tide.py <3")


def test_long_listing_is_plain() -> None:
    assert "hl-" not in highlight("x = 1\n" * (MAX_LENGTH // 5), "python")


@pytest.mark.parametrize("language", sorted(LEXERS))
def test_no_character_of_a_listing_is_lost(language: str) -> None:
    source = "\n\n\tif (x < 'é')\r\n  // <b>&amp;\\\"\n# y\n--z\n\n\n"

    shown = re.sub("<[^>]*>", "", highlight(source, language).split("<code>")[1])

    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&") == (
        source.replace("\r", "␍") + "\n"
    )


HOSTILE = [
    "(",
    "'",
    '"',
    "/*",
    "<a ",
    "<!--",
    "\\",
    "a",
    "a b ",
    "{{",
    "`",
    "$(",
    "0",
    "r'",
    " ",
    "\n\t",
    "<?",
]


@pytest.mark.parametrize("part", [8, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", sorted(set(LEXERS.values())))
def test_hostile_listing_takes_little_time(language: str, part: int) -> None:
    length = MAX_LENGTH // part
    highlight("", language)  # loads the lexer
    for piece in HOSTILE:
        lines = (piece * 400)[:400] + "\n"
        began = process_time()

        highlight(lines * (length // len(lines)), language)
        highlight((piece * length)[:length], language)

        assert process_time() - began < 2 / part, piece


def test_every_class_has_colours_for_light_and_dark() -> None:
    sheet = style_sheet()

    for name in CLASSES:
        assert re.search(rf"\.{name}\{{color:#\w{{6}};color:light-dark\(#\w{{6}},#\w{{6}}\)\}}", sheet)


@pytest.mark.parametrize(("index", "ground"), [(0, "#f6f5f2"), (1, "#1b1c1e")])
def test_colours_stand_out(index: int, ground: str) -> None:
    for pair in re.findall(r"light-dark\((#\w+),(#\w+)\)", style_sheet()):
        lighter, darker = sorted((_luminance(pair[index]), _luminance(ground)), reverse=True)

        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, pair


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
