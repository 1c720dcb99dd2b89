"""A real scheduler and workers build through a service that fails, while a worker is killed."""

import threading
import time

import pytest

from site_builder.cluster.build_plan import load_plan
from site_builder.cluster.cut import cut
from site_builder.cluster.drivers.dask_engine import DaskEngine
from site_builder.cluster.drivers.schedule import run_steps
from site_builder.cluster.object_store import open_store
from site_builder.engine import open_site
from tests.unit.cluster.faulty_storage import FaultyStorage
from tests.unit.cluster.machines import Machines
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


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_workers_other_versions_and_a_failing_service_change_no_byte(tmp_path, storage):
    archive = Archive(tmp_path / "site")
    files, _ = archive.build_at_once()
    other = tmp_path / "patch"
    other.mkdir()
    (other / "sitecustomize.py").write_text(
        "import site_builder.engine.site as s; s.code_digest = lambda: 'another version'"
    )
    machines = Machines(tmp_path / "machines", storage.environment)
    try:
        doomed = machines.start_worker()
        machines.start_worker()
        machines.start_worker(PYTHONPATH=str(other))
        store = open_store(URL)
        name = cut(open_site(archive.root), store, shards=5, allow_empty=False, say=archive.heard.say)
        threading.Thread(target=_kill_when_at_work, args=(machines, doomed, storage), daemon=True).start()
        engine = DaskEngine(URL, name, machines.address)
        run_steps(engine, load_plan(store, name), archive.heard)
        assert list(engine.refused.values()) == ["another vers"]
        engine.close()
        assert doomed.poll() is not None
    finally:
        machines.stop()
    storage.faults = 0.0
    storage.listings_to_shorten = 0
    names = list(store.names("site/"))
    assert {name.removeprefix("site/"): store.get(name) for name in names} == files
    rewritten = [name for name in storage.rewritten("archive/") if not name[8:].startswith(MUTABLE)]
    assert rewritten == []
    assert storage.faults_made.total() > 10


def _kill_when_at_work(machines, doomed, storage):
    """Kill a worker when the first studies are there, and start another in its place."""
    while not any("/study/" in name for name in list(storage.contents)):
        time.sleep(0.05)
    machines.kill(doomed)
    machines.start_worker()
