"""Measure `site-builder serve`: from saving a file to the changed DOM, start, first page and memory.

Run it as `python -m tests.benchmarks.live CONTENT [CONTENT …]`, each a folder of articles; the folders are copied.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """() => {
  window.changed = 0;
  new MutationObserver((_, observer) => {
    observer.disconnect();
    window.changed = performance.timeOrigin + performance.now();
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


@contextmanager
def served(content: Path, state: Path) -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """Start the server and yield its process, its address, and the seconds until it answered."""
    command = [sys.executable, "-m", "site_builder", "serve", "--port", "0", "--content", str(content)]
    command += ["--state", str(state), "--output", str(state.parent / "public"), str(state.parent)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        address = next(line for line in process.stderr if line.startswith("http")).split()[0]
        urllib.request.urlopen(address).read()
        yield process, address, time.perf_counter() - start
    finally:
        process.terminate()
        process.communicate(timeout=10)


def memory_of(process: int) -> float:
    """Give the megabytes a process and its children hold; what they share counts once."""
    found = 0
    for pid in (process, *_children(process)):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return found / 1024


def _children(process: int) -> Iterator[int]:
    for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield int(pid)
        yield from _children(int(pid))


def saves(page: Page, source: Path, number: int) -> list[float]:
    """Save a file again and again; give the milliseconds until the page has changed, each time."""
    before = source.read_bytes()
    found = []
    for index in range(number):
        page.evaluate(WATCH)
        page.wait_for_timeout(150)
        added = f"\n\nMeasured paragraph {index}, saved to see how soon it is shown.\n".encode()
        start = time.time() * 1000
        source.write_bytes(before + added)
        while not page.evaluate("window.changed"):
            page.wait_for_timeout(20)
        found.append(page.evaluate("window.changed") - start)
    source.write_bytes(before)
    return found


def measure(browser: Browser, original: Path, number: int) -> dict[str, object]:
    """Measure one archive, cold and warm."""
    with tempfile.TemporaryDirectory(prefix="bench-live-") as name:
        folder = Path(name)
        content = folder / "content"
        shutil.copytree(original, content)
        state = folder / ".site-builder"
        articles = sorted(path for path in content.rglob("*") if path.suffix in (".md", ".txt", ".markdown"))
        source = articles[len(articles) // 2]
        with served(content, state) as (_, _, cold):
            pass
        command = [sys.executable, "-m", "site_builder", "build", "--content", str(content)]
        command += ["--state", str(state), "--output", str(folder / "public"), str(folder)]
        subprocess.run(command, check=False, capture_output=True)
        with served(content, state) as (process, address, warm):
            page = browser.new_page()
            page.goto(address + _address_of(address, source, content))
            page.wait_for_timeout(1000)
            times = saves(page, source, number)
            listed = browser.new_page()
            listed.goto(address + "articles/")
            memory = memory_of(process.pid)
            page.close()
            listed.close()
        return {
            "articles": len(articles),
            "save to DOM, median ms": round(statistics.median(times), 1),
            "save to DOM, worst ms": round(max(times), 1),
            "first page cold, s": round(cold, 2),
            "first page warm, s": round(warm, 2),
            "memory, MB": round(memory),
        }


def _address_of(address: str, source: Path, content: Path) -> str:
    from site_builder.indexing import place

    path = source.relative_to(content).as_posix()
    del address
    return place([path], shown={path: path}).addresses[path]


def main() -> None:
    """Measure the archives named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("content", nargs="+", type=Path)
    parser.add_argument("--saves", type=int, default=15)
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for content in options.content:
            print(json.dumps(measure(browser, content, options.saves)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
