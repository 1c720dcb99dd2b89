"""A folder served over HTTP as static hosts serve it, for tests and benchmarks in a browser."""

import functools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class StaticFiles(SimpleHTTPRequestHandler):
    """Answers with the files of a folder, or with the range of one that is asked for."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        """Send a file, or one range of bytes of it."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not asked or not self.knows_ranges():
            super().do_GET()
            return
        first, last = map(int, asked.groups())
        data = Path(self.translate_path(self.path)).read_bytes()
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def knows_ranges(self) -> bool:
        """Return whether the host sends ranges of the file that is asked for."""
        return True


@contextmanager
def served(folder: Path, handler: type[StaticFiles] = StaticFiles) -> Iterator[str]:
    """Serve a folder, and yield its local address without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
