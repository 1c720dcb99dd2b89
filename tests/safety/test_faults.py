"""Whatever happens to a build, the site is whole, and the next build alone makes it what a clean one would be."""

import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from site_builder.engine import store as engine_store
from site_builder.model import SiteError
from tests.unit.engine.sites import SmallSite, article, files

MANY = 110
"""Enough articles for worker processes."""


def fill(site, version, count=MANY):
    for number in range(count):
        site.write(
            f"{number % 9}/a{number}.md", article(f"Article {number}, {version}", theme=f"Theme {number % 5}")
        )


def start(site, *arguments, jobs="2", **options):
    """Start a build as people do, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "site_builder", "build", str(site.root), "--jobs", jobs, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
        **options,
    )


def alive(group):
    """List the processes of a group that are not waiting to be buried."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    state, _, owner = file.read().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(owner) == group and state != "Z":
                found.append(int(entry))
    return found


def gone_within(group, seconds):
    end = time.monotonic() + seconds
    while alive(group) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(group)


def settle(site, tmp_path, name):
    """Build once more; gives what is there then and what a clean build gives."""
    done = start(site)
    _, errors = done.communicate(timeout=60)
    assert done.returncode == 0, errors
    return files(site.output), clean(site, tmp_path / name)


def clean(site, where):
    site.clean_build(where)
    return files(where / "public")


@pytest.fixture
def site(tmp_path):
    return SmallSite(tmp_path / "site")


def chaos(site, tmp_path, rounds, seed):
    """Kill builds at random moments; every published file is that of one version or the other, and whole."""
    draw = random.Random(seed)
    fill(site, "old")
    start(site).communicate()
    before = files(site.output)
    begun = time.monotonic()
    fill(site, "old again")
    start(site).communicate()
    length = time.monotonic() - begun
    versions = [before, files(site.output)]
    for number in range(rounds):
        fill(site, f"new {number}")
        if draw.random() < 0.5:
            site.remove(f"0/a{9 * draw.randrange(1, 9)}.md")
        building = start(site)
        time.sleep(draw.uniform(0.15, length))
        building.send_signal(draw.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
        building.wait()
        assert gone_within(building.pid, 2), "workers outlived their build"
        building.communicate()
        versions.append(clean(site, tmp_path / f"clean-{number}"))
        for path, data in files(site.output).items():
            if not re.search(r"\.part(?:/|\Z)", path):
                assert any(data == version.get(path) for version in versions), path
        if draw.random() < 0.5:
            now, wanted = settle(site, tmp_path, f"settled-{number}")
            assert now == wanted
    now, wanted = settle(site, tmp_path, "settled")
    assert now == wanted
    assert not list((site.root / ".site-builder").glob("spill-*"))


def test_a_build_whose_process_is_killed_leaves_no_workers_and_is_made_up_for(site, tmp_path):
    fill(site, "old")
    building = start(site)
    while not (site.output / "articles").exists():
        time.sleep(0.01)

    building.kill()

    assert gone_within(building.pid, 2)
    building.communicate()
    now, wanted = settle(site, tmp_path, "clean")
    assert now == wanted


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(4))
def test_builds_killed_at_random_moments_leave_whole_files_and_are_made_up_for(site, tmp_path, seed):
    chaos(site, tmp_path, 10, seed)


