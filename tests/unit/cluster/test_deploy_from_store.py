"""A site that a build over shards left in a store is deployed from there, as one in a folder is."""

import json
import subprocess
from itertools import islice

import pytest

from site_builder.cli import main
from site_builder.cluster.build_plan import load_plan
from site_builder.cluster.object_store import FileStore
from site_builder.cluster.site_objects import SITE
from site_builder.cluster.steps import STEPS, run_task
from site_builder.cluster.stored_site import list_stored_site
from site_builder.deploy.site_files import list_site, sha256_hex
from site_builder.model import SiteError
from tests.unit.cluster.shards import Archive, article, tree


@pytest.fixture
def archive(tmp_path, monkeypatch):
    made = Archive(tmp_path / "site", toml='[deploy.web]\nkind = "folder"\npath = "../www"\n')
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def reads(monkeypatch):
    """Names of the objects of the site that are read."""
    names = []
    get = FileStore.get

    def noted(store, name):
        if name.startswith(SITE):
            names.append(name)
        return get(store, name)

    monkeypatch.setattr(FileStore, "get", noted)
    return names


def _deploy(archive, *options):
    return main(["deploy", "--output", archive.url, *options])


def _published(archive):
    return tree(archive.root.parent / "www")


def test_the_site_of_a_store_lists_like_the_same_site_in_a_folder(archive):
    archive.build_in_shards()

    listed = list_stored_site(archive.url, digest=sha256_hex)
    in_folder = list_site(archive.root / "store" / "site", digest=sha256_hex)
    assert list(listed) == list(in_folder)
    assert all(
        (file.size, file.sha256) == (in_folder[path].size, in_folder[path].sha256)
        for path, file in listed.items()
    )
    assert all(file.read() == in_folder[path].read() for path, file in listed.items())


def test_a_deploy_from_a_store_publishes_what_build_makes(archive, capsys):
    archive.build_in_shards()
    files, _ = archive.build_at_once()

    assert _deploy(archive, "--dry-run", "--format", "json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert {change["path"] for change in plan["added"]} == files.keys()
    assert _deploy(archive) == 0
    assert _published(archive) == files


def test_a_second_deploy_reads_only_the_shares_that_changed_and_sends_what_differs(archive, capsys, reads):
    archive.build_in_shards(4)
    _deploy(archive)
    archive.write("lock.md", article("The lock, painted", theme="Locks"))
    archive.build_in_shards(4)
    reads.clear()

    assert _deploy(archive, "--dry-run", "--format", "json") == 0
    plan = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "articles/lock/index.html" in {change["path"] for change in plan["changed"]}
    assert 0 < len(reads) < plan["unchanged"]


def test_nothing_is_read_where_nothing_changed(archive, reads):
    archive.build_in_shards()
    _deploy(archive)
    reads.clear()

    assert _deploy(archive) == 0
    assert reads == []


def test_a_git_branch_is_made_from_a_store(archive, tmp_path):
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "remote.git")], check=True)
    (archive.root / "site.toml").write_text(
        f'[deploy.pages]\nkind = "git"\nremote = "{tmp_path}/remote.git"\nbranch = "pages"\n'
    )
    files = archive.build_in_shards()

    assert _deploy(archive) == 0
    listed = subprocess.run(
        ["git", "-C", str(tmp_path / "remote.git"), "ls-tree", "-r", "--name-only", "-z", "pages"],
        check=True,
        capture_output=True,
    )
    assert files.keys() <= set(listed.stdout.decode().split("\0"))


def test_a_site_that_is_being_built_is_refused(archive, capsys):
    archive.build_in_shards()
    archive.write("lock.md", article("Another lock"))
    name = archive.cut()
    plan = load_plan(archive.store, name)
    for step in islice(STEPS, list(STEPS).index("render")):
        for number in range(STEPS[step].tasks(plan)):
            run_task(archive.url, name, step, number)
    for number in range(2):
        run_task(archive.url, name, "render", number)

    assert _deploy(archive) == 2
    assert "are not finished" in capsys.readouterr().err
    assert not (archive.root.parent / "www").exists()


def test_a_store_without_a_site_is_refused(archive):
    with pytest.raises(SiteError, match="there is no site in this store"):
        list_stored_site(archive.url, digest=sha256_hex)


def test_an_object_that_changes_after_it_was_listed_stops_the_deploy(archive, capsys):
    archive.build_in_shards()
    _deploy(archive, "--dry-run")
    (archive.root / "store" / "site" / "articles" / "lock" / "index.html").write_text("something else")

    assert _deploy(archive) == 2
    assert "changed while the site was deployed" in capsys.readouterr().err


def test_hidden_objects_stay_at_home_and_others_of_strangers_too(archive):
    archive.build_in_shards()
    (archive.root / "store" / "site" / "strange.html").write_text("not ours")

    assert "strange.html" not in list_stored_site(archive.url, digest=sha256_hex)
