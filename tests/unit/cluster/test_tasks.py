"""Tasks on their own: poisoned articles, late workers, other versions, steps out of order."""

import shutil
from itertools import islice

import msgspec
import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.cluster.build_plan import (
    WrongVersionError,
    current_plan,
    load_plan,
    publish_plan,
    result_name,
)
from site_builder.cluster.object_store import open_store
from site_builder.cluster.site_objects import SiteObjects, SupersededError
from site_builder.cluster.steps import STEPS, run_task
from site_builder.engine import Summary
from site_builder.model import SiteError
from tests.unit.cluster.shards import Archive, article, tree

POISON = """
import os, sys
if "site_builder.cluster.article_work" in " ".join(sys.orig_argv):
    from site_builder import pipeline
    study = pipeline.study
    def poisoned(source, settings, read_file=None):
        if b"CRASH" in source.data:
            os.kill(os.getpid(), 9)
        if b"MEMORY" in source.data:
            bytearray(1 << 40)
        if b"BROKEN" in source.data:
            raise ValueError("a mistake of the program")
        return study(source, settings, read_file)
    pipeline.study = poisoned
    render = pipeline.render_article
    def failing(study, article, card, **more):
        if "NO PAGE" in card.title:
            raise ValueError("a mistake of the program")
        return render(study, article, card, **more)
    pipeline.render_article = failing
"""


def test_an_article_that_crashes_the_program_or_takes_all_memory_costs_itself_alone(tmp_path, monkeypatch):
    archive = Archive(tmp_path / "site", {f"a{n}.md": article(f"Number {n}") for n in range(6)})
    files, _ = archive.build_at_once()
    for word in ("CRASH", "MEMORY", "BROKEN"):
        archive.write(f"{word.lower()}.md", article(word))
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "patch"))
    assert archive.build_in_shards() == files
    summary = msgspec.json.decode(archive.store.get("summary.json"), type=Summary)
    failed = {
        problem.path.rpartition("/")[2]: problem.message for problem in summary.problems if problem.refused
    }
    assert failed == {
        "broken.md": "the program failed on it: ValueError: a mistake of the program",
        "crash.md": "the process that worked on it crashed (signal 9)",
        "memory.md": "the program failed on it: MemoryError: ",
    }


ONCE = """
import os, sys
if "site_builder.cluster.article_work" in " ".join(sys.orig_argv):
    from site_builder import pipeline
    from pathlib import Path
    flags = Path(__file__).parent
    def failing_at(step, text_of):
        work = getattr(pipeline, step)
        def failing(first, *more, **named):
            times = flags / step
            if "FRAGILE" in text_of(first) and times.exists():
                left = int(times.read_text())
                times.write_text(str(left - 1))
                if left > 0:
                    os.kill(os.getpid(), 9)
            return work(first, *more, **named)
        setattr(pipeline, step, failing)
    failing_at("study", lambda source: source.data.decode())
    failing_at("understand", lambda study: study.reading.blocks[0].text)
    failing_at("render_article", lambda study: study.reading.blocks[0].text)
"""
"""Kills the process at an article as often as a file beside says, for each of three functions."""
STEPS_BEFORE = {"study": (), "understand": ("study", "count")}


@pytest.mark.parametrize("step", ["study", "understand", "render_article"])
def test_an_article_is_lost_when_it_is_lost_twice(tmp_path, monkeypatch, step):
    archive = Archive(tmp_path / "site", {f"a{n}.md": article(f"Number {n}") for n in range(4)})
    archive.write("b.md", article("FRAGILE"))
    files, _ = archive.build_at_once()
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(ONCE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "patch"))
    (tmp_path / "patch" / step).write_text("1")
    assert archive.build_in_shards() == files
    assert (tmp_path / "patch" / step).read_text() == "-1"


@pytest.mark.parametrize("step", ["study", "understand"])
def test_what_is_stored_where_an_article_is_lost_is_not_taken_for_what_is_stored_elsewhere(
    tmp_path, monkeypatch, step
):
    archive = Archive(tmp_path / "site", {f"a{n}.md": article(f"Number {n}") for n in range(4)})
    archive.write("b.md", article("FRAGILE"))
    plan = archive.cut(1)
    for earlier in STEPS_BEFORE[step]:
        run_task(archive.url, plan, earlier, 0)
    shutil.copytree(tmp_path / "site" / "store", tmp_path / "other")
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(ONCE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "patch"))
    (tmp_path / "patch" / step).write_text("2")
    lost = run_task(archive.url, plan, step, 0)
    whole = run_task(f"file://{tmp_path}/other", plan, step, 0)
    assert [problem.message for problem in lost.problems] == [
        "the process that worked on it crashed (signal 9)"
    ]
    assert not whole.problems
    here, there = (tree(root) for root in (tmp_path / "site" / "store", tmp_path / "other"))
    told = ("steps/", "made/")
    same = [name for name in here.keys() & there if not name.startswith(told)]
    assert all(here[name] == there[name] for name in same)
    assert lost.name != whole.name


