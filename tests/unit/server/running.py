"""Run the real server on a small invented archive, and talk to it over real sockets."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

LIGHT = """# The light at Holm

By Ines Marr

Harbour Review, 4 February 2020

The lamp was lit again after eleven years, and the keeper's log begins anew.

Nobody in the village had asked for it, which the log does not mention.

Region: North Sea
"""
GAUGE = """# The gauge at Holm

By Aud Lund

Harbour Review, 7 March 2021

The water stood higher than the mark that the council had painted on the wall.

Region: Baltic
"""


BELL = """# The ferry bell of Skarv

By Tove Rask

Island Weekly, 12 May 2019

The bell was rung by hand until the ferryman lost count and let a boy do it.

Region: North Sea, Baltic
"""


def make_site(folder: Path) -> Path:
    """Write an archive of two articles."""
    content = folder / "content" / "2020"
    content.mkdir(parents=True)
    (content / "light.md").write_text(LIGHT, "utf-8")
    (content / "gauge.md").write_text(GAUGE, "utf-8")
    (folder / "site.toml").write_text('title = "The Holm Archive"\n', "utf-8")
    return folder


class Case:
    """Articles of one test's own, in the archive of a server that other tests use too."""

    def __init__(self, running: "Running", name: str, *, light: str = LIGHT) -> None:
        self.running = running
        self.name = name
        self.folder = running.folder / "content" / name
        self.folder.mkdir()
        self.source = self.folder / "light.md"
        self.light = self.page("light")
        self.gauge = self.page("gauge")
        self.listening: list[Listening] = []
        self.source.write_text(light, "utf-8")
        (self.folder / "gauge.md").write_text(GAUGE, "utf-8")
        self.settle(lambda: self._statuses() == {200})

    def page(self, article: str) -> str:
        """Give the address of an article of this test."""
        return f"/articles/{self.name}/{article}/"

    def remove(self) -> None:
        """Leave the archive as it was."""
        for each in self.listening:
            each.close()
        shutil.rmtree(self.folder)
        self.settle(lambda: self._statuses() == {404})

    def _statuses(self) -> set[int]:
        return {self.running.get(page)[0] for page in (self.light, self.gauge)}

    def listen(self, *pages: str) -> "Listening":
        """Open an event stream that is closed when the test is over."""
        self.listening.append(self.running.listen(*pages))
        return self.listening[-1]

    def settle(self, told) -> None:
        """Wait until something is true and the server has read everything."""
        self.running.until(told)
        listening = self.running.listen("/")
        while listening.state()["waiting"]:
            pass
        listening.close()


class Running:
    """A server in another process."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self._listening: list[Listening] = []
        command = [sys.executable, "-m", "site_builder", "serve", str(folder)]
        command += ["--state", str(folder / ".site-builder"), *options]
        if "--port" not in options:
            command += ["--port", "0"]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("http://"):
                break
        else:
            raise AssertionError(f"the server did not start: {self.lines}")
        self.address = self.lines[-1].split()[0]
        self.port = int(self.address.rstrip("/").rpartition(":")[2])
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        listening = self.listen("/")
        while listening.state()["waiting"]:
            pass
        listening.close()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def until(self, told, seconds: float = 10.0):
        """Wait until something is true and give it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = told()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"it did not happen within {seconds} s; the server said {self.lines}")

    def connect(self) -> socket.socket:
        """Open a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def send(self, data: bytes) -> bytes:
        """Send bytes on a connection of their own and give all that comes back until it closes."""
        with self.connect() as connection:
            connection.sendall(data)
            return received(connection)

    def ask(self, path: str, *, method: str = "GET", body: bytes = b"", **headers: str):
        """Send a request and give status, headers and body."""
        given = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"}
        given.update({name.replace("_", "-"): value for name, value in headers.items()})
        if body:
            given["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
        return taken_apart(self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body))

    def get(self, path: str, **headers: str):
        """Ask for a page."""
        return self.ask(path, **headers)

    def listen(self, *pages: str) -> "Listening":
        """Open an event stream."""
        self._listening.append(Listening(self, pages))
        return self._listening[-1]

    def stop(self) -> float:
        """Press Ctrl-C and give the seconds until the server was gone."""
        start = time.monotonic()
        for each in self._listening:
            each.close()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            self.process.wait(timeout=15)
        for stream in (self.process.stderr, self.process.stdout):
            assert stream
        self._reading.join(timeout=5)
        self.process.stderr.close()
        self.process.stdout.close()
        return time.monotonic() - start


class Listening:
    """An open event stream, as a browser has it."""

    def __init__(self, running: Running, pages: tuple[str, ...]) -> None:
        self.socket = running.connect()
        query = "&".join(f"page={page}" for page in pages)
        self.socket.sendall(
            f"GET /_live/events?{query} HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode()
        )
        self._buffer = b""

    def state(self, seconds: float = 10.0) -> dict:
        """Wait for the next word and give it."""
        self.socket.settimeout(seconds)
        while True:
            start = self._buffer.find(b"data: ")
            end = self._buffer.find(b"\n\n", start) if start >= 0 else -1
            if end >= 0:
                found = json.loads(self._buffer[start + 6 : end])
                self._buffer = self._buffer[end + 2 :]
                return found
            data = self.socket.recv(65536)
            if not data:
                raise AssertionError("the stream ended")
            self._buffer += data

    def silent(self, seconds: float = 0.6) -> bool:
        """Say whether nothing is told for a while."""
        try:
            self.state(seconds)
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        """Leave."""
        self.socket.close()


def received(connection: socket.socket) -> bytes:
    """Read until the other side closes."""
    found = b""
    while True:
        try:
            data = connection.recv(65536)
        except ConnectionResetError:
            return found
        if not data:
            return found
        found += data


def taken_apart(answer: bytes):
    """Give status, headers by lower-case name, and body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, body
