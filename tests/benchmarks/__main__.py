"""Time builds of a large archive: from nothing, unchanged, after an edit, with a new article."""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLONE = Path(__file__).parents[2]
DEMONSTRATION = sorted((CLONE / "content/articles").rglob("*.md"))


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


def timed(site, out, state):
    """Build once; gives wall seconds, CPU seconds of all processes, and the summary."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "site_builder",
        "build",
        "--content",
        site,
        "--output",
        out,
        "--state",
        state,
    ]
    said = subprocess.run(command, cwd=CLONE, check=True, capture_output=True, text=True).stdout
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    files = next(line.strip() for line in said.splitlines() if line.strip().startswith("files"))
    return wall, cpu, " ".join(files.split()[1:])


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("-n", type=int, default=1000, help="articles (default: 1000)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="rounds, of which the median counts (default: 3)"
    )
    options = parser.parse_args()
    fast = "/dev/shm" if Path("/dev/shm").is_dir() else None
    rows = {}
    with tempfile.TemporaryDirectory(dir=fast) as room:
        content = Path(room, "content")
        make_archive(content, options.n)
        victim = sorted(content.rglob("*.md"))[options.n // 2]
        for number in range(options.rounds):
            out, state = str(Path(room, f"out-{number}")), str(Path(room, f"state-{number}"))
            steps = {
                "from nothing": lambda: None,
                "nothing changed": lambda: None,
                "one article edited": lambda: victim.write_text(
                    victim.read_text("utf-8") + "\n\nOne more line.\n"
                ),
                "one new article": lambda number=number: (content / f"new-{number}.md").write_text(
                    victim.read_text("utf-8").replace("Entry", "New entry")
                ),
            }
            for name, change in steps.items():
                change()
                # Stamps younger than a tick of the clock are not trusted, and nobody edits faster than this.
                time.sleep(0.1)
                rows.setdefault(name, []).append(timed(str(content), out, state))
    print(f"{options.n:,} articles, median of {options.rounds} rounds")
    print(f"{'':<20}{'wall s':>10}{'cpu s':>10}{'ms cpu/article':>16}   files")
    for name, runs in rows.items():
        wall, cpu = (statistics.median(run[column] for run in runs) for column in (0, 1))
        print(f"{name:<20}{wall:>10.2f}{cpu:>10.2f}{cpu / options.n * 1000:>16.2f}   {runs[-1][2]}")


if __name__ == "__main__":
    main()
