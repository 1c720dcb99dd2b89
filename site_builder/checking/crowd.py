"""Ask many links politely: some hosts at a time, and each host no more than once a second."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from site_builder.checking.answers import Answer

MOST_AT_ONCE = 8
PAUSE = 1.0
"""Seconds between two requests to one host."""


class Pace:
    """Lets every host rest between two requests, whoever makes them."""

    def __init__(
        self,
        *,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Return when the host may be asked."""
        with self._lock:
            now = self._clock()
            at = max(now, self._next.get(host, now))
            self._next[host] = at + self._pause
        if at > now:
            self._sleep(at - now)


def host_of(url: str) -> str:
    """Give the host of an address, or nothing."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


Asked = tuple[str, Answer | None]
"""A link and the answer, or None where it was not asked because its host wants rest."""


def ask_all(urls: Sequence[str], ask: Callable[[str], Answer]) -> Iterator[Asked]:
    """Yield the answer to every link as it comes.

    Whoever asks one link of a host asks all of them, one after the other.
    A host that cannot be reached is not tried again for its other links.
    """
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(host_of(url), []).append(url)
    work = _Work(hosts.values(), ask)
    for _ in range(min(MOST_AT_ONCE, len(hosts))):
        # Daemons, so that the program ends at once when it is told to.
        threading.Thread(target=work.take_part, daemon=True).start()
    try:
        for _ in urls:
            answer = work.answers.get()
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        work.over.set()


class _Work:
    """What is to be asked and what came of it."""

    def __init__(self, groups: Iterable[list[str]], ask: Callable[[str], Answer]) -> None:
        self._ask = ask
        self._waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        for group in groups:
            self._waiting.put(group)
        self.answers: queue.SimpleQueue[Asked | BaseException] = queue.SimpleQueue()
        self.over = threading.Event()

    def take_part(self) -> None:
        """Ask one host after the other, until none is left or nobody waits for the answers."""
        try:
            while not self.over.is_set():
                self._ask_host(self._waiting.get_nowait())
        except queue.Empty:
            return
        except BaseException as error:  # It belongs to whoever waits for the answers.
            self.answers.put(error)

    def _ask_host(self, urls: Sequence[str]) -> None:
        final: dict[tuple[str, ...], Answer | None] = {}
        for url in urls:
            if self.over.is_set():
                return
            origin = tuple(url.split("/", 3)[:3:2])
            if origin in final:
                self.answers.put((url, final[origin]))
                continue
            answer = self._ask(url)
            self.answers.put((url, answer))
            if answer.whole_host:
                final[origin] = None if answer.kind == "unclear" else answer
