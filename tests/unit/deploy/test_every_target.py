"""What every kind of target promises, on a real server of each: plans, order, faults, releases."""

import os
from collections.abc import Iterator

import pytest

from site_builder.deploy import DeployError
from site_builder.deploy.site_files import stage_of
from site_builder.model import SiteError
from tests.unit.deploy.places import NEARBY, PLACES
from tests.unit.deploy.site import BuiltSite, Recorder

pytestmark = pytest.mark.timeout(300)


real_server = pytest.mark.real_server
"""On tests that are about the server itself or the network on the way to it."""


@pytest.fixture(params=PLACES)
def place(request, tmp_path, monkeypatch):
    is_real = request.node.get_closest_marker("real_server") or request.node.get_closest_marker("slow")
    if request.param == "s3-conditional" and not is_real:
        pytest.skip("conditions are about locks and faults alone; the rest is that of s3")
    for name in ("netlify", "cloudflare"):
        # The servers of these tests take any number of requests.
        monkeypatch.setattr(f"site_builder.deploy.targets.{name}._PER_SECOND", 10_000.0)
    monkeypatch.setattr("site_builder.deploy.object_storage._ATTEMPTS", 2)
    root = tmp_path / "host"
    root.mkdir()
    found = (PLACES if is_real else PLACES | NEARBY)[request.param](root)
    yield found
    found.stop()


@pytest.fixture
def site(place, tmp_path):
    built = BuiltSite(tmp_path / "site")
    built.environment = place.environment
    built.target = built.configure(place.table)
    return built


@real_server
def test_readers_get_exactly_the_site(site, place):
    done = site.deploy(site.target)

    assert done.plan.refused is None
    assert place.files() == site.files()


def test_an_edit_that_keeps_length_and_time_is_sent_and_nothing_else(site, place):
    site.deploy(site.target)
    page = site.public / "articles/a/index.html"
    times = page.stat()
    page.write_text(page.read_text().replace("<h1>A<", "<h1>Z<"))
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))

    plan = site.deploy(site.target).plan

    assert [change.path for change in plan.sent] == ["articles/a/index.html"]
    assert place.files() == site.files()


def test_what_the_site_lacks_is_removed_and_its_namesakes_stay(site, place):
    site.deploy(site.target)
    for path in ("articles/a/index.html", "articles/a/article.md"):
        site.remove(path)
    site.write("articles/c/index.html", "<h1>C</h1>")

    plan = site.deploy(site.target, allow_removals=2).plan

    assert [change.path for change in plan.removed] == ["articles/a/article.md", "articles/a/index.html"]
    assert "articles/ab/index.html" in place.files()
    assert place.files() == site.files()


def test_a_second_deploy_sends_nothing(site, place):
    first = site.deploy(site.target).release

    again = site.deploy(site.target)

    assert (again.plan.sent, again.plan.removed) == ((), ())
    assert again.release.site == first.site


def test_a_release_holds_its_plan(site, place):
    site.deploy(site.target)
    site.write("index.html", "<h1>New home</h1>")
    site.write("articles/new/index.html", "<h1>New</h1>")
    site.remove("articles/ab/index.html")
    site.deploy(site.target, allow_removals=1)

    live = site.connect(site.target).live()

    if "archive" in place.table:
        assert live.plan is None  # Equal sites are equal archives, whatever was there before.
        return
    assert (live.plan.added, live.plan.changed) == (("articles/new/index.html",), ("index.html",))
    assert live.plan.removed == ("articles/ab/index.html",)
    assert live.plan.unchanged > 0


def test_releases_are_listed_with_their_number_of_files(site, place):
    first = site.deploy(site.target).release
    site.write("articles/new/index.html", "<h1>New</h1>")
    site.deploy(site.target)

    listed = {release.id: release for release in site.connect(site.target).releases()}

    assert all(release.count > 0 for release in listed.values())
    if first.id in listed:
        assert (listed[first.id].count, listed[first.id].size) == (first.count, first.size)


def test_a_dry_run_changes_nothing_and_says_what_the_run_does(site, place):
    site.deploy(site.target)
    before = place.files()
    site.write("index.html", "<h1>New home</h1>")

    planned = site.deploy(site.target, dry_run=True).plan

    assert place.files() == before
    assert site.deploy(site.target).plan == planned


