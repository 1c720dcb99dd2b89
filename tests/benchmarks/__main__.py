"""Time builds of a large archive, from nothing, unchanged, after edits, with a new article, beside other generators.

    python -m tests.benchmarks [-n 1000] [--rounds 3] [--peers FOLDER] [--stages]

With `--peers` the folder has `make_corpus.py`, which writes the same archive with and without front matter,
and `peers/NAME/build.sh CORPUS OUTPUT` for each other generator; those that fail are left out with a line.
With `--stages` the time of one article is divided by what is done with it.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import stages
from tests.benchmarks.measuring import run

CLONE = Path(__file__).parents[2]
DEMONSTRATION = sorted((CLONE / "content/articles").rglob("*.md"))
MODES = {"hugo": "frontmatter", "eleventy": "frontmatter", "mkdocs": "frontmatter", "pelican": "pelican"}
_TIMES = 2
"""How often the other generators run."""


def make_archive(folder, count):
    """Write `count` articles in the shapes of the demonstration archive, each with words of its own."""
    draw = random.Random(20200204)
    texts = [path.read_text("utf-8").split("\n\n") for path in DEMONSTRATION]
    pool = [block for blocks in texts for block in blocks if len(block) > 300]
    for number in range(count):
        blocks = list(draw.choice(texts))
        for index, block in enumerate(blocks):
            if len(block) > 300:
                blocks[index] = " ".join(
                    [f"Entry {number}.", draw.choice(pool).replace("the", f"the {number % 97}th", 1)]
                )
        blocks[0] = f"## {blocks[0].lstrip('# ')} ({number})"
        path = folder / f"{2006 + number % 17}" / f"article-{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(blocks), "utf-8")


def ours(content, out, state):
    """Build once; gives what it took and how many files were written."""
    command = [sys.executable, "-m", "site_builder", "build", "--content", content]
    took, said = run([*map(str, command), "--output", str(out), "--state", str(state)], cwd=CLONE)
    files = next(line.strip() for line in said.splitlines() if line.strip().startswith("files"))
    return took, files.split()[1]


def steps(content, room, rounds):
    """Measure the six builds; gives runs by name, each with what it took and the files it wrote."""
    sources = sorted(path for path in content.rglob("*") if path.suffix in (".md", ".txt"))
    victim = sources[len(sources) // 2]
    text = victim.read_text("utf-8")
    rows = {}
    for number in range(rounds):
        out, state = room / f"out-{number}", room / f"state-{number}"
        changes = {
            "from nothing": None,
            "nothing changed": None,
            "one word mended": (victim, _mended(text, f" mended{number} ")),
            "one word more": (victim, _mended(text, f" one{number} more{number} ")),
            "one article edited": (victim, f"{text}\n\nLine {number} was added later.\n"),
            "one new article": (
                victim.with_name(f"new-{number}{victim.suffix}"),
                text.replace(" of ", f" of{number} "),
            ),
        }
        for name, change in changes.items():
            if change:
                change[0].write_text(change[1], "utf-8")
            # Stamps younger than a tick of the clock are not trusted, and nobody edits faster than this.
            time.sleep(0.1)
            rows.setdefault(name, []).append(ours(content, out, state))
        shutil.rmtree(out)
    return rows


def _mended(text, words):
    """Put words in the place of one in the second half of a text."""
    start, blank, rest = text[len(text) // 2 :].partition(" ")
    return f"{text[: len(text) // 2]}{start}{words}{rest.partition(' ')[2]}" if blank else text + words


def others(bench, count, corpora, room):
    """Measure the other generators on the same archive, from nothing; gives runs by name."""
    rows = {}
    for name, mode in MODES.items():
        corpus = made(bench, count, mode, corpora)
        try:
            for number in range(_TIMES):
                out = room / f"{name}-{number}"
                took, _ = run([str(bench / "peers" / name / "build.sh"), str(corpus), str(out)])
                rows.setdefault(name, []).append(took)
                shutil.rmtree(out, ignore_errors=True)
        except (OSError, RuntimeError) as error:
            print(f"{name} is left out: {str(error).strip().splitlines()[-1][:200]}", file=sys.stderr)
    return rows


def made(bench, count, mode, corpora):
    """Give the folder of an archive, writing it where it is not there yet."""
    folder = corpora / f"{mode}-{count}"
    if not folder.exists():
        part = folder.with_name(folder.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        command = [sys.executable, str(bench / "make_corpus.py"), str(count), str(part), "--mode", mode]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        part.rename(folder)
    return folder


def row(name, runs, count, note=""):
    """Print the medians of some runs."""
    wall, cpu, memory = (statistics.median(column) for column in zip(*runs, strict=True))
    print(f"{name:<20}{wall:>10.2f}{cpu:>10.2f}{cpu / count * 1000:>16.2f}{memory:>10.0f}   {note}")


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-n", type=int, default=1000, help="articles (default: 1000)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="rounds, of which the median counts (default: 3)"
    )
    parser.add_argument("--peers", type=Path, help="folder with make_corpus.py and peers/")
    parser.add_argument("--corpora", type=Path, help="folder in which made archives are kept")
    parser.add_argument("--stages", action="store_true", help="divide the time of an article by what is done")
    options = parser.parse_args()
    fast = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=fast) as folder:
        room = Path(folder)
        content = room / "content"
        if options.peers:
            corpora = options.corpora or Path(tempfile.gettempdir(), "archive-corpora")
            corpora.mkdir(parents=True, exist_ok=True)
            shutil.copytree(made(options.peers, options.n, "raw", corpora), content)
        else:
            make_archive(content, options.n)
        if options.stages:
            stages.report(content, room / "stages")
            return
        rows = steps(content, room, options.rounds)
        peers = others(options.peers.resolve(), options.n, corpora, room) if options.peers else {}
    print(f"{options.n:,} articles, medians")
    print(f"{'':<20}{'wall s':>10}{'cpu s':>10}{'ms cpu/article':>16}{'MB':>10}")
    for name, runs in rows.items():
        row(name, [took for took, _ in runs], options.n, f"{runs[-1][1]} files written")
    for name, runs in peers.items():
        row(name, runs, options.n)


if __name__ == "__main__":
    main()