@pytest.mark.parametrize("kind", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_a_stopped_build_ends_at_once_without_children_or_strays(site, kind):
    fill(site, "old", 400)
    building = start(site)
    while not (site.output / "articles").exists():
        time.sleep(0.01)
    begun = time.monotonic()

    building.send_signal(kind)
    _, errors = building.communicate(timeout=10)

    assert time.monotonic() - begun < 2
    assert building.returncode not in (0, 1)
    assert gone_within(building.pid, 0.5)
    assert "Traceback" not in errors
    assert not [path for path in site.output.rglob("*") if path.name.endswith(".part")]
    assert not list((site.root / ".site-builder").glob("spill-*"))


@pytest.mark.slow
def test_an_interrupt_to_the_whole_group_says_one_thing(site):
    fill(site, "old", 400)
    building = start(site)
    while not (site.output / "articles").exists():
        time.sleep(0.01)

    os.killpg(building.pid, signal.SIGINT)
    _, errors = building.communicate(timeout=10)

    assert errors.strip().count("\n") == 0
    assert gone_within(building.pid, 0.5)


@pytest.mark.slow
def test_a_worker_that_is_killed_gives_a_line_and_exit_code_2(site, tmp_path):
    fill(site, "old", 400)
    building = start(site)
    workers = []
    while not workers:
        workers = [each for each in alive(building.pid) if each != building.pid]
    time.sleep(0.1)
    os.kill(workers[0], signal.SIGKILL)
    _, errors = building.communicate(timeout=20)

    assert building.returncode == 2
    assert "Traceback" not in errors
    assert gone_within(building.pid, 2)
    now, wanted = settle(site, tmp_path, "clean")
    assert now == wanted


@pytest.mark.slow
def test_two_builds_at_once_take_turns(site, tmp_path):
    fill(site, "old")

    both = [start(site), start(site)]
    said = [each.communicate(timeout=60) for each in both]

    assert [each.returncode for each in both] == [0, 0]
    assert sum("had to end first" in errors for _, errors in said) == 1
    assert files(site.output) == clean(site, tmp_path / "clean")


def small_files(limit):
    """Let no file of the process grow beyond a limit, as a full disk would."""

    def prepare():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return prepare


@pytest.mark.parametrize(
    ("limit", "jobs"),
    [
        (100, "1"),
        *(
            pytest.param(*each, marks=pytest.mark.slow)
            for each in [
                (0, "1"),
                (2_000, "1"),
                (5_000, "1"),
                (9_000, "1"),
                (100, "2"),
                (9_000, "2"),
                (20_000, "2"),
            ]
        ),
    ],
)
def test_a_disk_that_takes_no_more_gives_a_line_and_harms_nothing(site, tmp_path, limit, jobs):
    fill(site, "old", MANY if jobs == "2" else 10)
    site.build()
    before = files(site.output)
    fill(site, "new", MANY if jobs == "2" else 10)

    full = start(site, jobs=jobs, preexec_fn=small_files(limit))
    _, errors = full.communicate(timeout=60)

    assert full.returncode == 2, errors
    assert len(errors.strip().splitlines()) <= 2, errors
    after = files(site.output)
    assert before.keys() <= after.keys()
    assert not [path for path in after if path.endswith(".part")]
    now, wanted = settle(site, tmp_path, "clean")
    assert now == wanted
    assert all(after[path] in (data, now.get(path)) for path, data in before.items())


@pytest.fixture
def tiny_disk(tmp_path):
    """Mount a disk of 100 kB, where that is allowed."""
    place = tmp_path / "tiny"
    place.mkdir()
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("only root mounts")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["--output", "--state"])
def test_a_full_disk_gives_a_line_and_the_next_build_repairs_it(site, tmp_path, tiny_disk, which):
    fill(site, "old", 60)
    more = ["--output", str(tmp_path / "public"), "--state", str(tmp_path / "state")]
    more[more.index(which) + 1] = str(tiny_disk / "here")

    full = start(site, *more)
    _, errors = full.communicate(timeout=60)
    assert full.returncode == 2, errors
    assert len(errors.strip().splitlines()) <= 2, errors
    subprocess.run(["mount", "-o", "remount,size=20m", str(tiny_disk)], check=True)
    again = start(site, *more)
    _, errors = again.communicate(timeout=60)

    assert again.returncode == 0, errors
    assert files(more[1]) == clean(site, tmp_path / "clean")


@pytest.mark.slow
def test_an_output_that_may_not_be_written_gives_a_line(site, tmp_path):
    fill(site, "old", 3)
    (site.output).write_text("a file where the folder should be")
    for arguments in (
        ["--output", str(site.output)],
        ["--output", str(site.output / "below")],
        ["--state", str(site.output)],
        ["--output", "/proc/own"],
        ["--state", "/proc/own"],
        ["--output", "/dev/null"],
    ):
        done = start(site, *arguments)
        _, errors = done.communicate(timeout=30)

        assert done.returncode == 2, (arguments, errors)
        assert "Traceback" not in errors


def vandalise(output, draw):
    """Damage some outputs, each in some way."""
    paths = sorted(path for path in output.rglob("*") if path.is_file() and not path.is_symlink())
    for path in draw.sample(paths, 12):
        if not path.is_file():
            continue
        match draw.randrange(6):
            case 0:
                path.unlink()
            case 1:
                path.write_bytes(b"")
            case 2:
                path.write_bytes(path.read_bytes()[:-7])
            case 3:
                path.unlink()
                path.symlink_to(output.parent / "elsewhere")
            case 4:
                path.write_bytes(path.read_bytes() + b"<script>alert(1)</script>")
            case 5:
                shutil.rmtree(path.parent)


@pytest.mark.parametrize(
    "seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]
)
def test_damaged_outputs_are_made_up_for(site, tmp_path, seed):
    fill(site, "old", 12)
    site.build()
    wanted = files(site.output)

    vandalise(site.output, random.Random(seed))
    site.build()

    assert files(site.output) == wanted
    assert not [path for path in site.output.rglob("*") if path.is_symlink()]


def test_damage_that_hides_behind_size_and_time_is_found_with_verify(site):
    fill(site, "old", 5)
    site.build()
    wanted = files(site.output)
    for path in site.output.rglob("*"):
        if path.is_file():
            facts, data = path.stat(), path.read_bytes()
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
            os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    site.build(verify=True)

    assert files(site.output) == wanted


def foreign_database(path):
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE facts (name TEXT, value BLOB)")
    connection.commit()
    connection.close()


def flipped(path, draw):
    data = bytearray(path.read_bytes())
    for _ in range(20):
        data[draw.randrange(100, len(data))] ^= 1 << draw.randrange(8)
    path.write_bytes(data)


