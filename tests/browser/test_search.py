"""The search page in a real browser, over HTTP, against a scan of the articles as their pages show them."""

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html
import pytest
import snowballstemmer
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from site_builder.engine import build, open_site
from site_builder.engine.progress import Silent
from site_builder.search import VARIABLE, find_pagefind
from tests import static_host
from tests.browser.search_archive import write_archive

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

OWN_ROLES = ("title", "standfirst", "body")
WORDS, PHRASES, NOTICE_WORDS = 100, 100, 100
STEMMERS = {"en": "english", "de": "german", "ar": "arabic"}
CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


class Scanned(NamedTuple):
    """What a page shows, by an own reading of its HTML: words by line."""

    own: list[list[str]]
    notices: list[list[str]]


class Served(NamedTuple):
    """A built site on a local address."""

    url: str
    output: Path
    pages: dict[str, Scanned]
    """By address, `/articles/a/`."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Build the archive with its index and serve it as a static host does."""
    root = tmp_path_factory.mktemp("searched")
    write_archive(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        if find_pagefind() is None:
            pytest.skip("there is no Pagefind: pip install pagefind-bin")
        # Several parts of one language, as large archives have.
        patch.setattr("site_builder.search.page_store.SHARD_PAGES", 5)
        # Some parts with packs, others too small for them.
        patch.setattr("site_builder.search.fragment_packs._PACKED_FROM", 20)
        patch.setattr("site_builder.search.fragment_packs._MOST_IN_PACK", 4)
        build(open_site(root), jobs=1, verify=False, atomic=False, progress=Silent())
    output = root / "public"
    pages = {
        f"/{path.parent.relative_to(output).as_posix()}/": scanned(path)
        for path in sorted(output.glob("articles/**/index.html"))
        if path.parent.name != "articles"
    }
    with static_host.served(output, _SomeRanges) as url:
        yield Served(url, output, pages)


class _SomeRanges(static_host.StaticFiles):
    def knows_ranges(self) -> bool:
        """Send all of the packs of notices, as some hosts know no ranges."""
        return "/notices/" not in self.path


def scanned(path: Path) -> Scanned:
    """Read the words of a page out of its HTML."""
    article = lxml.html.parse(str(path)).getroot().find(".//article")
    own, notices = [], []
    title = article.find(".//h1")
    own.append(words_of(title.text_content()))
    for section in article.iter("section"):
        for part in section.xpath(".//span[@data-part]"):
            kept = part.get("data-part") in OWN_ROLES
            if not kept:
                notices.append(words_of(part.text_content()))
                tail = part.tail
                part.clear()
                part.tail = "\n" + (tail or "")
        role, kind = section.get("data-role"), section.get("data-class")
        lines = [words_of(line) for block in section for line in block.text_content().split("\n")]
        if role in ("standfirst", "body"):
            own += lines
        elif kind in ("boilerplate", "disclaimer"):
            notices += lines
    return Scanned([line for line in own if line], [line for line in notices if line])


def words_of(text: str) -> list[str]:
    """Cut a text into words without case and accents; Chinese signs are words."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(sign)
    )
    return re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_\u3040-\u30ff\u4e00-\u9fff]+", plain)


def holds(lines: list[list[str]], phrase: list[str]) -> bool:
    """Return whether words stand one after the other in some line."""
    size = len(phrase)
    return any(line[at : at + size] == phrase for line in lines for at in range(len(line) - size + 1))


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """Open the search page, and fail on anything it complains about."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{served.url}/search/index.html")
    tab.wait_for_selector("form.query:not([hidden])")
    tab.evaluate(
        "async () => { window.opened = await SearchIndex.open(new URL('../pagefind/', location.href).href); }"
    )
    yield tab
    context.close()
    assert complaints == []


