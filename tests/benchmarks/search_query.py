"""Requests and bytes of one search in a built site: `python -m tests.benchmarks.search_query SITE/public QUERY…`."""

import functools
import http.server
import re
import sys
import threading
import time
from urllib.parse import quote

from playwright.sync_api import Browser, Response, expect, sync_playwright


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


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
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for query in queries:
            requests, size, fragments, seconds, count = measure(
                browser, f"http://127.0.0.1:{server.server_port}", query
            )
            print(
                f"{query!r}: {requests} requests, {size / 1000:.0f} kB, {fragments} texts, {seconds:.1f} s; {count}"
            )
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
