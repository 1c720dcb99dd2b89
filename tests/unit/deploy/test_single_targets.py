"""What single kinds of targets promise beyond what all of them do."""

import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from site_builder.deploy import DeployError, StallTimer
from site_builder.deploy.object_storage import Storage
from site_builder.deploy.releases import encode_release
from site_builder.deploy.targets import netlify
from tests.unit.deploy.places import (
    FolderPlace,
    GitPlace,
    MotoPlace,
    NetlifyPlace,
    RsyncPlace,
    S3Place,
    TarPlace,
    ZipPlace,
)
from tests.unit.deploy.servers import Process, free_port, program
from tests.unit.deploy.site import BuiltSite

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def make(tmp_path):
    """Make a place of a kind and a site for it, with further lines in its table."""
    places = []

    def make(kind, table=""):
        root = tmp_path / f"host{len(places)}"
        root.mkdir()
        place = kind(root)
        places.append(place)
        site = BuiltSite(tmp_path / f"site{len(places)}")
        site.environment = place.environment
        site.target = site.configure(f"{place.table}\n{table}")
        return site, place

    yield make
    for place in places:
        place.stop()


class TestArchives:
    @pytest.mark.parametrize("kind", [ZipPlace, TarPlace])
    def test_equal_sites_give_equal_bytes(self, make, kind):
        (one, first), (other, second) = make(kind), make(kind)
        one.deploy(one.target)
        for path in other.public.rglob("*"):
            os.utime(path, (1, 1))
        other.clock += timedelta(days=400)
        other.deploy(other.target)

        assert first.path.read_bytes() == second.path.read_bytes()

    def test_a_zip_file_can_be_unpacked_by_others(self, make, tmp_path):
        site, place = make(ZipPlace)
        site.deploy(site.target)
        with zipfile.ZipFile(place.path) as packed:
            assert packed.testzip() is None
        shutil.unpack_archive(place.path, tmp_path / "unpacked")

        assert (tmp_path / "unpacked/articles/a/index.html").read_bytes() == site.files()[
            "articles/a/index.html"
        ]


class TestGit:
    def test_a_domain_in_the_branch_is_kept_by_the_line_that_the_refusal_names(self, make):
        site, place = make(GitPlace)
        place.put("CNAME", b"archive.example.org\n")

        refused = site.deploy(site.target).plan.refused
        site.target = site.configure(f'{place.table}\ncname = "archive.example.org"')

        assert 'add cname = "archive.example.org" to the target\'s table' in refused
        assert site.deploy(site.target).plan.refused is None
        assert place.files()["CNAME"] == b"archive.example.org\n"

    def test_foreign_files_are_kept_by_the_line_that_the_refusal_names(self, make):
        site, place = make(GitPlace)
        place.put("notes.txt", b"mine")
        table = place.table.replace('preserve = ["foreign*"]', 'preserve = ["notes.txt"]')

        refused = site.deploy(site.target).plan.refused
        site.target = site.configure(table)

        assert 'add preserve = ["notes.txt"] to the target\'s table' in refused
        assert site.deploy(site.target).plan.refused is None
        assert place.files()["notes.txt"] == b"mine"

    def commits(self, place):
        return place.git("rev-list", "gh-pages").decode().split()

    def edit_and_deploy(self, site, count):
        for number in range(count):
            site.write("index.html", f"<h1>Home {number}</h1>")
            site.deploy(site.target)

    def test_history_grows_without_any_force(self, make):
        site, place = make(GitPlace)
        place.git("config", "receive.denyNonFastForwards", "true")
        self.edit_and_deploy(site, 3)

        assert len(self.commits(place)) == 3

    def test_so_many_commits_stay_as_are_kept(self, make):
        site, place = make(GitPlace, "keep = 2")
        self.edit_and_deploy(site, 4)

        assert len(self.commits(place)) == 2
        assert place.files() == site.files()
        assert len(site.connect(site.target).releases()) == 2

    def test_a_push_in_between_is_not_overwritten(self, make):
        site, place = make(GitPlace, "keep = 2")
        self.edit_and_deploy(site, 1)
        site.write("index.html", "<h1>New home</h1>")
        host = site.connect(site.target)
        switch = host.switch

        def late(*arguments):
            place.put("foreign.html", b"meanwhile")
            switch(*arguments)

        host.switch = late
        with pytest.raises(DeployError, match="somebody else published meanwhile"):
            site.deploy(site.target, host=host)

        assert place.files()["foreign.html"] == b"meanwhile"
        assert place.files()["index.html"] == b"<h1>Home 0</h1>"

    def test_a_subfolder_of_a_branch_is_all_that_is_touched(self, make):
        site, place = make(GitPlace, 'subdir = "docs"')
        place.put("README.md", b"mine")
        site.deploy(site.target)

        published = place.files()
        assert published.pop("README.md") == b"mine"
        assert published.pop("docs/.nojekyll") == b""
        record = "docs/.site-builder-release.json"
        assert {path: data for path, data in published.items() if path != record} == {
            f"docs/{path}": data for path, data in site.files().items()
        }

    def test_a_repository_is_reached_over_ssh(self, make, tmp_path):
        _, ssh = make(RsyncPlace)
        site, place = make(GitPlace)
        user = ssh.table.split('host = "')[1].split("@")[0]
        remote = f"ssh://{user}@127.0.0.1:{ssh.server.port}{place.repository}"
        site.environment = {**ssh.environment, "GIT_SSH_COMMAND": ssh.environment["RSYNC_RSH"]}
        site.target = site.configure(f'kind = "git"\nremote = "{remote}"')
        site.deploy(site.target)

        assert place.files() == site.files()