def found(page: Page, queries: list[str], *, notices: bool = False) -> list[set[str]]:
    """Ask the index as the search page does, and return the addresses that each query finds."""
    answers: list[list[str]] = page.evaluate(
        """async ([queries, notices]) => {
          const answers = [];
          for (const query of queries) {
            const answer = await window.opened.search(query, notices);
            const open = answer.open || answer.missing.length > 0;
            const pages = open ? [] : await Promise.all(answer.found.map((result) => result.page()));
            answers.push(pages.map((each) => each.url));
          }
          return answers;
        }""",
        [queries, notices],
    )
    return [set(answer) for answer in answers]


def visit(page: Page, served: Served, query: str) -> str:
    """Open a search by its address and return what the page says about it."""
    page.goto(f"{served.url}/search/index.html?{query}")
    expect(page.locator("#count")).to_have_text(re.compile("[^…]+[.]"), timeout=30_000)
    return page.locator("#count").inner_text()


def vocabulary(pages: dict[str, Scanned]) -> dict[str, set[str]]:
    """Return the addresses of the articles that have each word."""
    known: dict[str, set[str]] = {}
    for address, scan in pages.items():
        for line in scan.own:
            for word in line:
                known.setdefault(word, set()).add(address)
    return known


def test_every_exact_word_finds_the_articles_that_have_it(page: Page, served: Served) -> None:
    known = vocabulary(served.pages)
    words = random.Random(1).sample(sorted(known), WORDS)

    answers = found(page, [f'"{word}"' for word in words])

    assert {word: answer for word, answer in zip(words, answers, strict=True) if answer != known[word]} == {}
    assert any("\u0600" < word[0] < "\u06ff" for word in words)


def test_every_phrase_finds_the_articles_that_have_it(page: Page, served: Served) -> None:
    pick = random.Random(2)
    phrases = []
    for address in pick.choices(sorted(served.pages), k=PHRASES):
        line = pick.choice([line for line in served.pages[address].own if len(line) > 1])
        size = min(len(line), pick.randint(2, 5))
        start = pick.randint(0, len(line) - size)
        phrases.append(line[start : start + size])

    answers = found(page, [f'"{" ".join(phrase)}"' for phrase in phrases])

    expected = [
        {address for address, scan in served.pages.items() if holds(scan.own, phrase)} for phrase in phrases
    ]
    assert [
        (phrase, answer, want)
        for phrase, answer, want in zip(phrases, answers, expected, strict=True)
        if answer != want
    ] == []


def test_a_word_without_quotes_finds_the_articles_with_words_of_its_stem(page: Page, served: Served) -> None:
    # Stems are compared with those of another implementation of the Snowball algorithms that Pagefind has too.
    stemmers = {code: snowballstemmer.stemmer(name) for code, name in STEMMERS.items()}

    def stem(word: str, address: str) -> str:
        stemmer = stemmers.get(address.removeprefix("/articles/")[:2])
        return stemmer.stemWord(word) if stemmer else word

    stems = {
        address: {stem(word, address) for line in scan.own for word in line}
        for address, scan in served.pages.items()
    }
    words = random.Random(3).sample(sorted(vocabulary(served.pages)), WORDS)

    answers = found(page, words)

    expected = [
        {address for address in served.pages if stem(word, address) in stems[address]} for word in words
    ]
    assert [
        (word, answer, want)
        for word, answer, want in zip(words, answers, expected, strict=True)
        if answer != want
    ] == []


def test_chinese_words_are_found_wherever_they_stand(page: Page, served: Served) -> None:
    texts = {
        address: ["".join(line) for line in scan.own]
        for address, scan in served.pages.items()
        if any(CJK.match(word) for line in scan.own for word in line)
    }
    queries = ["灯塔", "港口", "潮水", "守护人", "东京都", "京都"]

    answers = found(page, queries)

    for query, answer in zip(queries, answers, strict=True):
        assert answer == {address for address, lines in texts.items() if any(query in line for line in lines)}
    assert answers[0]


