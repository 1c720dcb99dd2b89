"""Rate limiter for requests to other hosts: a few hosts at a time, and each at most once a second."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from site_builder.checking.external.link_cache import LinkStatus

MAX_HOSTS_AT_ONCE = 8
SECONDS_BETWEEN_REQUESTS = 1.0
"""To one host."""


class RateLimiter:
    """Throttles the requests to each host, whichever thread makes them."""

    def __init__(
        self,
        *,
        pause: float = SECONDS_BETWEEN_REQUESTS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Return when the next request to the host may be made."""
        with self._lock:
            now = self._clock()
            at = max(now, self._next.get(host, now))
            self._next[host] = at + self._pause
        if at > now:
            self._sleep(at - now)


def host_of(url: str) -> str:
    """Extract the host of an address; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


Response = tuple[str, LinkStatus | None]
"""An address and its status, or None where no request was made because the host asks for rest."""


def request_all(urls: Sequence[str], request: Callable[[str], LinkStatus]) -> Iterator[Response]:
    """Yield the status of every address as it comes.

    One thread makes all requests to a host, one after the other.
    A host that cannot be reached is not tried again for its other addresses.
    """
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(host_of(url), []).append(url)
    requests = _RequestQueue(hosts.values(), request)
    for _ in range(min(MAX_HOSTS_AT_ONCE, len(hosts))):
        # Daemons, so that the program ends at once when it is told to.
        threading.Thread(target=requests.run, daemon=True).start()
    try:
        for _ in urls:
            response = requests.responses.get()
            if isinstance(response, BaseException):
                raise response
            yield response
    finally:
        requests.stopped.set()


class _RequestQueue:
    """Requests to be made, grouped by host, and their responses."""

    def __init__(self, groups: Iterable[list[str]], request: Callable[[str], LinkStatus]) -> None:
        self._request = request
        self._waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        for group in groups:
            self._waiting.put(group)
        self.responses: queue.SimpleQueue[Response | BaseException] = queue.SimpleQueue()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Ask one host after the other, until none is left or nobody waits for the responses."""
        try:
            while not self.stopped.is_set():
                self._request_host(self._waiting.get_nowait())
        except queue.Empty:
            return
        except BaseException as error:  # It belongs to whoever waits for the responses.
            self.responses.put(error)

    def _request_host(self, urls: Sequence[str]) -> None:
        final: dict[tuple[str, ...], LinkStatus | None] = {}
        for url in urls:
            if self.stopped.is_set():
                return
            origin = tuple(url.split("/", 3)[:3:2])
            if origin in final:
                self.responses.put((url, final[origin]))
                continue
            status = self._request(url)
            self.responses.put((url, status))
            if status.whole_host:
                final[origin] = None if status.kind == "unclear" else status
