"""A real scheduler and workers build through a service that fails, while a worker is killed."""

import os
import signal
import threading
import time

import pytest

from site_builder.cluster.build_plan import load_plan
from site_builder.cluster.content import FolderContent
from site_builder.cluster.cut import cut
from site_builder.cluster.drivers.dask_engine import DaskEngine
from site_builder.cluster.drivers.schedule import run_steps
from site_builder.cluster.object_store import open_store
from site_builder.engine import open_site
from tests.unit.cluster.faulty_storage import FaultyStorage
from tests.unit.cluster.machines import Machines, other_version
from tests.unit.cluster.shards import Archive
from tests.unit.deploy.servers import moto_s3

URL = "s3://tide/archive"
KEYS = {
    "AWS_ACCESS_KEY_ID": "testkey",
    "AWS_SECRET_ACCESS_KEY": "testsecret",
    "AWS_REGION": "us-east-1",
}
MUTABLE = ("live/", "current", "summary.json")


@pytest.fixture
def storage(tmp_path, monkeypatch):
    """Serve S3 behind a proxy that fails."""
    pytest.importorskip("distributed")
    server = moto_s3(tmp_path / "moto.log")
    proxy = FaultyStorage(server.port, seed=7, faults=0.0)
    environment = {**KEYS, "AWS_ENDPOINT_URL": proxy.url}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    proxy.environment = environment
    import boto3

    boto3.client("s3", endpoint_url=proxy.url).create_bucket(Bucket="tide")
    proxy.faults = 0.05
    yield proxy
    proxy.stop()
    server.stop()


@pytest.fixture
def machines(tmp_path, storage):
    cluster = Machines(tmp_path / "machines", storage.environment)
    yield cluster
    cluster.stop()


def _build(archive, machines, storage, meanwhile):
    """Build on the cluster, with something done when the first studies are there; returns the engine."""
    store = open_store(URL)
    name = cut(
        FolderContent(open_site(archive.root)), store, shards=5, allow_empty=False, say=archive.heard.say
    )
    threading.Thread(target=_when_at_work, args=(storage, meanwhile), daemon=True).start()
    engine = DaskEngine(URL, name, machines.address)
    run_steps(engine, load_plan(store, name), archive.heard)
    engine.close()
    return engine


def _when_at_work(storage, meanwhile):
    while not any("/study/" in name for name in list(storage.contents)):
        time.sleep(0.05)
    meanwhile()


def _assert_same(files, storage):
    """Compare the site in the store with that of one machine, and look for names with two contents."""
    storage.faults = 0.0
    storage.listings_to_shorten = 0
    store = open_store(URL)
    names = list(store.names("site/"))
    assert {name.removeprefix("site/"): store.get(name) for name in names} == files
    rewritten = storage.rewritten("archive/")
    assert [name for name in rewritten if not name.removeprefix("archive/").startswith(MUTABLE)] == []
    assert storage.faults_made.total() > 10


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_workers_other_versions_and_a_failing_service_change_no_byte(tmp_path, storage, machines):
    archive = Archive(tmp_path / "site")
    files, _ = archive.build_at_once()
    doomed = machines.start_worker()
    machines.start_worker()
    machines.start_worker(PYTHONPATH=other_version(tmp_path / "patch"))

    def kill_one():
        machines.kill(doomed)
        machines.start_worker()

    engine = _build(archive, machines, storage, kill_one)
    assert doomed.poll() is not None
    assert list(engine.refused.values()) == ["another vers"]
    _assert_same(files, storage)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_scheduler_that_is_killed_and_started_again_loses_nothing(tmp_path, storage, machines):
    archive = Archive(tmp_path / "site")
    files, _ = archive.build_at_once()
    machines.start_worker()
    machines.start_worker()
    _build(archive, machines, storage, machines.restart_scheduler)
    _assert_same(files, storage)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_worker_that_was_cut_off_for_a_while_writes_nothing_else(tmp_path, storage, machines):
    archive = Archive(tmp_path / "site")
    files, _ = archive.build_at_once()
    stopped = machines.start_worker()
    machines.start_worker()

    def cut_off():
        os.killpg(stopped.pid, signal.SIGSTOP)
        time.sleep(30)
        os.killpg(stopped.pid, signal.SIGCONT)

    _build(archive, machines, storage, cut_off)
    _assert_same(files, storage)
