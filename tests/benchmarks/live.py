"""Measure the server while a site is edited: from saving a file to the changed DOM in Chromium, start, memory.

    python -m tests.benchmarks.live CONTENT [--saves 15] [--peer-content DIR --peer NAME ADDRESS COMMAND]

CONTENT is a folder of articles; it is copied. A peer's COMMAND, with `{content}` and `{port}` in it, serves a copy of
the folder of articles with front matter; ADDRESS is that of an article, with `{path}` or `{stem}` of its file in it.
Times are milliseconds from the write to the record of a MutationObserver in a tab that shows the article.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from site_builder.indexing import place

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MARK = "Measured edit"
# Runs in every document a tab loads, so that servers which load the page again are measured in the same way.
WATCH = f"""
new MutationObserver(() => {{
  const found = document.documentElement?.textContent.match(/{MARK} (\\d+)/);
  if (found && found[1] !== window.told) {{
    window.told = found[1];
    console.debug("seen", found[1], performance.timeOrigin + performance.now());
  }}
}}).observe(document, {{subtree: true, childList: true, characterData: true}});
"""


def free_port() -> int:
    """Give a port nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Server:
    """A server in another process group."""

    def __init__(self, command: list[str]) -> None:
        self.start = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def answers(self, address: str, seconds: float = 120) -> float:
        """Wait for the first answer and give the seconds since the start."""
        while time.perf_counter() - self.start < seconds:
            try:
                urllib.request.urlopen(address).read()
            except (OSError, urllib.error.URLError):
                time.sleep(0.01)
            else:
                return time.perf_counter() - self.start
        raise TimeoutError(address)

    def memory(self) -> float:
        """Give the megabytes that it and its children hold; what they share counts once."""
        found = 0
        for pid in (self.process.pid, *_children(self.process.pid)):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        return found / 1024

    def stop(self) -> None:
        """End it and all it has started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=20)


def _children(process: int) -> Iterator[int]:
    for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield int(pid)
        yield from _children(int(pid))


@contextmanager
def running(command: list[str]) -> Iterator[Server]:
    """Run a server for a while."""
    server = Server(command)
    try:
        yield server
    finally:
        server.stop()


def saves(page: Page, source: Path, number: int) -> list[float]:
    """Save a file again and again; give the milliseconds until each edit is in the page."""
    before = source.read_bytes()
    seen: dict[int, float] = {}

    def hear(message: ConsoleMessage) -> None:
        found = re.fullmatch(r"seen (\d+) ([\d.]+)", message.text)
        if found:
            seen[int(found[1])] = float(found[2])

    page.on("console", hear)
    times = []
    for index in range(number + 1):
        page.wait_for_timeout(400)
        start = time.time() * 1000
        source.write_bytes(before + f"\n\n{MARK} {index}, to see how soon it is shown.\n".encode())
        end = time.monotonic() + 60
        while index not in seen and time.monotonic() < end:
            page.wait_for_timeout(5)
        times.append(seen[index] - start)
    source.write_bytes(before)
    # The first edit loads what no edit had needed before.
    return times[1:]


def summary(name: str, articles: int, times: list[float], **more: float) -> dict[str, object]:
    """Give a line of the table."""
    return {
        "server": name,
        "articles": articles,
        "median ms": round(statistics.median(times)),
        "best ms": round(min(times)),
        "worst ms": round(max(times)),
        **{key.replace("_", " "): round(value, 2) for key, value in more.items()},
    }


def ours(browser: Browser, content: Path, folder: Path, number: int) -> dict[str, object]:
    """Measure this program, first without and then with what a build remembers."""
    port = free_port()
    state, output = folder / "state", folder / "public"
    options = ["--content", str(content), "--state", str(state), "--output", str(output), str(folder)]
    serve = [sys.executable, "-m", "site_builder", "serve", "--port", str(port), *options]
    address = f"http://127.0.0.1:{port}/"
    articles = [path for path in sorted(content.rglob("*")) if path.suffix in (".md", ".markdown", ".txt")]
    source = articles[len(articles) // 2]
    name = source.relative_to(content).as_posix()
    page_address = address + place([name], shown={name: name}).addresses[name]
    with running(serve) as server:
        cold = server.answers(page_address)
    subprocess.run(
        [sys.executable, "-m", "site_builder", "build", *options], check=False, capture_output=True
    )
    with running(serve) as server:
        warm = server.answers(address)
        page = opened(browser, page_address)
        times = saves(page, source, number)
        page.goto(address)
        page.wait_for_timeout(1000)
        memory = server.memory()
        page.close()
    return summary(
        "site-builder", len(articles), times, first_page_cold_s=cold, first_page_warm_s=warm, memory_mb=memory
    )


def peer(
    browser: Browser, name: str, where: str, command: str, content: Path, number: int
) -> dict[str, object]:
    """Measure another generator's server."""
    articles = sorted(content.rglob("*.md"))
    source = articles[len(articles) // 2]
    port = free_port()
    filled = command.replace("{content}", str(content)).replace("{port}", str(port))
    path = source.relative_to(content).with_suffix("").as_posix()
    address = f"http://localhost:{port}{where}".replace("{path}", path).replace("{stem}", source.stem)
    with running(["/bin/sh", "-c", f"exec {filled}"]) as server:
        cold = server.answers(address)
        page = opened(browser, address)
        times = saves(page, source, number)
        memory = server.memory()
        page.close()
    return summary(name, len(articles), times, first_page_cold_s=cold, memory_mb=memory)


def opened(browser: Browser, address: str) -> Page:
    """Show a page in a tab that watches itself."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_timeout(2000)
    return page


def main() -> None:
    """Measure what the command line names, and print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("content", type=Path)
    parser.add_argument("--saves", type=int, default=15)
    parser.add_argument(
        "--peer", nargs=3, action="append", default=[], metavar=("NAME", "ADDRESS", "COMMAND")
    )
    parser.add_argument("--peer-content", type=Path)
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="bench-live-") as name:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        folder = Path(name)
        content = Path(shutil.copytree(options.content, folder / "content"))
        print(json.dumps(ours(browser, content, folder, options.saves)), flush=True)
        for each, where, command in options.peer:
            copy = Path(shutil.copytree(options.peer_content, folder / each))
            print(json.dumps(peer(browser, each, where, command, copy, options.saves)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
