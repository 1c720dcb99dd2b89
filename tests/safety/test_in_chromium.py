"""In a real browser, with the policy switched off, nothing of an article runs, loads or leaves its box."""

import re

import pytest

from tests.safety import corpus
from tests.unit.engine.sites import SmallSite

pytestmark = pytest.mark.browser

PROBE = """() => ({
    own: [...document.scripts].filter(each => each.type !== "application/ld+json").map(each => each.src),
    boxes: [...document.body.children].map(each => each.localName + "." + (each.getAttribute("class") || "")),
    handlers: [...document.querySelectorAll("*")].flatMap(each => [...each.attributes])
        .filter(each => /^on/i.test(each.name) || /^\\s*(?:java|vb)script:/i.test(each.value) && each.name !== "title")
        .map(each => each.name + "=" + each.value),
    links: [...document.links].map(each => each.protocol),
})"""


def visited(chromium, site, paths, *, bypass):
    """Open pages one after the other; gives what went wrong."""
    context = chromium.new_context(bypass_csp=bypass)
    page = context.new_page()
    wrong = []
    page.on("dialog", lambda dialog: (wrong.append(f"dialog on {page.url}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"error on {page.url}: {error}"))
    page.on("popup", lambda popup: wrong.append(f"popup on {page.url}"))
    page.on("download", lambda download: wrong.append(f"download on {page.url}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith("file://" + str(site.output))
            else wrong.append(f"request for {request.url} on {page.url}")
        ),
    )
    page.on(
        "console",
        lambda message: (
            wrong.append(f"console on {page.url}: {message.text}")
            if re.search("Content Security Policy|Refused", message.text)
            else None
        ),
    )
    for path in paths:
        page.goto((site.output / path).as_uri(), wait_until="load")
        # What waits for a pointer gets one.
        page.mouse.move(200, 200)
        page.mouse.move(240, 400)
        found = page.evaluate(PROBE)
        if [each for each in found["own"] if not each.startswith("file://" + str(site.output) + "/static/")]:
            wrong.append(f"{path} has scripts: {found['own']}")
        if found["handlers"]:
            wrong.append(f"{path} has {found['handlers']}")
        if {*found["links"]} - {"https:", "http:", "ftp:", "mailto:", "file:"}:
            wrong.append(f"{path} leads to {found['links']}")
        if found["boxes"][-1] != "footer.bottom" or len(found["boxes"]) != 5:
            wrong.append(f"{path} is broken up: {found['boxes']}")
        if not page.url.endswith(path):
            wrong.append(f"{path} led to {page.url}")
    context.close()
    return wrong


def article_pages(site):
    return sorted(
        path.relative_to(site.output).as_posix()
        for path in site.output.glob("articles/payloads/*/index.html")
    )


@pytest.mark.parametrize("bypass", [True, False])
def test_no_payload_runs_or_loads_anything(chromium, hostile, bypass):
    pages = article_pages(hostile)[:: 3 if bypass else 9]
    lists = [
        "index.html",
        "articles/index.html",
        "themes/index.html",
        "regions/index.html",
        "authors/index.html",
    ]

    assert (
        visited(
            chromium,
            hostile,
            [*pages, *(each for each in lists if (hostile.output / each).exists())],
            bypass=bypass,
        )
        == []
    )


def test_a_payload_that_ran_would_be_noticed(chromium, tmp_path):
    site = SmallSite(tmp_path)
    site.output.mkdir()
    for number, payload in enumerate(
        [
            "<script>alert(1)</script>",
            "<img src=https://foreign.invalid/a.png>",
            "<a href='javascript:alert(1)'>a</a>",
        ]
    ):
        page = f"<body><i></i><i></i><i></i>{payload}<footer class=bottom></footer>"
        (site.output / f"{number}.html").write_text(page)

        assert visited(chromium, site, [f"{number}.html"], bypass=True)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_payload_in_any_place_runs_or_loads_anything(chromium, tmp_path):
    site = SmallSite(tmp_path)
    # The parser of the other tests has seen them all; a browser takes its time, so it sees every third.
    corpus.write(site.content, corpus.matrix()[::3])
    site.build(jobs=2)
    pages = sorted(
        path.relative_to(site.output).as_posix() for path in site.output.glob("articles/**/*.html")
    )

    assert visited(chromium, site, pages, bypass=True) == []
