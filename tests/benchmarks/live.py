"""Measure the server while a site is edited: from saving a file to the changed DOM in Chromium, start, memory.

    python -m tests.benchmarks.live ARCHIVE... [--saves 15] [--hugo PROGRAM] [--eleventy FOLDER]

ARCHIVE is a folder of articles, which is copied, or a number of invented ones.
With `--hugo` and `--eleventy` their servers show the same articles, with front matter, in the same run;
FOLDER is one in which `npm install @11ty/eleventy` was run.
Times are milliseconds from the write to the record of a MutationObserver in a tab that shows what was edited.
"""

import argparse
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from site_builder.indexing import assign_addresses
from tests.benchmarks import peers
from tests.benchmarks.__main__ import make_archive
from tests.benchmarks.peers import articles_in

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

    def __init__(self, command: list[str], folder: Path | None) -> None:
        self.start = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def answers(self, address: str, seconds: float = 300) -> float:
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
def running(command: list[str], *, folder: Path | None = None) -> Iterator[Server]:
    """Run a server for a while, in a folder of its own where it wants one."""
    server = Server(command, folder)
    try:
        yield server
    finally:
        server.stop()


Save = Callable[[int], None]
"""Makes the edit of this number."""


def saves(page: Page, save: Save, number: int) -> list[float]:
    """Make one edit after the other; give the milliseconds until each is in the page."""
    seen: dict[int, float] = {}

    def hear(message: ConsoleMessage) -> None:
        found = re.fullmatch(r"seen (\d+) ([\d.]+)", message.text)
        if found:
            seen.setdefault(int(found[1]), float(found[2]))

    page.on("console", hear)
    times = []
    for index in range(number + 1):
        # A server that loads the page again has to be connected to it anew before it hears of the next edit.
        page.wait_for_timeout(1500)
        start = time.time() * 1000
        save(index)
        end = time.monotonic() + 60
        while index not in seen and time.monotonic() < end:
            page.wait_for_timeout(5)
        if index not in seen:
            raise TimeoutError(f"edit {index} was not shown within a minute")
        times.append(seen[index] - start)
    # The first edit loads what no edit had needed before.
    return times[1:]


def line_of(source: Path, text: bytes) -> Save:
    """Save an article with another last line."""
    return lambda index: write(source, text + f"\n\n{MARK} {index}, to see how soon it is shown.\n".encode())


def renamed_line_of(source: Path, text: bytes) -> Save:
    """Save it as careful editors do: beside, and then in its place."""

    def save(index: int) -> None:
        beside = source.with_name(source.name + "~")
        beside.write_bytes(text + f"\n\n{MARK} {index}, to see how soon it is shown.\n".encode())
        beside.replace(source)

    return save


def title_of(source: Path) -> Save:
    """Correct its title, which lists show."""
    return lambda index: write(
        source.with_suffix(".notes.toml"), f'title = "{MARK} {index}"\ndate = "2029-12-31"\n'.encode()
    )


def template_in(folder: Path) -> Save:
    """Save a template that every article uses."""
    text = (Path(__file__).parents[2] / "templates" / "article.html").read_text("utf-8")
    (folder / "templates").mkdir()
    target = folder / "templates" / "article.html"
    target.write_text(text, "utf-8")
    time.sleep(0.5)
    return lambda index: write(
        target, text.replace("</article>", f"<p>{MARK} {index}</p></article>", 1).encode()
    )


def write(path: Path, data: bytes) -> None:
    """Save a file where it is."""
    path.write_bytes(data)


def row(articles: int, what: str, times: list[float], **more: float) -> None:
    """Print a line of the table."""
    said = [f"{statistics.median(times):.0f} ms", f"{min(times):.0f} to {max(times):.0f} ms"]
    said += [
        f"{more[name]:{form}}" if name in more else "" for name, form in (("warm", ".2f"), ("cold", ".2f"))
    ]
    said.append(f"{more['memory']:.0f} MB" if "memory" in more else "")
    print(f"| {articles:,} | {what} | {' | '.join(said)} |", flush=True)