def test_a_site_that_shrank_is_refused_unless_it_is_meant(site, place, monkeypatch):
    # In place of a hundred, so that not as many files have to be sent first.
    monkeypatch.setattr("site_builder.deploy.deploy_plan.MANY_REMOVALS", 10)
    for number in range(15):
        site.write(f"articles/n{number}/index.html", f"<h1>{number}</h1>")
    site.deploy(site.target)
    before = place.files()
    for number in range(12):
        site.remove(f"articles/n{number}/index.html")

    refused = site.deploy(site.target).plan

    assert "--allow-removals 12" in refused.refused
    assert place.files() == before
    assert site.deploy(site.target, dry_run=True).plan == refused
    assert site.deploy(site.target, allow_removals=12).plan.refused is None
    assert place.files() == site.files()


def test_an_empty_or_missing_site_is_refused(site, place):
    site.deploy(site.target)
    before = place.files()
    site.public.rename(site.root / "elsewhere")

    with pytest.raises(SiteError, match="no such folder"):
        site.deploy(site.target)
    site.public.mkdir()
    with pytest.raises(SiteError, match="no files"):
        site.deploy(site.target)

    assert place.files() == before


@real_server
def test_files_of_somebody_else_are_not_replaced(site, place):
    place.put("index.html", b"somebody else's")
    before = place.files()

    plan = site.deploy(site.target).plan

    assert "did not publish" in plan.refused
    assert place.files() == before


def test_files_of_somebody_else_beside_the_site_stay(site, place):
    if not place.shares:
        pytest.skip("this kind of place has nothing beside the site")
    place.put("foreign.html", b"somebody else's")
    site.deploy(site.target)
    site.remove("articles/ab/index.html")
    site.deploy(site.target, allow_removals=1)

    assert place.files() == {**site.files(), "foreign.html": b"somebody else's"}


@real_server
def test_without_access_nothing_changes_and_the_message_has_a_way_out(site, place, capfd):
    site.deploy(site.target)
    before = place.files()
    site.write("index.html", "<h1>New home</h1>")
    place.break_access()

    with pytest.raises(SiteError) as raised:
        site.deploy(site.target)

    assert raised.value.hint
    text = raised.value.message + raised.value.hint + "".join(capfd.readouterr())
    assert not [value for key, value in place.environment.items() if "SECRET" in key and value in text]
    if not isinstance(place, PLACES["folder"] | PLACES["zip"]):
        assert place.files() == before


@real_server
def test_two_deploys_at_once_do_not_mix(site, place):
    site.deploy(site.target)
    site.write("index.html", "<h1>New home</h1>")
    other = site.connect(site.target)

    with other.lock(), pytest.raises(DeployError, match="under way"):
        site.deploy(site.target)

    assert place.files()["index.html"] == b"<h1>Home</h1>"


class Stopped(BaseException):
    """Stands for a kill: nothing that a deploy does may catch it."""


class StoppingHost:
    """A host whose every step counts, and the step with a number does not happen."""

    def __init__(self, host, stop_at: int) -> None:
        self._host = host
        self._left = stop_at

    def __getattr__(self, name):
        return getattr(self._host, name)

    def _step(self):
        if self._left == 0:
            raise Stopped
        self._left -= 1

    def lock(self):
        self._step()
        return self._host.lock()

    def begin(self, *arguments):
        self._step()
        self._host.begin(*arguments)

    def upload(self, files) -> Iterator:
        for file in files:
            self._step()
            yield from self._host.upload([file])

    def switch(self, *arguments):
        self._step()
        self._host.switch(*arguments)

    def remove(self, paths) -> Iterator[str]:
        for path in paths:
            self._step()
            yield from self._host.remove([path])

    def finish(self, release):
        self._step()
        self._host.finish(release)


def test_a_deploy_that_is_killed_at_any_step_leaves_no_mixture_and_the_next_one_ends_it(site, place):
    deploy_and_kill(site, place)


@pytest.mark.slow
def test_a_kill_leaves_no_mixture_on_the_real_server_either(site, place):
    deploy_and_kill(site, place)