def test_words_of_notices_find_nothing_by_default_and_their_pages_with_the_switch(
    page: Page, served: Served
) -> None:
    own = {word for scan in served.pages.values() for line in scan.own for word in line}
    texts = {address: scan.notices for address, scan in served.pages.items()} | notice_texts(served.output)
    where: dict[str, set[str]] = {}
    for address, lines in texts.items():
        for line in lines:
            for word in line:
                where.setdefault(word, set()).add(address)
    words = [word for word in sorted(where) if word not in own and len(word) > 4]
    words = random.Random(4).sample(words, NOTICE_WORDS)
    queries = [f'"{word}"' for word in words]

    by_default = found(page, queries)
    with_switch = found(page, queries, notices=True)

    assert set(map(frozenset, by_default)) == {frozenset()}
    for word, answer in zip(words, with_switch, strict=True):
        pages = {address for address in where[word] if address.startswith("/notices/")}
        # Every page of a notice with the word, and of the articles those whose notice has no page.
        assert pages <= answer <= where[word], word
        assert pages or answer == where[word], word
    assert any(address.startswith("/notices/") for answer in with_switch for address in answer)


def notice_texts(output: Path) -> dict[str, list[list[str]]]:
    """Read the words of the pages of notices; those of single wordings repeat them."""
    lines = (output / "data" / "notices.jsonl").read_text("utf-8").splitlines()
    addresses = [json.loads(line)["address"].strip("/") for line in lines]
    return {
        f"/{address}/": [
            words_of(wording.text_content())
            for wording in lxml.html.parse(str(output / address / "index.html")).iterfind(
                ".//div[@class='words']"
            )
        ]
        for address in addresses
    }


def test_words_may_be_left_out_alone_and_as_phrases(page: Page, served: Served) -> None:
    def expected(wanted: list[list[str]], unwanted: list[list[str]]) -> set[str]:
        return {
            address
            for address, scan in served.pages.items()
            if all(holds(scan.own, phrase) for phrase in wanted)
            and not any(holds(scan.own, phrase) for phrase in unwanted)
        }

    pick = random.Random(5)
    english = [scan.own for address, scan in served.pages.items() if "/en-" in address]
    for own in pick.sample(english, 10):
        line = pick.choice([line for line in own if len(line) > 6])
        first, second, third = line[0:2], line[2:4], line[4:6]
        query = f'"{" ".join(first)}" "{" ".join(second)}" -"{" ".join(third[::-1])}"'
        assert found(page, [query]) == [expected([first, second], [third[::-1]])]
        query = f'"{" ".join(first)}" -"{" ".join(third)}"'
        assert found(page, [query]) == [expected([first], [third])]


def test_a_word_that_is_nowhere_is_named_and_another_offered(page: Page, served: Served) -> None:
    said = visit(page, served, "q=lighthousekeepers")

    assert said.startswith("Nothing for “lighthousekeepers”; for “lighthouse")
    assert page.locator("#hits li").count() > 0


def test_what_is_nowhere_and_like_nothing_is_said(page: Page, served: Served) -> None:
    assert visit(page, served, "q=%22qqqqq+zzzzz%22").startswith("Nothing for “qqqqq zzzzz”.")


def test_a_misspelt_word_is_offered_as_it_is_written(page: Page, served: Served) -> None:
    assert visit(page, served, "q=lihgthouse").startswith("Nothing for “lihgthouse”; for “lighthouse")
    assert visit(page, served, "q=harbxur").startswith("Nothing for “harbxur”; for “harbour”")


def test_exact_words_among_many_articles_are_looked_for_as_far_as_is_asked(
    page: Page, served: Served
) -> None:
    # Most English articles have a word of this stem.
    expected = {address for address, scan in served.pages.items() if holds(scan.own, ["tides"])}
    loaded: list[str] = []

    def hear(request: Request) -> None:
        if request.url.endswith("pf_fragment"):
            loaded.append(request.url)

    page.on("request", hear)

    said = visit(page, served, "q=%22tides%22")

    pattern = (
        r"At most \d+ articles: \d+ texts of these were looked through for the exact words, \d+ have them"
    )
    assert re.match(pattern, said)
    assert len(loaded) <= 60
    assert "≤" in page.locator("#filters").inner_text()
    page.click("#all")
    one = "article" if len(expected) == 1 else "articles"
    expect(page.locator("#count")).to_have_text(f"{len(expected)} {one}.", timeout=30_000)
    assert "≤" not in page.locator("#filters").inner_text()


