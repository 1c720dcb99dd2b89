import socket
import time

import pytest

from tests.unit.server.running import received, taken_apart

ARTICLE = "/articles/2020/light/"


def test_pages_are_served_as_a_static_host_would(running):
    status, headers, body = running.get("/")

    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert b"The Holm Archive" in body
    assert running.get("/index.html")[2] == body


def test_address_without_its_slash_leads_to_the_one_with_it(running):
    status, headers, _ = running.get("/articles/2020/light?from=here")

    assert (status, headers["location"]) == (301, "/articles/2020/light/?from=here")


@pytest.mark.parametrize("path", ["//evil.example/..", "//articles/2020/light", "/\\evil.example"])
def test_no_redirect_leads_to_another_host(running, path):
    status, headers, _ = running.get(path)

    assert not headers.get("location", "").startswith(("//", "http"))
    assert status in (301, 404)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/style.css", "text/css; charset=utf-8"),
        ("/static/icon.svg", "image/svg+xml"),
        ("/feed.xml", "application/atom+xml"),
        ("/feed.json", "application/json"),
        (ARTICLE + "article.md", "text/markdown; charset=utf-8"),
        (ARTICLE + "annotations.json", "application/json"),
        ("/_live/live.js", "text/javascript; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_every_file_has_its_type(running, path, kind):
    status, headers, body = running.get(path)

    assert (status, headers["content-type"]) == (200, kind)
    assert headers["x-content-type-options"] == "nosniff"
    assert int(headers["content-length"]) == len(body)


def test_every_answer_is_protected(running):
    for path in ("/", "/nowhere", "/static/style.css", "/articles"):
        _, headers, _ = running.get(path)

        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers


def test_head_gives_the_same_headers_without_the_page(running):
    status, headers, body = running.ask("/", method="HEAD")

    assert (status, body) == (200, b"")
    assert headers == running.get("/")[1]


def test_wrong_address_shows_the_page_for_it(running):
    status, _, body = running.get("/a/b/c.html")

    assert status == 404
    # Its links start at the top of the host, wherever it is shown.
    assert b'href="/static/style.css"' in body


def test_file_with_a_name_in_another_script_is_found(running):
    assert running.get("/static/gr%C3%BC%C3%9Fe%20aus%20holm.txt")[2] == b"Greetings"


def test_known_page_is_not_sent_again(running):
    _, headers, _ = running.get("/")
    status, again, body = running.get("/", If_None_Match=f'W/"x", {headers["etag"]}')

    assert (status, body) == (304, b"")
    assert again["etag"] == headers["etag"]
    assert running.get("/", If_None_Match='"another"')[0] == 200


@pytest.mark.parametrize(
    ("asked", "given"),
    [("bytes=0-4", slice(0, 5)), ("bytes=10-", slice(10, None)), ("bytes=-7", slice(-7, None))],
)
def test_part_of_a_file_can_be_asked_for(running, asked, given):
    whole = running.get("/static/style.css")[2]

    status, headers, body = running.get("/static/style.css", Range=asked)

    assert (status, body) == (206, whole[given])
    assert headers["content-range"].endswith(f"/{len(whole)}")


def test_part_beyond_the_end_cannot_be_had(running):
    status, headers, _ = running.get("/static/icon.svg", Range="bytes=999999-")

    assert status == 416
    assert headers["content-range"].startswith("bytes */")


@pytest.mark.parametrize("asked", ["bytes=" + ",".join(["0-"] * 2000), "bytes=-", "lines=1-2", "bytes=5-1x"])
def test_other_ranges_get_the_whole_file(running, asked):
    assert running.get("/static/icon.svg", Range=asked)[0] == 200


def test_part_of_an_older_version_is_not_mixed_with_the_present_one(running):
    assert running.get("/static/icon.svg", Range="bytes=0-4", If_Range='"older"')[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/static/../../../secret.txt",
        "/static/..%5c..%5csecret.txt",
        "/static/%2e%2e%2f%2e%2e%2fsite.toml",
        "/static//etc/passwd",
        "/etc/passwd",
        "/site.toml",
        "/content/2020/light.md",
        "/static/%00",
        "/%ff%fe",
        "/_live/../live/inspect.html",
        "/_live/%2e%2e/article.html",
        "/static/out.txt",
        "/static/outside/secret.txt",
        "/static/",
        "/static",
    ],
)
def test_nothing_outside_the_site_is_served_and_no_folder_listed(running, path):
    status, _, body = running.get(path)

    assert status == 404
    assert b"nobody may read this" not in body
    assert b"title = " not in body


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "x@127.0.0.1",
        "",
    ],
)
def test_names_that_are_not_ours_are_refused(running, host):
    assert running.get("/", Host=host)[0] == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]:80", "127.0.0.2"])
def test_this_machine_may_be_called_by_any_of_its_names(running, host):
    assert running.get("/", Host=host)[0] == 200


def test_request_without_a_host_is_refused(running):
    answer = running.send(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")

    assert taken_apart(answer)[0] == 400


@pytest.mark.parametrize("path", ["/", "/_live/events?page=/"])
def test_pages_of_other_sites_may_not_ask(running, path):
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
    ):
        assert running.get(path, **headers)[0] == 403


def test_link_from_another_site_may_be_followed(running):
    assert running.get("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200
    assert (
        running.get("/_live/events?page=/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 403
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_pages_are_only_read(running, method):
    status, headers, _ = running.ask("/", method=method)

    assert status in (403, 405)
    assert "access-control-allow-methods" not in headers


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nbad header\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n folded\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % each for each in range(500)) + b"\r\n",
        b"\r\n\r\n\r\n\r\n",
        b"\0" * 1000 + b"\r\n\r\n",
    ],
)
def test_nonsense_is_answered_and_hurts_nobody(running, data):
    answer = running.send(data)

    assert 400 <= taken_apart(answer)[0] < 600
    assert running.get("/")[0] == 200


def test_headers_of_two_megabytes_are_refused(running):
    answer = running.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n")

    assert taken_apart(answer)[0] == 431
    assert running.get("/")[0] == 200


def test_many_requests_may_follow_each_other_on_one_connection(running):
    one = f"GET /static/icon.svg HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode()
    with running.connect() as connection:
        connection.sendall(one * 3)
        connection.shutdown(socket.SHUT_WR)
        answer = received(connection)

    assert answer.count(b"HTTP/1.1 200 OK") == 3


def test_half_requests_and_slow_readers_block_nobody(running):
    half = [running.connect() for _ in range(50)]
    slow = [running.connect() for _ in range(20)]
    for connection in half:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127")
    for connection in slow:
        connection.sendall(b"GET /static/style.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20)
    start = time.monotonic()

    assert running.get("/")[0] == 200

    assert time.monotonic() - start < 2
    for connection in (*half, *slow):
        connection.close()
