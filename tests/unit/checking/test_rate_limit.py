"""Many links are asked at once, and no host is troubled."""

import threading
import time

import pytest

from site_builder.checking.external.link_cache import LinkStatus
from site_builder.checking.external.rate_limit import MAX_HOSTS_AT_ONCE, RateLimiter, request_all

WELL = LinkStatus("well")


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_a_host_rests_a_second_between_two_requests():
    clock = Clock()
    pace = RateLimiter(clock=clock.time, sleep=clock.sleep)

    starts = []
    for host in ("a", "b", "a", "a", "b"):
        pace.wait(host)
        starts.append((host, clock.now))

    assert starts == [("a", 0), ("b", 0), ("a", 1), ("a", 2), ("b", 2)]


def test_every_link_gets_its_answer():
    urls = [f"https://{host}.net/{page}" for host in "abc" for page in range(4)]

    found = dict(request_all(urls, lambda url: LinkStatus("well", url)))

    assert found == {url: LinkStatus("well", url) for url in urls}
    assert list(request_all([], lambda url: WELL)) == []


def test_no_more_than_eight_are_asked_at_once_and_no_host_twice():
    lock, now, most = threading.Lock(), [], []

    def ask(url):
        host = url.split("/")[2]
        with lock:
            assert host not in now
            now.append(host)
            most.append(len(now))
        time.sleep(0.005)
        with lock:
            now.remove(host)
        return WELL

    list(request_all([f"http://h{host}.net/{page}" for host in range(20) for page in range(2)], ask))

    assert 1 < max(most) <= MAX_HOSTS_AT_ONCE


def test_a_host_that_cannot_be_reached_is_tried_once():
    asked = []

    def ask(url):
        asked.append(url)
        return LinkStatus("failing", "dead", whole_host=True)

    found = list(request_all([f"http://a.net/{page}" for page in range(5)], ask))

    assert asked == ["http://a.net/0"]
    assert {answer.words for _, answer in found} == {"dead"}


def test_one_port_of_a_host_does_not_speak_for_another():
    asked = []

    def ask(url):
        asked.append(url)
        return LinkStatus("failing", "dead", whole_host=True)

    list(request_all(["http://a.net:81/", "http://a.net/", "https://a.net/", "http://a.net/b"], ask))

    assert asked == ["http://a.net:81/", "http://a.net/", "https://a.net/"]


def test_a_host_that_wants_rest_is_left_for_the_next_check():
    found = dict(
        request_all(
            ["http://a.net/0", "http://a.net/1"], lambda url: LinkStatus("unclear", "429", whole_host=True)
        )
    )

    assert found["http://a.net/0"].kind == "unclear"
    assert found["http://a.net/1"] is None


def test_a_mistake_in_a_thread_is_not_lost():
    def ask(url):
        raise RuntimeError("oh")

    with pytest.raises(RuntimeError, match="oh"):
        list(request_all(["http://a.net/"], ask))