class TestObjectStorage:
    @pytest.mark.parametrize("kind", [S3Place, MotoPlace])
    def test_a_lock_that_nobody_renews_is_taken_over(self, make, kind, monkeypatch):
        site, place = make(kind)
        site.deploy(site.target)
        place.put(".site-builder/lock.json", b"of a deploy that was killed")
        with pytest.raises(DeployError, match="another deploy is under way"):
            site.deploy(site.target)
        monkeypatch.setattr("site_builder.deploy.storage_lock._HELD", 1.0)
        time.sleep(2.1)
        site.write("index.html", "<h1>New home</h1>")

        site.deploy(site.target)

        assert place.files() == site.files()

    def test_an_edit_costs_one_request_for_its_file_and_four_for_list_record_and_lock(
        self, make, monkeypatch
    ):
        site, place = make(MotoPlace)
        site.target = site.configure(place.table.replace("keep = 3", "keep = 0"))
        site.deploy(site.target)
        site.write("index.html", "<h1>New home</h1>")
        requests = []
        call, listed = Storage._call, Storage.listed
        monkeypatch.setattr(Storage, "_call", lambda self, work: requests.append(1) or call(self, work))
        monkeypatch.setattr(Storage, "listed", lambda self: requests.append(1) or listed(self))

        plan = site.deploy(site.target).plan

        assert [change.path for change in plan.sent] == ["index.html"]
        # The list, create the lock, the file, the record, remove the lock.
        assert len(requests) == 5

    @pytest.mark.parametrize("kind", [S3Place, MotoPlace])
    def test_a_record_that_another_machine_wrote_is_read(self, make, kind):
        site, place = make(kind)
        site.deploy(site.target)
        release = site.connect(site.target).live()
        place.put(
            ".site-builder/release.json", encode_release(msgspec.structs.replace(release, sources="there"))
        )

        assert site.connect(site.target).live().sources == "there"

    def test_objects_of_a_neighbour_prefix_stay(self, make):
        site, place = make(S3Place)
        for key in ("a/x.html", "abc/x.html", "ab.html"):
            place.client().put_object(Bucket="bucket", Key=key, Body=b"a neighbour's")
        site.deploy(site.target)
        site.remove("articles/ab/index.html")
        site.deploy(site.target, allow_removals=1)

        assert {key for key, data in place.objects("").items() if data == b"a neighbour's"} == {
            "a/x.html",
            "abc/x.html",
            "ab.html",
        }

    def test_objects_have_their_type_and_their_caching(self, make):
        site, place = make(MotoPlace)
        site.deploy(site.target)
        client = place.client()
        page = client.head_object(Bucket="bucket", Key="ab/articles/a/index.html")
        style = client.head_object(Bucket="bucket", Key="ab/static/style.aaaaaaaa.css")

        assert page["ContentType"] == "text/html; charset=utf-8"
        assert page["CacheControl"] == "public, max-age=60, must-revalidate"
        assert style["ContentType"] == "text/css; charset=utf-8"
        assert "immutable" in style["CacheControl"]


class TestNetlify:
    def test_a_deploy_of_another_machine_keeps_this_one_out_for_five_minutes(self, make):
        site, place = make(NetlifyPlace)
        site.deploy(site.target)
        site.write("index.html", "<h1>New home</h1>")
        other = place.server._new("other", "site-builder of another machine", {"/x": "0" * 40}, "uploading")
        place.server.deploys["other"] = other
        with pytest.raises(DeployError, match="another deploy of this site is under way"):
            site.deploy(site.target)
        other["created_at"] = (datetime.now(UTC) - netlify._HELD).isoformat()

        site.deploy(site.target)

        assert other["state"] == "cancelled"
        assert place.files() == site.files()

    def test_names_that_netlify_cannot_take_are_named(self, make):
        site, _ = make(NetlifyPlace)
        site.write("articles/a#b/index.html", "<h1>A</h1>")

        with pytest.raises(Exception, match="takes no names with # or"):
            site.deploy(site.target)


