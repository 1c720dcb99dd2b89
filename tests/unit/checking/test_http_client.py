"""One link is asked over real connections: redirects, odd hosts, and hosts that are not asked."""

import shutil
import socket
import ssl
import subprocess
import time

import pytest

from site_builder import __version__
from site_builder.checking.external.link_cache import LinkStatus
from tests.unit.checking.local_hosts import Host, client


@pytest.fixture(scope="module")
def host():
    running = Host()
    yield running
    running.stop()


def test_a_page_that_is_there_is_asked_for_without_its_text(host):
    assert client().request(host.url("/well")) == LinkStatus("well", "200 ok")
    assert ("HEAD", "/well") in host.asked
    assert ("GET", "/well") not in host.asked


def test_the_program_says_who_asks(host):
    client().request(host.url("/well"))

    assert all(agent.startswith(f"site-builder/{__version__} ") for agent in host.agents)


@pytest.mark.parametrize("path", ["/no-head", "/hang-up-on-head"])
def test_a_host_that_answers_no_head_is_asked_for_the_page(host, path):
    assert client().request(host.url(path)).kind == "well"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, "well"),
        (204, "well"),
        (404, "gone"),
        (410, "gone"),
        (403, "unclear"),
        (429, "unclear"),
        (500, "failing"),
        (304, "failing"),
    ],
)
def test_what_hosts_say_is_judged(host, status, kind):
    assert client().request(host.url(f"/status/{status}")).kind == kind


def test_a_page_that_moved_for_good_is_named(host):
    host.redirects["/old"] = (301, "/new")

    assert client().request(host.url("/old")) == LinkStatus("moved", "200 ok", host.url("/new"))


def test_only_what_comes_before_a_passing_redirect_is_for_good(host):
    host.redirects |= {"/1": (308, "2"), "/2": (302, "3"), "/3": (301, "4"), "/passing": (302, "/new")}

    assert client().request(host.url("/1")).moved_to == host.url("/2")
    assert client().request(host.url("/passing")).kind == "well"


def test_a_page_that_moved_to_nowhere_is_gone(host):
    host.redirects["/moved-away"] = (301, "/status/404")

    assert client().request(host.url("/moved-away")).kind == "gone"


def test_redirects_end(host):
    host.redirects["/round"] = (301, "/round")
    before = len(host.asked)

    assert client().request(host.url("/round")).words == "it redirects more than 5 times"
    assert len(host.asked) - before == 6


def test_every_request_waits_for_its_turn(host):
    host.redirects["/old"] = (301, "/no-head")
    waits = []

    client(waits=waits).request(host.url("/old"))

    assert waits == ["127.0.0.1"] * 3


@pytest.mark.parametrize("path", ["/drip", "/silent"])
def test_no_host_takes_longer_than_the_limit(host, path):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = host.port if path == "/drip" else mute.getsockname()[1]
        start = time.monotonic()

        answer = client(time_limit=0.2).request(f"http://127.0.0.1:{port}{path}")

    assert answer.kind == "failing"
    assert time.monotonic() - start < 2


def test_what_is_no_http_is_said(host):
    assert client().request(host.url("/garbage")).words == "127.0.0.1 does not answer in HTTP"


def test_a_closed_port_speaks_for_the_whole_host():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    answer = client().request(f"http://127.0.0.1:{port}/")

    assert (answer.kind, answer.whole_host) == ("failing", True)


def test_a_name_that_is_not_known_is_said():
    def nobody(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    found = client()
    found._resolve = nobody

    assert found.request("http://a.net/") == LinkStatus(
        "failing", "a.net is not known", whole_host=True, no_network=True
    )
    assert not found.has_network()


def test_a_private_host_is_not_asked(host):
    before = len(host.asked)

    answer = client(allowed=()).request(host.url("/well"))

    assert answer == LinkStatus("refused", "127.0.0.1 is not a public address")
    assert len(host.asked) == before


@pytest.mark.parametrize("name", ["localhost", "2130706433", "0x7f.1", "intranet.net", "a@127.0.0.1"])
def test_no_spelling_of_a_private_host_is_asked(host, name):
    before = len(host.asked)

    assert client(allowed=()).request(host.url("/well", name)).kind == "refused"
    assert len(host.asked) == before


def test_a_redirect_into_a_private_network_is_not_followed(host):
    host.redirects["/in"] = (302, host.url("/secret", "inside.net"))
    names = {"inside.net": ["10.0.0.1"]}

    answer = client(names=names).request(host.url("/in"))

    assert answer == LinkStatus("refused", "it redirects to inside.net, and 10.0.0.1 is not a public address")


def test_an_allowed_host_is_asked_only_where_the_link_names_it(host):
    host.redirects["/in"] = (302, host.url("/secret", "inside.net"))

    answer = client(allowed=("127.0.0.1", "inside.net")).request(host.url("/in"))

    assert answer.kind == "refused"
    assert ("HEAD", "/secret") not in host.asked


def test_a_name_is_looked_up_once_and_that_address_is_asked(host):
    """A name that changes between the look and the connection changes nothing."""
    looks = []

    def changing(name, port):
        looks.append(name)
        return ["127.0.0.1"] if len(looks) == 1 else ["10.0.0.1"]

    found = client(allowed=("a.net",))
    found._resolve = changing

    assert found.request(host.url("/well", "a.net")).kind == "well"
    assert looks == ["a.net"]


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://",
        "http://[::1",
        "//",
        "http://:80/",
        "/" + "x" * 3000,
    ],
)
def test_redirects_to_what_is_not_the_web_are_not_followed(host, location):
    host.redirects["/odd"] = (301, location)

    assert client().request(host.url("/odd")).kind in ("refused", "failing")


def test_addresses_in_any_script_are_asked_in_their_plain_form(host):
    client().request(host.url("/höhe über null?q=ü"))

    assert ("HEAD", "/h%C3%B6he%20%C3%BCber%20null?q=%C3%BC") in host.asked


def test_no_address_can_say_more_than_one_thing(host):
    before = len(host.asked)

    client().request(host.url("/a\r\nX-Evil: 1\r\n\r\nGET /b"))

    assert all("/b" not in path.split("/")[-1:] for _, path in host.asked[before:])


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    """A host with a certificate for `a.net` that only who is given it trusts."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=a.net"
    )
    names = ["-addext", "subjectAltName=DNS:a.net", "-keyout", key, "-out", certificate]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    running = Host(certificate=certificate, key=key)
    yield running, ssl.create_default_context(cafile=certificate)
    running.stop()


def test_a_secure_host_is_asked_under_its_name_though_its_address_is_settled(secure):
    running, trusting = secure
    found = client(allowed=("a.net", "b.net"), context=trusting)

    assert found.request(f"https://a.net:{running.port}/well") == LinkStatus("well", "200 ok")
    assert running.names[-1] == f"a.net:{running.port}"
    assert "b.net" in found.request(f"https://b.net:{running.port}/well").words


def test_a_certificate_that_nobody_vouches_for_is_said(secure):
    running, _ = secure

    answer = client(allowed=("a.net",)).request(f"https://a.net:{running.port}/well")

    assert (answer.kind, answer.words) == ("failing", "a.net: self-signed certificate")


def test_a_secure_address_of_a_plain_host_is_said(host):
    answer = client().request(f"https://127.0.0.1:{host.port}/well")

    assert (answer.kind, answer.whole_host) == ("failing", True)