def ours(browser: Browser, content: Path, folder: Path, number: int) -> None:
    """Measure this program, first without and then with what a build remembers."""
    port = free_port()
    options = [
        "--content",
        str(content),
        "--state",
        str(folder / "state"),
        "--output",
        str(folder / "public"),
    ]
    serve = [sys.executable, "-m", "site_builder", "serve", "--port", str(port), *options, str(folder)]
    address = f"http://127.0.0.1:{port}/"
    articles = articles_in(content)
    source = articles[len(articles) // 2]
    text = source.read_bytes()
    name = source.relative_to(content).as_posix()
    page_address = address + assign_addresses([name], shown=str).addresses[name]
    with running(serve) as server:
        cold = server.answers(page_address)
    build = [sys.executable, "-m", "site_builder", "build", *options, str(folder)]
    subprocess.run(build, check=False, capture_output=True)
    with running(serve) as server:
        warm = server.answers(address)
        page = opened(browser, page_address)
        times = saves(page, line_of(source, text), number)
        again = saves(opened(browser, page_address), renamed_line_of(source, text), number)
        write(source, text)
        listed = saves(opened(browser, address), title_of(articles[-1]), number)
        templates = saves(opened(browser, page_address), template_in(folder), number)
        memory = server.memory()
    row(len(articles), "site-builder", times, warm=warm, cold=cold, memory=memory)
    row(len(articles), "site-builder, saved beside and renamed", again)
    row(len(articles), "site-builder, a title on the first page", listed)
    row(len(articles), "site-builder, the template of all articles", templates)


def peer(
    browser: Browser,
    name: str,
    command: list[str],
    port: int,
    folder: Path,
    content: Path,
    path: Path,
    number: int,
) -> None:
    """Measure another generator's server with an article at a path below its folder of articles."""
    address = f"http://localhost:{port}/{path.with_suffix('').as_posix()}/"
    source = content / path
    text = source.read_bytes()
    with running(command, folder=folder) as server:
        cold = server.answers(address)
        times = saves(opened(browser, address), line_of(source, text), number)
        memory = server.memory()
    write(source, text)
    row(len(articles_in(content)), name, times, cold=cold, memory=memory)


def opened(browser: Browser, address: str) -> Page:
    """Show a page in the only tab, which watches itself."""
    for context in browser.contexts:
        context.close()
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_timeout(2000)
    return page


def measure(browser: Browser, archive: str, options: argparse.Namespace) -> None:
    """Measure all servers with one archive."""
    with tempfile.TemporaryDirectory(prefix="bench-live-") as name:
        folder = Path(name)
        content = folder / "ours" / "content"
        if archive.isdecimal():
            make_archive(content, int(archive))
        else:
            shutil.copytree(archive, content)
        ours(browser, content, content.parent, options.saves)
        if not (options.hugo or options.eleventy):
            return
        stated = folder / "stated"
        peers.with_front_matter(content, stated)
        port = free_port()
        articles = articles_in(stated)
        path = articles[len(articles) // 2].relative_to(stated)
        if options.hugo:
            command = peers.hugo(options.hugo, stated, folder / "hugo", port)
            peer(browser, "Hugo", command, port, folder / "hugo", stated, path, options.saves)
        if options.eleventy:
            command = peers.eleventy(options.eleventy, stated, folder / "eleventy", port)
            moved = folder / "eleventy" / "src" / "articles"
            peer(
                browser,
                "Eleventy, incremental",
                command,
                port,
                folder / "eleventy",
                moved,
                path,
                options.saves,
            )


def main() -> None:
    """Measure what the command line names, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archives", nargs="+", metavar="ARCHIVE")
    parser.add_argument("--saves", type=int, default=15)
    parser.add_argument("--hugo", metavar="PROGRAM")
    parser.add_argument("--eleventy", type=Path, metavar="FOLDER")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    options = parser.parse_args()
    print("| articles | server | median | from, to | first page, warm (s) | cold (s) | memory |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for archive in options.archives:
            measure(browser, archive, options)
        browser.close()


if __name__ == "__main__":
    main()
