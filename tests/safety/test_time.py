"""The cost of an article grows with its length and no faster, whatever stands in it."""

import time

import pytest

from site_builder import pipeline
from site_builder.model import Source
from site_builder.rendering import Renderer
from site_builder.settings import Settings
from tests.safety import corpus
from tests.site import theme

SETTINGS = Settings()
SMALL, LARGE = 50_000, 200_000
GROWTH, LIMIT = 7, 6.0
NOISE = 0.1
"""Seconds below which growth cannot be told from the weather."""


@pytest.fixture(scope="module")
def renderer():
    return Renderer(theme())


def cost(text, renderer):
    """Measure the processor seconds of an article in the whole pipeline, as a build runs it."""
    start = time.process_time()
    study = pipeline.study(Source("a.md", "content/a.md", text.encode()), SETTINGS)
    if study.reading.blocks:
        article = pipeline.understand(study, {}, SETTINGS, reasons=False)
        card = pipeline.card_of(study, article, "articles/a/", SETTINGS)
        for _ in pipeline.render_article(
            study, article, card, settings=SETTINGS, facets=("regions",), renderer=renderer
        ):
            pass
    return time.process_time() - start


def too_slow(name, renderer, small, large):
    """Say what is wrong with a family, or nothing; measured again before it is said."""
    for attempt in range(3):
        # Never the same text twice: what was looked at before is remembered and costs nothing.
        once = cost(corpus.pathological(name, small + 16 * attempt), renderer)
        again = cost(corpus.pathological(name, large + 16 * attempt), renderer)
        if again <= LIMIT * large / LARGE and (again <= NOISE or again / once <= GROWTH * large / small / 4):
            return ""
    return f"{name}: {once:.2f} s, then {again:.2f} s"


# A quadratic cost shows at a tenth of the size already.
QUICK = sorted(corpus.PATHOLOGICAL)


@pytest.mark.parametrize("part", range(4))
def test_no_family_of_texts_is_quadratic(renderer, part):
    cost("warm up\n\nBy Ines Marr\n", renderer)

    slow = [too_slow(name, renderer, 2_000, 8_000) for name in QUICK[part::4]]

    assert [each for each in slow if each] == []


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", sorted(corpus.PATHOLOGICAL))
def test_a_family_of_texts_grows_with_its_length(renderer, name):
    cost("warm up\n\nBy Ines Marr\n", renderer)

    assert too_slow(name, renderer, SMALL, LARGE) == ""


_LANGUAGES = """
    bash c cpp css diff html ini java javascript json makefile perl php python ruby rust sql toml xml yaml
"""
LANGUAGES = _LANGUAGES.split()
_CODE = """
    ( [ { < \\ " ' ` /* // # $ ${ << = a 1 0x . <!-- <? & %{ ?: -> a( a= "\\ @ | -- : a: [a {a
"""
CODE = [*_CODE.split(), "\t", " ", "a ", "- ", "'''", '"""']
"""Of what the listings are made that try to stall the colouring."""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_listing_cannot_stall_the_colouring(renderer, language):
    slow = []
    for unit in CODE:
        text = f"```{language}\n{unit * (60_000 // len(unit))}\n```\n"
        seconds = cost(text, renderer)
        if seconds > LIMIT / 3:
            slow.append((unit, seconds))

    assert slow == []


@pytest.mark.slow
def test_many_listings_cannot_stall_the_colouring(renderer):
    listing = "```cpp\n" + "a<" * 2000 + "\n```\n\n"

    assert cost(listing * (LARGE // len(listing)), renderer) < LIMIT