def test_a_page_that_one_worker_lost_is_in_the_site_when_another_made_it(tmp_path, monkeypatch):
    archive = Archive(tmp_path / "site", {f"a{n}.md": article(f"Number {n}") for n in range(4)})
    archive.write("b.md", article("FRAGILE"))
    files, _ = archive.build_at_once()
    name = archive.cut(1)
    plan = load_plan(archive.store, name)
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(ONCE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "patch"))
    for step, kind in STEPS.items():
        if step == "render":
            (tmp_path / "patch" / "render_article").write_text("2")
            assert run_task(archive.url, name, step, 0).lost.keys() == {"b.md"}
            archive.store.delete(result_name(name, step, 0))
        for number in range(kind.tasks(plan)):
            assert not run_task(archive.url, name, step, number).lost

    assert tree(tmp_path / "site" / "store" / "site") == files


def test_an_article_that_cannot_be_rendered_is_in_no_list(tmp_path, monkeypatch):
    archive = Archive(tmp_path / "site", {f"a{n}.md": article(f"Number {n}") for n in range(6)})
    archive.build_in_shards()
    files, _ = archive.build_at_once()
    archive.write(
        "no-page.md", article("NO PAGE", body="The gate was shut all day, and so was the one beside it.")
    )
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "patch"))
    assert archive.build_in_shards() == files
    summary = msgspec.json.decode(archive.store.get("summary.json"), type=Summary)
    assert [problem.path.rpartition("/")[2] for problem in summary.problems if problem.refused] == [
        "no-page.md"
    ]
    assert summary.articles == 6


def test_a_worker_with_another_version_is_refused(tmp_path):
    archive = Archive(tmp_path / "site")
    plan = load_plan(archive.store, archive.cut())
    other = publish_plan(archive.store, msgspec.structs.replace(plan, code="another version"))
    with pytest.raises(WrongVersionError):
        run_task(archive.url, other, "study", 0)


def test_a_late_worker_of_an_earlier_plan_does_not_overwrite_newer_files(tmp_path):
    archive = Archive(tmp_path / "site")
    before = archive.cut()
    late = SiteObjects(archive.store, before)
    archive.write("lock.md", article("The other lock"))
    files = archive.build_in_shards()
    with pytest.raises(SupersededError):
        late.put("articles/lock/index.html", b"what the lock was before")
    assert archive.store.get("site/articles/lock/index.html") == files["articles/lock/index.html"]
    with pytest.raises(SupersededError):
        run_task(archive.url, before, "render", 0) if _steps_before(archive, before) else None


def _steps_before(archive, plan):
    plan_of = load_plan(archive.store, plan)
    for step in islice(STEPS, list(STEPS).index("render")):
        for number in range(STEPS[step].tasks(plan_of)):
            run_task(archive.url, plan, step, number)
    return True


def test_a_task_whose_step_before_is_not_done_says_so(tmp_path):
    archive = Archive(tmp_path / "site")
    plan = archive.cut()
    with pytest.raises(SiteError, match="step study 1 is not done"):
        run_task(archive.url, plan, "count", 0)
    with pytest.raises(SiteError, match="has 2 tasks, and no 3"):
        run_task(archive.url, plan, "study", 2)
    with pytest.raises(SiteError, match="there is no step"):
        run_task(archive.url, plan, "weigh", 0)


def test_doing_a_task_twice_writes_nothing_new(tmp_path):
    archive = Archive(tmp_path / "site")
    archive.build_in_shards()
    names = set(archive.store.names(""))
    plan = current_plan(archive.store)
    for step in ("study", "understand", "notices", "shelve", "render", "lists", "finish"):
        run_task(archive.url, plan, step, 0)
    assert set(archive.store.names("")) == names


def test_an_address_that_is_no_store_is_refused():
    for url in ("/tmp/folder", "http://example.org/", "file:///", "s3://"):
        with pytest.raises(SiteError, match="is no store"):
            open_store(url)


def test_one_command_does_several_tasks_of_a_step(tmp_path):
    archive = Archive(tmp_path / "site")
    archive.cut(4)
    for tasks in ("2-3/4", "all"):
        result = CliRunner().invoke(cli, ["cluster", "step", "study", tasks, "--store", archive.url])
        assert result.exit_code == 0, result.output
        done = {name.rpartition("/")[2] for name in archive.store.names("steps/")}
        assert done == ({"1", "2"} if tasks == "2-3/4" else {"0", "1", "2", "3"})
    assert CliRunner().invoke(cli, ["cluster", "step", "study", "3-", "--store", archive.url]).exit_code == 2