class TestSecrets:
    @pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc")
    def test_no_secret_is_visible_in_a_list_of_processes(self, make):
        site, place = make(GitPlace)
        secret = "a-secret-of-mine-0123"
        place.environment |= {"PATH": os.environ["PATH"], "HOME": str(place.root), "GIT_TOKEN": secret}
        for number, value in enumerate(
            (("credential.helper", ""), ("http.extraHeader", f"X-Token: {secret}"))
        ):
            place.environment |= {
                "GIT_CONFIG_COUNT": "2",
                f"GIT_CONFIG_KEY_{number}": value[0],
                f"GIT_CONFIG_VALUE_{number}": value[1],
            }
        seen, stop = [], threading.Event()
        watcher = threading.Thread(target=watch_processes, args=(seen, stop))
        watcher.start()
        site.deploy(site.target)
        stop.set()
        watcher.join()

        assert any(b"git\0" in line for line in seen)
        assert not [line for line in seen if secret.encode() in line]


def watch_processes(seen, stop):
    while not stop.wait(0.005):
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{number}/cmdline", "rb") as file:
                    seen.append(file.read())
            except OSError:
                continue


class TestRsync:
    def test_a_deploy_that_is_killed_leaves_no_connection_behind(self, make):
        site, place = make(RsyncPlace)
        script = (
            "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[3])\n"
            "from tests.unit.deploy.site import BuiltSite; import os\n"
            "site = BuiltSite(Path(sys.argv[1])); site.environment = dict(os.environ)\n"
            "host = site.connect(site.configure(sys.argv[2])); host.live(); print('open', flush=True); time.sleep(60)"
        )
        arguments = [sys.executable, "-c", script, str(site.root), place.table, os.getcwd()]
        process = subprocess.Popen(arguments, env=place.environment, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"open\n"
        before = connections(place)
        process.kill()
        process.wait()
        process.stdout.close()

        assert before == 1
        for _ in range(100):
            if connections(place) == 0:
                return
            time.sleep(0.1)
        raise AssertionError("the shared connection is still open")


def connections(place):
    """Count the shared connections of this place."""
    count = 0
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        count += b"ControlMaster=yes" in words and str(place.proxy.port).encode() in words
    return count


@pytest.fixture
def nginx(tmp_path):
    """Serve a link with Debian's nginx."""
    path = program("nginx", "nginx-light")
    port = free_port()
    (tmp_path / "nginx").mkdir()
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/nginx/pid; error_log {tmp_path}/nginx/error.log; worker_processes 1;\n"
        f"{'user root;' if os.getuid() == 0 else ''}\n"
        "events {}\nhttp { access_log off;\n"
        + "".join(
            f"{kind}_temp_path {tmp_path}/nginx/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"server {{ listen 127.0.0.1:{port}; root {tmp_path}/host0/www; gzip_static on; }} }}\n"
    )
    server = Process(
        [path, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)], port, tmp_path / "nginx.log"
    )
    yield f"http://127.0.0.1:{port}"
    server.stop()


class TestFolderBehindNginx:
    def switch(self, make, nginx, switches):
        """Deploy so many versions while two readers read; return what was served and the faults."""
        site, _ = make(FolderPlace)
        site.write("index.html", version(0))
        site.deploy(site.target)
        stop, served, faults = threading.Event(), [], []
        readers = [threading.Thread(target=read_on, args=(nginx, stop, served, faults)) for _ in range(2)]
        for reader in readers:
            reader.start()
        for number in range(1, switches + 1):
            site.write("index.html", version(number))
            site.deploy(site.target)
        stop.set()
        for reader in readers:
            reader.join()
        return served, faults

    def test_no_request_fails_and_none_mixes_while_releases_change(self, make, nginx):
        served, faults = self.switch(make, nginx, 20)

        assert faults == []
        assert len(served) > 20
        assert len(set(served)) > 2

    @pytest.mark.slow
    def test_no_request_fails_in_200_switches(self, make, nginx):
        served, faults = self.switch(make, nginx, 200)

        print(f"{len(served)} requests, {len(set(served))} versions seen")
        assert faults == []

    def test_compressed_twins_are_served(self, make, nginx):
        site, _ = make(FolderPlace, 'compress = ["gzip"]')
        site.write("articles/long/index.html", "<p>All on a quiet evening.</p>" * 200)
        site.deploy(site.target)
        request = urllib.request.Request(f"{nginx}/articles/long/", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert len(answer.read()) < 500


def version(number):
    return f"<h1>{number}</h1>" + "word " * 4000 + f"<i>{number}</i>"


def read_on(base, stop, served, faults):
    while not stop.is_set():
        try:
            with urllib.request.urlopen(f"{base}/", timeout=10) as answer:
                text = answer.read().decode()
        except OSError as error:
            faults.append(str(error))
            continue
        number = text.partition("</h1>")[0].removeprefix("<h1>")
        served.append(int(number))
        if text != version(number):
            faults.append(f"a mixture of {number} and another version")


def test_a_stalled_program_is_ended(tmp_path):
    from site_builder.deploy.commands import run_command

    with pytest.raises(DeployError, match="nothing went forward"):
        run_command(["sleep", "60"], timer=StallTimer(limit=0.3), environment=dict(os.environ))
