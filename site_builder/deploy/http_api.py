"""Talk to HTTP interfaces: retries with backoff, waits that hosts ask for, and no secret in any message."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from site_builder.deploy.host import DeployError, StallTimer

_TIMEOUT = 30.0
"""Seconds that one attempt may take without a byte."""
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_ATTEMPTS = 8


class Answer(msgspec.Struct, frozen=True):
    """What a host answered."""

    status: int
    data: bytes
    headers: Mapping[str, str]
    """By name in lower case."""

    def json(self) -> Any:
        """Return its JSON. Raises ApiError where it holds none."""
        try:
            return msgspec.json.decode(self.data)
        except msgspec.DecodeError as error:
            raise ApiError(f"the host's answer is no JSON: {error}", hint="try again later") from error


class ApiError(DeployError):
    """A request that failed for good."""


class RateLimit:
    """Spreads requests so that, after a first burst, no more than so many are made in a second."""

    def __init__(
        self, per_second: float, *, burst: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._gap = 1 / per_second
        self._burst = burst
        self._clock = clock
        self._next = float("-inf")
        self._lock = threading.Lock()

    def delay(self) -> float:
        """Return the seconds to wait before the next request, and take its place."""
        with self._lock:
            now = self._clock()
            start = max(now - self._burst * self._gap, self._next)
            self._next = start + self._gap
            return max(0.0, start - now)


class Api:
    """A client of one HTTP interface."""

    def __init__(
        self,
        timer: StallTimer,
        *,
        headers: Mapping[str, str] | None = None,
        per_second: float = 50.0,
        burst: int = 0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import urllib3  # Only deploys need it.

        self._pool = urllib3.PoolManager(
            maxsize=16, retries=False, timeout=urllib3.Timeout(connect=10.0, read=_TIMEOUT)
        )
        self._errors = urllib3.exceptions.HTTPError
        self._headers = dict(headers or {})
        self._timer = timer
        self._rate = RateLimit(per_second, burst=burst)
        self._sleep = sleep

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a GET request, after redirects, without any compression."""
        return self.request(
            "GET", url, headers={"Accept-Encoding": "identity", **(headers or {})}, redirect=True
        )

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        redirect: bool = False,
        repeatable: bool = True,
    ) -> Answer:
        """Return the answer to a request; failures that may pass are tried again.

        `repeatable` says that doing it twice does no harm: only then is it tried again after a cut connection.
        Raises ApiError when the host cannot be reached or nothing went forward for too long.
        """
        pause = _FIRST_PAUSE
        for attempt in range(1, _ATTEMPTS + 1):
            self._sleep(self._rate.delay())
            last = attempt == _ATTEMPTS
            try:
                response = self._pool.request(
                    method, url, body=body, headers={**self._headers, **(headers or {})}, redirect=redirect
                )
            except self._errors as error:
                self._timer.check()
                if last or not repeatable:
                    raise ApiError(
                        f"{method} {_shown(url)}: {_reason(error)}",
                        hint="look at the network and the address",
                    ) from error
            else:
                answer = Answer(
                    response.status,
                    response.data,
                    {key.lower(): value for key, value in response.headers.items()},
                )
                if answer.status not in _RETRIED or last:
                    return answer
                self._timer.check()
                pause = max(pause, _asked_pause(answer))
            self._sleep(min(pause, _LONGEST_PAUSE, max(self._timer.left, 0.1)))
            pause *= 2
        raise AssertionError("the last attempt returns or raises")


def _asked_pause(answer: Answer) -> float:
    """Return the seconds that Retry-After asks for, or 0."""
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isdigit() else 0.0


def _shown(url: str) -> str:
    """Return an address without its query, which may carry a signature."""
    return url.partition("?")[0]


def _reason(error: Exception) -> str:
    text = str(error).rpartition("): ")[2] or str(error)
    return text[:200] or type(error).__name__


def rejected(answer: Answer, what: str, *, hint: str = "") -> ApiError:
    """Return the error for an answer that is no success."""
    text = answer.data[:300].decode("utf-8", "replace").strip()
    hints = {
        401: "check the token in the environment",
        403: "check what the token may do",
        404: "check the name in site.toml",
    }
    return ApiError(
        f"{what}: the host answers {answer.status}: {text}",
        hint=hint or hints.get(answer.status, "try again later"),
    )
