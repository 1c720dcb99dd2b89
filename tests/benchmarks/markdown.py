"""Measure what taking Markdown apart and rendering it costs, beside markdown-it-py alone.

    python -m tests.benchmarks.markdown [FOLDER]

FOLDER holds `.md` or `.txt` files, or `.jsonl.gz` files with an article's Markdown under `md` in each line;
by default it is the demonstration archive.
Times are CPU milliseconds for an article, best of three rounds over all of them.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

from markdown_it import MarkdownIt

from site_builder.commonmark import count_words, parse, plain, plain_block, plain_blocks
from site_builder.memo import Memo
from site_builder.rendering import markdown, render_blocks

ROOT = Path(__file__).parents[2]
ROUNDS = 3


def texts_in(folder: Path) -> Iterator[str]:
    """Yield the articles of a folder."""
    for path in sorted((*folder.rglob("*.md"), *folder.rglob("*.txt"))):
        yield path.read_text("utf-8")
    for path in sorted(folder.rglob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["md"] for line in lines)


def milliseconds(work: Callable[[], object], articles: int) -> float:
    """Return the CPU time of the best round, for an article."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = process_time()
        work()
        best = min(best, process_time() - began)
    return 1000 * best / articles


def main(folder: Path) -> None:
    """Print the table."""
    texts = list(texts_in(folder))
    documents = [parse(text) for text in texts]
    blocks = [block for document in documents for block in document.blocks]
    lines = [plain_block(block).line for block in blocks]
    reference = MarkdownIt("commonmark")

    def render() -> None:
        markdown._MEMO = Memo(2048)
        for document in documents:
            render_blocks(document, remote_images=False, prefix="a-")

    def extract() -> None:
        plain._MEMO = Memo(2048)
        for document in documents:
            plain_blocks(document)

    rows: list[tuple[str, Callable[[], object]]] = [
        ("markdown-it-py, HTML not safe", lambda: [reference.render(text) for text in texts]),
        ("parse", lambda: [parse(text) for text in texts]),
        ("render_blocks, HTML safe", render),
        ("plain_blocks", extract),
        ("count_words", lambda: [count_words(line) for line in lines]),
    ]
    print(f"{len(texts)} articles of {sum(map(len, texts)) / len(texts):,.0f} characters on average")
    for name, work in rows:
        print(f"{name:32}{milliseconds(work, len(texts)):8.3f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "content")
