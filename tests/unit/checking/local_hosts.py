"""A web host on this machine that misbehaves on demand, and a client that takes it for any name."""

import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from site_builder.checking import HttpClient


class Host(ThreadingHTTPServer):
    """Answers by path, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, *, certificate="", key=""):
        super().__init__(("127.0.0.1", 0), _Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.asked = []
        self.agents = set()
        self.names = []
        self.over = threading.Event()
        self.redirects = {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def url(self, path, name="127.0.0.1"):
        return f"http://{name}:{self.port}{path}"

    def stop(self):
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """Say nothing about clients that hang up, which is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_HEAD(self):
        self._answer()

    def do_GET(self):
        self._answer()

    def _answer(self):
        path = self.path
        self.server.asked.append((self.command, path))
        self.server.agents.add(self.headers["User-Agent"])
        self.server.names.append(self.headers["Host"])
        if path in self.server.redirects:
            status, location = self.server.redirects[path]
            self.send_response(status)
            self.send_header("Location", location)
        elif path.startswith("/status/"):
            self.send_response(int(path.split("/")[2]))
        elif path == "/no-head" and self.command == "HEAD":
            self.send_response(405)
        elif path == "/hang-up-on-head" and self.command == "HEAD":
            self.close_connection = True
            return
        elif path == "/drip":
            self._drip()
            return
        elif path == "/garbage":
            self.wfile.write(b"\x00\x01 good day\r\n\r\n")
            return
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self):
        """Send a byte of a header now and then, for ever."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
            while not self.server.over.is_set():
                self.wfile.write(b"x")
                time.sleep(0.02)
        except OSError:
            return

    def log_message(self, *_):
        """Say nothing."""


def client(*, allowed=("127.0.0.1",), names=None, waits=None, time_limit=10.0, context=None):
    """Make a client whose names lead where `names` says, and to this machine without it."""

    def resolve(host, port):
        return list((names or {}).get(host, ["127.0.0.1"]))

    wait = (lambda host: None) if waits is None else waits.append
    return HttpClient(
        wait=wait, allowed=frozenset(allowed), resolve=resolve, time_limit=time_limit, context=context
    )