def deploy_and_kill(site, place):
    """Stop a deploy before each of its steps in turn, and let the last one end."""
    site.deploy(site.target)
    old = place.files()
    site.write("static/style.bbbbbbbb.css", "body { color: blue }")
    site.write("articles/a/index.html", '<link href="../../static/style.bbbbbbbb.css"><h1>A</h1>')
    site.write("index.html", '<a href="articles/a/">A</a>')
    site.remove("articles/ab/index.html")
    new = site.files()
    for stop_at in range(100):
        try:
            site.deploy(site.target, host=StoppingHost(site.connect(site.target), stop_at), allow_removals=1)
        except Stopped:
            check_no_mixture(place, old, new)
        else:
            break
    else:
        raise AssertionError("the deploy never ended")

    assert {path: data for path, data in place.files().items() if path in new} == new
    assert "articles/ab/index.html" not in place.files()


def check_no_mixture(place, old, new):
    """Whatever readers see is of the old site or of the new one, and nothing that a page needs is missing."""
    seen = place.files()
    assert all(data in (old.get(path), new.get(path)) for path, data in seen.items())
    if place.switches:
        assert {path: seen.get(path) for path in new} in (new, {path: old.get(path) for path in new})
        return
    if seen["articles/a/index.html"] == new["articles/a/index.html"]:
        assert "static/style.bbbbbbbb.css" in seen
    if "articles/ab/index.html" not in seen:
        assert all(seen[path] == data for path, data in new.items())


@real_server
def test_cut_connections_are_mended_by_deploying_again(site, place):
    deploy_until_cut(site, place, cuts=2)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_200_cut_connections_are_mended_by_deploying_again(site, place):
    deploy_until_cut(site, place, cuts=200)


def deploy_until_cut(site, place, *, cuts):
    """Deploy new versions over connections that break at random bytes, and the last one over a whole one."""
    if place.proxy is None:
        pytest.skip("nothing goes over a network")
    for number in range(12):
        site.write(f"articles/n{number}/index.html", f"<h1>{number}</h1>" + "word " * (number * 100))
    deploys = failures = 0
    while place.proxy.cuts < cuts:
        site.write("index.html", f"<h1>Home, {deploys}</h1>")
        before = place.files()
        place.proxy.cuts_left = 1
        deploys += 1
        try:
            site.deploy(site.target)
        except SiteError:
            failures += 1
            seen = place.files()
            assert all(data in (before.get(path), site.files().get(path)) for path, data in seen.items())
        place.proxy.cuts_left = 0
    site.deploy(site.target)

    print(f"{place.proxy.cuts} cuts in {deploys} deploys, of which {failures} ended early")
    assert place.files() == site.files()


def test_earlier_releases_can_be_gone_back_to(site, place):
    site.deploy(site.target)
    old = place.files()
    site.write("index.html", "<h1>New home</h1>")
    site.write("articles/new/index.html", "<h1>New</h1>")
    site.remove("articles/ab/index.html")
    site.deploy(site.target, allow_removals=1)
    host = site.connect(site.target)
    if not place.keeps:
        with pytest.raises(SiteError):
            host.roll_back(host.live())
        return
    newest, before = host.releases()[:2]

    with host.lock():
        host.roll_back(before)

    assert newest.id > before.id
    assert place.files() == old
    assert site.connect(site.target).live().id == before.id


def test_assets_of_the_release_before_stay_for_one_release(site, place):
    host = site.connect(site.target)
    if not host.retains:
        pytest.skip("this kind of place has nothing of the release before")
    site.deploy(site.target)
    site.remove("static/style.aaaaaaaa.css")
    site.write("static/style.bbbbbbbb.css", "body { color: blue }")
    site.deploy(site.target)
    assert place.files() == {**site.files(), "static/style.aaaaaaaa.css": b"body { color: black }"}

    site.write("index.html", "<h1>New home</h1>")
    site.deploy(site.target, allow_removals=1)

    assert place.files() == site.files()


def test_files_go_in_the_order_in_which_pages_need_them(site, place):
    recorder = Recorder()

    site.deploy(site.target, recorder=recorder)

    stages = [stage_of(path) for path in recorder.sent_paths]
    assert stages == sorted(stages)
