"""A proxy before an object storage service that fails as networks and services do, and keeps what was asked of it."""

import hashlib
import http.client
import random
import re
import threading
import time
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class FaultyStorage(ThreadingHTTPServer):
    """Passes requests on; delays some, answers some with 503, cuts some before or after, and shortens one listing."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, *, seed: int, faults: float) -> None:
        """`faults` is the share of requests to which anything happens, 0 to 1."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = port
        self.faults = faults
        self.random = random.Random(seed)
        self.requests: Counter[str] = Counter()
        self.faults_made: Counter[str] = Counter()
        self.listings_to_shorten = 1
        self.contents: defaultdict[str, set[str]] = defaultdict(set)
        """Digests of all bytes that were put under each name."""
        self.lock = threading.Lock()
        self.blocked: set[str] = set()
        """User agents that are cut off for now."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fault(self) -> str:
        """Choose what happens to a request; empty for nothing."""
        with self.lock:
            kind = self.random.choice(["503", "cut before", "cut after", "delay"])
            happens = self.random.random() < self.faults
            if happens:
                self.faults_made[kind] += 1
        return kind if happens else ""

    def pass_on(self, method: str, path: str, headers, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Ask the service, and return its status, headers and bytes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=60)
        asked = {name: value for name, value in headers.items() if name.lower() != "connection"}
        connection.request(method, path, body or None, asked)
        answer = connection.getresponse()
        data = answer.read()
        kept = {
            name: value
            for name, value in answer.getheaders()
            if name.lower() not in ("connection", "transfer-encoding", "content-length")
        }
        if method == "HEAD":
            kept["Content-Length"] = answer.getheader("Content-Length") or "0"
        connection.close()
        return answer.status, kept, data

    def rewritten(self, prefix: str) -> list[str]:
        """Return the names below a prefix that were given different bytes."""
        return sorted(
            name for name, digests in self.contents.items() if name.startswith(prefix) and len(digests) > 1
        )

    def handle_error(self, request, client_address) -> None:
        """Print nothing of connections that were cut."""

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = self.server
        fault = server.fault()
        if fault == "delay":
            time.sleep(server.random.random())
        if fault == "503":
            self._answer(503, {}, b"<Error><Code>SlowDown</Code></Error>")
            return
        if fault == "cut before":
            self._cut()
            return
        status, headers, data = self._passed_on(body)
        self._note(status, body)
        if fault == "cut after":
            self._cut()
            return
        self._answer(status, headers, data)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        status, headers, data = self.server.pass_on(self.command, self.path, self.headers, body)
        return status, headers, self._shortened(data)

    def _shortened(self, data: bytes) -> bytes:
        if "list-type=2" not in self.path or not self.server.listings_to_shorten:
            return data
        entries = re.findall(rb"<Contents>.*?</Contents>", data, re.DOTALL)
        if not entries:
            return data
        self.server.listings_to_shorten -= 1
        for entry in entries[len(entries) // 2 :]:
            data = data.replace(entry, b"")
        return data.replace(b"<IsTruncated>true", b"<IsTruncated>false")

    def _note(self, status: int, body: bytes) -> None:
        server, name = self.server, unquote(urlsplit(self.path).path).split("/", 2)[-1]
        with server.lock:
            server.requests["LIST" if "list-type=2" in self.path else self.command] += 1
            if self.command == "PUT" and status < 300:
                server.contents[name].add(hashlib.sha256(body).hexdigest())

    def _answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _any  # noqa: N815

    def log_message(self, *arguments) -> None:
        pass
