"""Requests and bytes of one search in a built site: `python -m tests.benchmarks.search_query SITE/public QUERY…`."""

import re
import sys
import time
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Response, expect, sync_playwright

from tests.static_host import served


def measure(browser: Browser, url: str, query: str) -> tuple[int, int, int, float, str]:
    """Return requests and bytes, those of the page and its scripts left out, fragments, seconds and the count shown."""
    context = browser.new_context()
    tab = context.new_page()
    responses: list[Response] = []

    def collect(response: Response) -> None:
        responses.append(response)

    tab.on("response", collect)
    begin = time.monotonic()
    tab.goto(f"{url}/search/?q={quote(query)}")
    # The page's policy lets no function be evaluated over and over.
    expect(tab.locator("#count")).to_have_text(re.compile(r"\.( Look in notices)?$"), timeout=60_000)
    seconds = time.monotonic() - begin
    tab.wait_for_load_state("networkidle")
    index = [response for response in responses if "/pagefind/" in response.url]
    size = sum(len(response.body()) for response in index)
    fragments = sum(response.url.endswith((".pf_fragment", ".pf_pack")) for response in index)
    count = tab.locator("#count").inner_text()
    context.close()
    return len(index), size, fragments, seconds, count


def main() -> None:
    """Print a line for each query."""
    folder, *queries = sys.argv[1:]
    with served(Path(folder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for query in queries:
            requests, size, fragments, seconds, count = measure(browser, url, query)
            print(
                f"{query!r}: {requests} requests, {size / 1000:.0f} kB, {fragments} texts, {seconds:.1f} s; {count}"
            )
        browser.close()


if __name__ == "__main__":
    main()
