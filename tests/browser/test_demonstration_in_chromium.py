"""Every kind of page of the demonstration archive: its top, its weight, by keyboard and without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from site_builder.engine import build, open_site
from tests.static_host import served
from tests.unit.engine.sites import Heard

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ARTICLE = "articles/2020/holm-gauge/index.html"
KINDS = (
    "index.html",
    ARTICLE,
    "articles/2020/holm-gauge/copies.html",
    "articles/2018/daftar-al-duyun/index.html",
    "articles/index.html",
    "regions/north-sea/index.html",
    "themes/index.html",
    "authors/index.html",
    "years/index.html",
    "years/2019/index.html",
    "publishers/harbour-review/index.html",
    "notices/index.html",
    "notices/asks-for-money/index.html",
    "notices/asks-for-money/articles/index.html",
    "notices/outlets/harbour-review/index.html",
    "notices/harbour-review-disclaimer-the-opinions-in-this-c091cead/index.html",
    "notes/index.html",
    "handbook/settings/index.html",
    "about/index.html",
    "search/index.html",
    "404.html",
)
LONG_NAME = "The Archive of the Society for the Preservation of Tidal Records and Harbour Ledgers"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the demonstration archive without an index to search in."""
    folder = tmp_path_factory.mktemp("demonstration")
    opened = open_site(ROOT, output=folder / "public", state=folder / "state", base_url=None)
    build(opened, jobs=1, verify=False, atomic=False, progress=Heard(), index=False)
    return folder / "public"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Serve it."""
    with served(site) as url:
        yield url + "/"


TOP = """([title, entries, dir]) => {
  document.documentElement.dir = dir
  const top = document.querySelector('.top'), list = top.querySelector('ul')
  top.querySelector('.name').textContent = title
  window.all ??= [...list.children]
  const number = Array.from({length: entries}, (_, i) => i % window.all.length)
  list.replaceChildren(...number.map(i => window.all[i].cloneNode(true)))
  const box = e => e.getBoundingClientRect()
  const [name, find, nav] = ['.name', '.find', 'nav'].map(part => box(top.querySelector(part)))
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top + 1 || b.bottom <= a.top + 1
  return {
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    apart: apart(name, find) && apart(name, nav) && apart(find, nav),
    firstLine: Math.abs(find.top - box(top).top) < 24,
    atEnd: dir === 'rtl' ? find.left < name.left : find.right > name.right,
    inside: nav.bottom <= box(top).bottom && name.bottom <= box(top).bottom,
  }
}"""


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1280, 1360, 1440, 1920])
def test_search_stays_at_the_end_of_the_first_line_whatever_the_menu_and_the_name(
    opened: Any, width: int
) -> None:
    page = opened(ARTICLE, viewport={"width": width, "height": 700})
    for title in ("Tides", "The Tidewater Archive", LONG_NAME):
        for entries in (2, 7, 11, 16):
            for direction in ("ltr", "rtl"):
                top = page.evaluate(TOP, [title, entries, direction])

                expected = {"wide": 0, "apart": True, "firstLine": True, "atEnd": True, "inside": True}
                assert top == expected, (title, entries, direction)


def test_an_article_costs_at_most_60_kilobytes_in_4_requests(site: Path) -> None:
    for path in sorted(site.glob("articles/*/*/index.html")):
        page = path.read_text()
        links = re.findall(r'(?:<link rel="(?:stylesheet|icon)" href|<script src)="([^"]+)"', page)
        files = [path, *((path.parent / link).resolve() for link in links)]

        assert len(files) <= 4, path
        assert sum(file.stat().st_size for file in files) <= 60_000, path


FOCUSED = """() => {
  const e = document.activeElement
  if (e === document.body) return null
  const shown = e.matches('.lens input, .tools input[type=radio]') ? e.nextElementSibling : e
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown)
  return {
    what: shown.outerHTML.slice(0, 120),
    seen: Math.min(box.width, box.height) > 3 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
  }
}"""


@pytest.mark.parametrize(
    ("path", "scripts"), [*((path, True) for path in KINDS), (ARTICLE, False), ("search/index.html", False)]
)
def test_a_page_is_walked_by_keyboard_with_the_focus_in_sight(opened: Any, path: str, scripts: bool) -> None:
    page = opened(path, viewport={"width": 1280, "height": 800}, java_script_enabled=scripts)
    most = page.locator("a[href], button, input, select, summary, [tabindex]").count() + 3

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    walked = 0
    while (at := page.evaluate(FOCUSED)) and walked <= most:
        assert at["seen"], at["what"]
        assert at["marked"], at["what"]
        page.keyboard.press("Tab")
        walked += 1

    assert 10 < walked <= most


@pytest.mark.parametrize("path", KINDS)
def test_nothing_on_a_page_is_dead_without_scripts(opened: Any, site: Path, path: str) -> None:
    page = opened(path, java_script_enabled=False)

    dead = page.locator("button:visible, select:visible, input:visible:not(.lens input, .find input)")
    assert [each.evaluate("e => e.outerHTML") for each in dead.all()] == []
    assert page.locator("main").inner_text().strip()
    for link in page.locator("a[href]").all():
        target = (link.get_attribute("href") or "").partition("#")[0].partition("?")[0]
        if target and ":" not in target:
            assert (site / path).parent.joinpath(target).exists() or target.startswith("/"), target


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_a_page_has_no_faults_that_axe_finds(opened: Any, path: str, scheme: str) -> None:
    page = opened(path, color_scheme=scheme)

    violations = Axe().run(page).response["violations"]

    # A section is not on axe's list for footnotes; what else is allowed there is lost in browsers' reader modes.
    found = [
        (each["id"], each["nodes"][0]["html"]) for each in violations if each["id"] != "aria-allowed-role"
    ]
    assert found == []


OVERLAPS = """() => {
  const faults = [], width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > width) faults.push('scrolls sideways')
  const rows = [...document.querySelectorAll('main > *, article > *, .version > *, .words > *')]
    .filter(e => e.getClientRects().length && ['static', 'relative'].includes(getComputedStyle(e).position))
  const last = new Map()
  for (const e of rows) {
    const box = e.getBoundingClientRect(), before = last.get(e.parentNode)
    if (before && box.height && before.bottom > box.top + 1) faults.push('overlaps: ' + e.outerHTML.slice(0, 80))
    if (box.height) last.set(e.parentNode, box)
  }
  return faults
}"""


@pytest.mark.parametrize("width", [360, 1024])
def test_nothing_overlaps_or_makes_a_page_scroll_sideways(opened: Any, address: str, width: int) -> None:
    page = opened(KINDS[0], viewport={"width": width, "height": 900})
    for path in KINDS:
        for direction in ("ltr", "rtl"):
            page.goto(address + path)
            page.evaluate(f"document.documentElement.dir = '{direction}'")

            assert page.evaluate(OVERLAPS) == [], (path, direction)
