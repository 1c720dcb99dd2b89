"""Requests are tried again as hosts ask for, spread over time, and given up when nothing goes forward."""

import pytest

from site_builder.deploy import Api, DeployError, StallTimer
from site_builder.deploy.http_api import RateLimit
from site_builder.deploy.parallel import in_parallel
from tests.unit.deploy.servers import Answering, free_port


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        if seconds > 0.05:
            self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


def serve(*answers):
    """Answer with one after the other, and with the last one from then on."""
    left = list(answers)
    return Answering(lambda *request: left.pop(0) if len(left) > 1 else left[0])


def test_what_may_pass_is_tried_again(clock):
    server = serve((503, {}, b""), (500, {}, b""), (200, {}, b"done"))

    answer = Api(StallTimer(clock=clock), sleep=clock.sleep).get(server.url)

    server.stop()
    assert answer.data == b"done"
    assert clock.naps == [0.5, 1.0]


def test_a_host_that_asks_for_patience_gets_it(clock):
    server = serve((429, {"Retry-After": "17"}, b"slow down"), (200, {}, b"done"))

    answer = Api(StallTimer(clock=clock), sleep=clock.sleep).get(server.url)

    server.stop()
    assert answer.status == 200
    assert clock.naps == [17.0]


def test_an_answer_for_good_is_not_asked_for_again(clock):
    server = serve((401, {}, b"no"))

    assert Api(StallTimer(clock=clock), sleep=clock.sleep).get(server.url).status == 401

    server.stop()
    assert len(server.requests) == 1


def test_five_minutes_without_progress_end_it(clock):
    server = serve((503, {"Retry-After": "90"}, b""))

    with pytest.raises(DeployError, match="nothing went forward for 5 minutes"):
        Api(StallTimer(clock=clock), sleep=clock.sleep).get(server.url)

    server.stop()
    assert 300 <= clock.now - 1000 < 301


def test_progress_gives_another_five_minutes(clock):
    timer = StallTimer(clock=clock)
    for _ in range(10):
        clock.now += 299
        timer.check()
        timer.advance()
    clock.now += 300

    with pytest.raises(DeployError, match="nothing went forward"):
        timer.check()


def test_what_must_not_happen_twice_is_not_tried_again_after_a_cut(clock):
    with pytest.raises(DeployError, match=r"POST http://127\.0\.0\.1"):
        Api(StallTimer(clock=clock), sleep=clock.sleep).request(
            "POST", f"http://127.0.0.1:{free_port()}/deploys?key=abcdefgh", repeatable=False
        )

    assert clock.naps == []


def test_the_query_of_an_address_is_not_repeated(clock):
    with pytest.raises(DeployError) as raised:
        Api(StallTimer(clock=clock), sleep=clock.sleep).get(f"http://127.0.0.1:{free_port()}/a?key=abcdefgh")

    assert "abcdefgh" not in raised.value.message


def test_a_burst_goes_at_once_and_the_rest_at_the_rate(clock):
    limit = RateLimit(2.0, burst=3, clock=clock)

    assert [limit.delay() for _ in range(6)] == [0, 0, 0, 0, 0.5, 1.0]


def test_no_more_than_the_rate_and_the_burst_go_in_five_minutes(clock):
    from site_builder.deploy.targets import cloudflare, netlify

    for target, seconds, most in ((cloudflare, 300, 1200), (netlify, 60, 500)):
        limit = RateLimit(target._PER_SECOND, burst=target._BURST, clock=clock)
        assert sum(1 for _ in range(2000) if limit.delay() <= seconds) <= most


def test_the_first_failure_ends_parallel_work_and_nothing_goes_on_after_it():
    begun = []

    def work(number):
        begun.append(number)
        if number == 3:
            raise ValueError(number)

    with pytest.raises(ValueError, match="3"):
        list(in_parallel(work, range(10_000), workers=2, timer=StallTimer()))

    count = len(begun)
    assert count < 100
    assert len(begun) == count