def shortened(path, draw):
    path.write_bytes(path.read_bytes()[: draw.randrange(len(path.read_bytes()))])


WAYS = {
    "empty": lambda path, draw: path.write_bytes(b""),
    "text": lambda path, draw: path.write_bytes(b"words " * 1000),
    "zeros": lambda path, draw: path.write_bytes(bytes(path.stat().st_size)),
    "foreign": lambda path, draw: foreign_database(path),
    "flipped": flipped,
    "shortened": shortened,
    "missing": lambda path, draw: path.unlink(),
    "noise": lambda path, draw: path.write_bytes(path.read_bytes()[:4096] + draw.randbytes(9000)),
}


@pytest.mark.parametrize(
    "way", [each if each == "flipped" else pytest.param(each, marks=pytest.mark.slow) for each in WAYS]
)
def test_a_damaged_memory_is_made_up_for(site, tmp_path, way):
    for seed in range(3 if way == "shortened" else 1):
        fill(site, f"old {seed}", 8)
        site.build()
        WAYS[way](site.root / ".site-builder/store.sqlite", random.Random(seed))
        fill(site, f"new {seed}", 4)

        site.build()

        assert files(site.output) == clean(site, tmp_path / f"{way}-{seed}")


def test_anything_in_the_state_folder_is_survived(site, tmp_path):
    fill(site, "old", 4)
    state = site.root / ".site-builder"
    site.build()
    (site.root / "own.txt").write_text("not the program's")
    (state / "journal-1").write_bytes(
        b"../own.txt\n/etc/hostname\n\xff\xfe\n\0\n..\nC:\\own\narticles/../../own.txt\n"
    )
    (state / "journal-2").write_bytes(os.urandom(3000))
    (state / "spill-1").write_bytes(os.urandom(300))
    (state / "lock").write_bytes(b"words")
    (state / "own").mkdir()

    site.build()

    assert (site.root / "own.txt").exists()
    assert files(site.output) == clean(site, tmp_path / "clean")


@pytest.mark.slow
def test_sources_that_change_while_they_are_read_are_made_up_for(site, tmp_path):
    fill(site, "old", 60)
    stop = threading.Event()

    (tmp_path / "secret.md").write_text("kelpsecret\n" * 30)

    def stir():
        draw = random.Random(7)
        while not stop.is_set():
            number = draw.randrange(60)
            name = f"{number % 9}/a{number}.md"
            (site.content / name).unlink(missing_ok=True)
            match draw.randrange(4):
                case 0:
                    site.write(
                        name, article(f"Stirred {draw.random()}") + "more words\n" * draw.randrange(500)
                    )
                case 1 if (site.content / name).parent.is_dir():
                    (site.content / name).symlink_to(tmp_path / "secret.md")
                case 2:
                    shutil.rmtree(site.content / "8", ignore_errors=True)
            time.sleep(0.001)

    stirring = threading.Thread(target=stir, daemon=True)
    stirring.start()
    for _ in range(3):
        site.build()
    stop.set()
    stirring.join()
    site.build()

    assert files(site.output) == clean(site, tmp_path / "clean")
    assert b"kelpsecret" not in b"".join(files(site.output).values())


def test_files_of_others_are_never_removed_or_written_through(site, tmp_path):
    fill(site, "old", 6)
    site.build()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("another's")
    shutil.rmtree(site.output / "themes/theme-1")
    (site.output / "themes/theme-1").symlink_to(outside)
    (site.output / "mine.html").write_text("mine")
    fill(site, "new", 6)

    with pytest.raises(SiteError, match="theme-1"):
        site.build()

    assert (outside / "index.html").read_text() == "another's"
    assert (site.output / "mine.html").read_text() == "mine"


@pytest.mark.slow
def test_readers_of_an_atomic_build_see_one_version(site, tmp_path):
    fill(site, "old", 30)
    site.build(atomic=True)
    old = files(site.output)
    fill(site, "new", 30)
    seen = []
    building = start(site, "--atomic")
    while building.poll() is None:
        seen.append(files(os.path.realpath(site.output)))
    building.communicate()
    new = files(site.output)

    assert new == clean(site, tmp_path / "clean")
    assert all(each in (old, new) for each in seen)


def test_an_article_that_takes_too_long_costs_only_itself(site, monkeypatch):
    from site_builder import pipeline
    from site_builder.engine import worker

    fill(site, "old", 3)
    site.write("slow.md", article("Slow"))
    real = pipeline.study

    def study(source, *arguments):
        while source.path == "slow.md":
            time.sleep(0.01)
        return real(source, *arguments)

    monkeypatch.setattr(pipeline, "study", study)
    monkeypatch.setattr(worker, "TIME_LIMIT", 0.3)

    summary = site.build()

    assert (summary.articles, summary.refused) == (3, 1)


def test_the_store_knows_its_own_checksums():
    assert engine_store._sealed(b"a", b"b") != engine_store._sealed(b"b", b"b")