def test_filters_counts_and_sorting_follow_the_address(page: Page, served: Served) -> None:
    said = visit(page, served, "q=lighthouse&theme=ferries&sort=date")

    assert page.locator("#filter-theme-ferries").is_checked()
    dates = page.locator("#hits time").evaluate_all("all => all.map((each) => each.dateTime)")
    assert dates == sorted(dates, reverse=True)
    total = page.locator("#filter-theme-ferries").locator("xpath=ancestor::li").locator("span").inner_text()
    assert said == f"{total} article{'s' if total != '1' else ''}."
    page.locator("#filter-theme-ferries").uncheck()
    page.wait_for_url(lambda url: "theme" not in url)
    assert "q=lighthouse" in page.evaluate("location.search")
    assert "sort=date" in page.evaluate("location.search")


def test_a_result_leads_to_the_first_hit_and_marks_all(page: Page, served: Served) -> None:
    visit(page, served, "q=lighthouse")
    page.locator("#hits h2 a").first.click()
    page.wait_for_selector("mark.hit")

    marks = page.locator("mark.hit")
    assert {text.lower() for text in marks.all_inner_texts()} <= {"lighthouse", "lighthouses"}
    box = marks.first.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 1000
    assert page.locator(".extra mark.hit").count() == 0


def test_a_result_in_notices_leads_to_the_first_hit_on_the_page_of_the_notice(
    page: Page, served: Served
) -> None:
    visit(page, served, "q=reflect&in=notices")
    page.locator('#hits h2 a[href*="/notices/"]').first.click()
    page.wait_for_selector("mark.hit")

    marks = page.locator(".version .words mark.hit")
    assert {text.lower() for text in marks.all_inner_texts()} == {"reflect"}
    assert page.locator("mark.hit").count() == marks.count()
    assert page.locator("del mark.hit").count() == 0
    box = marks.first.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 1000


def test_slash_leads_to_the_box_of_any_page_and_enter_to_the_results(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/index.html")
    page.keyboard.press("/")
    page.keyboard.type("lighthouse")
    page.keyboard.press("Enter")

    page.wait_for_selector("#hits li")
    assert page.evaluate("location.pathname + location.search") == "/search/index.html?q=lighthouse"


def test_every_language_is_asked_by_itself(page: Page, served: Served) -> None:
    visit(page, served, "q=%D8%A7%D9%84%D9%85%D9%86%D8%A7%D8%B1%D8%A9")

    assert page.locator("#hits li").count() > 0
    assert "/ar-" in (page.locator("#hits h2 a").first.get_attribute("href") or "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 1024, 390])
def test_results_have_no_accessibility_violation(
    chromium: Browser, served: Served, scheme: Any, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    tab = context.new_page()
    visit(tab, served, "q=lighthouse")

    results = Axe().run(tab)

    wide = tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in results.response["violations"]] == []
    assert not wide


def test_without_scripts_the_page_leads_to_the_overviews(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served.url}/index.html")
    tab.fill(".find input", "lighthouse")
    tab.press(".find input", "Enter")

    assert tab.url.endswith("/search/index.html?q=lighthouse")
    expect(tab.locator("#ways noscript p")).to_be_visible()
    assert tab.locator(".ways a").first.is_visible()
    context.close()


def test_opened_from_the_file_system_it_says_why_and_what_helps(chromium: Browser, served: Served) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto((served.output / "search" / "index.html").as_uri() + "?q=lighthouse")

    assert "site-builder serve" in tab.locator("#count").inner_text()
    assert tab.locator(".ways a").first.is_visible()
    context.close()


def test_a_missing_index_is_said(chromium: Browser, served: Served) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    tab.route("**/pagefind/**", lambda route: route.fulfill(status=404))
    tab.goto(f"{served.url}/search/index.html?q=lighthouse")
    expect(tab.locator("#count")).to_contain_text("cannot be searched")

    assert tab.locator(".ways a").first.is_visible()
    context.close()
