import os
import resource
import signal
import socket
import tempfile
import time
from pathlib import Path

import pytest

from tests.unit.server.running import LIGHT

PAGE = "/articles/2020/light/"


def test_ctrl_c_ends_at_once_and_leaves_nothing(served):
    running = served()
    tab = running.listen("/")
    half = running.connect()
    half.sendall(b"GET /")

    seconds = running.stop()

    assert seconds < 2
    assert running.process.returncode == 0
    assert not [line for line in running.lines if "Traceback" in line]
    with pytest.raises(ProcessLookupError):
        os.killpg(running.process.pid, 0)
    tab.close()
    half.close()


def test_ctrl_c_ends_a_server_that_is_still_reading(served, tmp_path):
    running = served()
    content = running.folder / "content" / "2020"
    for number in range(400):
        (content / f"many-{number}.md").write_text(f"{LIGHT}\n\nNumber {number}.\n" * 5, "utf-8")
    running.until(lambda: any(child for child in _children(running.process.pid)), 20)

    seconds = running.stop()

    assert seconds < 3
    assert not [line for line in running.lines if "Traceback" in line]
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(running.process.pid, 0)


def _children(process):
    with open(f"/proc/{process}/task/{process}/children") as file:
        return file.read().split()


def test_port_in_use_gives_way_to_the_next(served):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        running = served("--port", str(port))

    assert port < running.port <= port + 50
    assert f"port {port} is in use" in running.lines[0]


def test_requests_are_said_only_when_asked(served):
    quiet = served()
    quiet.get("/")
    quiet.stop()
    assert not [line for line in quiet.lines if "GET" in line]

    loud = served("-v")
    loud.get("/nowhere")
    loud.until(lambda: any("404 GET /nowhere" in line for line in loud.lines))
    (loud.folder / "site.toml").write_text('title = "Another name"\n', "utf-8")
    loud.until(lambda: "changed: settings" in loud.lines)


def test_listening_for_everybody_is_said_and_takes_addresses_only(served):
    running = served("--host", "0.0.0.0")

    assert running.get("/", Host=f"10.1.2.3:{running.port}")[0] == 200
    assert running.get("/", Host="evil.example")[0] == 403
    running.until(lambda: any("everybody who can reach this machine" in line for line in running.lines))


def test_a_thousand_tabs_hear_of_an_edit(served):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    running = served()
    # All at once: the server finds them waiting when it goes on.
    os.kill(running.process.pid, signal.SIGSTOP)
    tabs = [running.listen(PAGE) for _ in range(1000)]
    os.kill(running.process.pid, signal.SIGCONT)
    for tab in tabs:
        tab.state()

    (running.folder / "content" / "2020" / "light.md").write_text(LIGHT.replace("village", "town"), "utf-8")
    start = time.monotonic()
    for tab in tabs:
        tab.state()

    assert time.monotonic() - start < 2
    assert running.get("/")[0] == 200
    for tab in tabs:
        tab.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_restarted_server_says_what_changed_meanwhile(served):
    first = served()
    before = first.listen(PAGE)
    shown = before.state()["shown"]
    before.close()
    port = first.port
    first.stop()
    (first.folder / "content" / "2020" / "light.md").write_text(LIGHT.replace("village", "town"), "utf-8")

    second = served("--port", str(port))

    assert second.port == port
    after = second.listen(PAGE)
    assert after.state()["shown"] != shown
    after.close()


def test_only_this_machine_can_reach_it_unless_told_otherwise(served):
    running = served()

    # Another address of the same machine is refused as those of its network are.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", running.port), timeout=5)


def test_browser_is_opened_when_asked(served, tmp_path, monkeypatch):
    asked = tmp_path / "asked"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {asked}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")

    running = served("--open")

    assert running.until(lambda: asked.exists() and asked.read_text()) == running.address + "\n"


def test_killed_server_leaves_no_process(served):
    running = served()
    content = running.folder / "content" / "2020"
    for number in range(400):
        (content / f"many-{number}.md").write_text(f"{LIGHT}\n\nNumber {number}.\n" * 5, "utf-8")
    running.until(lambda: any(child for child in _children(running.process.pid)), 20)

    running.process.kill()
    running.process.wait()

    def ended():
        try:
            os.killpg(running.process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    running.until(ended)


@pytest.fixture
def short_folder():
    """A folder whose name leaves room for sockets in it."""
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        yield folder


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_every_signal_that_asks_to_stop_leaves_nothing(served, short_folder, monkeypatch, name):
    monkeypatch.setenv("TMPDIR", short_folder)
    running = served("--write")
    content = running.folder / "content" / "2020"
    for number in range(400):
        (content / f"many-{number}.md").write_text(f"{LIGHT}\n\nNumber {number}.\n" * 5, "utf-8")
    running.until(lambda: len(_all_children(running.process.pid)) > 1, 20)

    start = time.monotonic()
    running.process.send_signal(getattr(signal, name))
    running.process.wait(timeout=15)

    assert time.monotonic() - start < 3
    assert not [line for line in running.lines if "Traceback" in line]
    assert os.listdir(short_folder) == []
    running.until(lambda: _is_gone(running.process.pid))


def _all_children(process):
    """List the children that any thread has started."""
    return [
        child
        for file in Path(f"/proc/{process}/task").glob("*/children")
        for child in file.read_text().split()
    ]


def _is_gone(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_server_starts_with_nothing_and_says_so(served, tmp_path):
    (tmp_path / "site" / "content").mkdir(parents=True)
    (tmp_path / "site" / "content" / "saved.html").write_text("<p>Not an article", "utf-8")

    running = served(folder=tmp_path / "site")

    running.until(lambda: any("no article found yet; passed over .html 1" in line for line in running.lines))
    assert running.get("/")[0] == 200
    (tmp_path / "site" / "content" / "light.md").write_text(LIGHT, "utf-8")
    running.until(lambda: running.get("/articles/light/")[0] == 200)
    assert b"The light at Holm" in running.until(lambda: running.get("/")[2])
