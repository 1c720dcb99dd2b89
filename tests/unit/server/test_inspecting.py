import json
import re

import pytest

from tests.unit.server.running import LIGHT, make_site


@pytest.fixture
def light(case):
    """A server, the folder of an article, and how to send a correction of it."""
    running, page = case.running, "/_inspect" + case.light
    body = running.get(page)[2].decode()
    token = re.search(r'data-token="([^"]+)"', body)[1]
    digest = re.search(r'data-digest="([^"]+)"', body)[1]

    def send(correction, **headers):
        given = {
            "Origin": f"http://127.0.0.1:{running.port}",
            "X_Live_Token": token,
            "Content_Type": "application/json",
            **headers,
        }
        given = {name: value for name, value in given.items() if value is not None}
        body = json.dumps({"digest": digest, **correction}).encode()
        return running.ask(page, method="POST", body=body, **given)

    send.page = page
    send.article = case.light
    return running, case.folder, send


def test_page_shows_every_line_with_its_number(light):
    running, _, send = light

    body = running.get(send.page)[2].decode()

    shown = re.findall(r"<span>(\d+)</span><code dir=\"auto\">(.*?)</code>", body)
    assert shown == [
        (str(number), line.replace("'", "&#x27;")) for number, line in enumerate(LIGHT.splitlines(), 1)
    ] or [number for number, _ in shown] == [str(number) for number in range(1, len(LIGHT.splitlines()) + 1)]


@pytest.mark.parametrize(
    "name", ["{}/light.md", "articles/{}/light", "{}/light/", "articles/{}/light/index.html"]
)
def test_article_is_found_by_its_source_and_by_its_address(light, name):
    running, folder, _ = light

    assert running.get("/_inspect/" + name.format(folder.name))[0] in (200, 301)


def test_role_is_written_with_the_quote_that_anchors_it_and_the_page_follows(light):
    running, folder, send = light
    tab = running.listen(send.page)
    tab.state()

    status, _, body = send({"block": 4, "role": "promo", "voice": "publisher"})

    assert (status, body) == (200, b"light.notes.toml")
    assert (folder / "light.notes.toml").read_text("utf-8") == (
        '[[block]]\nquote = "Nobody in the village had asked"\nrole = "promo"\nvoice = "publisher"\n'
    )
    tab.state()
    tab.close()
    assert b'data-role="promo" data-voice="publisher" aria-label="Block 4' in running.get(send.page)[2]
    assert b'data-role="promo"' in running.get(send.article)[2]


def test_second_choice_replaces_the_first_and_can_be_taken_back(light):
    _, folder, send = light
    (folder / "light.notes.toml").write_text(
        '# mine\n[[block]]\nquote = "Nobody in"\nrole = "bio"\n', "utf-8"
    )

    assert send({"block": 4, "role": "promo"})[0] == 200
    assert (folder / "light.notes.toml").read_text("utf-8") == (
        '# mine\n[[block]]\nquote = "Nobody in"\nrole = "promo"\n'
    )
    assert send({"block": 4})[0] == 200
    assert (folder / "light.notes.toml").read_text("utf-8") == "# mine\n"


def test_field_is_corrected(light):
    running, folder, send = light

    assert send({"field": "byline", "value": "Ines Marr | Aud Lund"})[0] == 200

    assert (folder / "light.notes.toml").read_text("utf-8") == 'byline = ["Ines Marr", "Aud Lund"]\n'
    assert b"Aud Lund" in running.get(send.article)[2]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": None}, 403),
        ({"Origin": "null"}, 403),
        ({"X_Live_Token": None}, 403),
        ({"X_Live_Token": "guessed"}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 403),
    ],
)
def test_nobody_else_can_write(light, headers, status):
    _, folder, send = light

    assert send({"block": 4, "role": "promo"}, **headers)[0] == status

    assert not (folder / "light.notes.toml").exists()


@pytest.mark.parametrize(
    ("correction", "status"),
    [
        ({"block": 400, "role": "promo"}, 409),
        ({"block": 4, "role": "nonsense"}, 400),
        ({"block": 4, "rolle": "promo"}, 400),
        ({"field": "nonsense", "value": "x"}, 409),
        ({"digest": "of another version", "block": 4, "role": "promo"}, 409),
    ],
)
def test_correction_that_cannot_be_meant_is_refused(light, correction, status):
    _, folder, send = light

    assert send(correction)[0] == status

    assert not (folder / "light.notes.toml").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("date", "yesterday"), ("source_date", "in spring"), ("date", "2020-02"), ("date", "4 February 2021")],
)
def test_what_is_said_to_be_saved_is_what_is_read(light, field, value):
    running, folder, send = light

    status, _, answer = send({"field": field, "value": value})

    written = (folder / "light.notes.toml").exists()
    assert written == (status == 200)
    page = running.get(send.page)[2].decode()
    if written:
        assert re.search(rf'<tr class="corrected">\s*<th scope="row">{field}</th>', page)
    else:
        assert status == 409
        assert b"is not a date" in answer
        assert "corrected" not in page


def test_value_that_the_notes_hold_already_in_vain_is_not_said_to_be_saved(light):
    _, folder, send = light
    (folder / "light.notes.toml").write_text('date = "yesterday"\n', "utf-8")

    assert send({"field": "date", "value": "yesterday"})[0] == 409
    assert send({"field": "title", "value": "A lamp"})[0] == 200
    assert send({"field": "date", "value": None})[0] == 200
    assert (folder / "light.notes.toml").read_text("utf-8") == 'title = "A lamp"\n'


def test_byte_order_mark_and_line_ends_of_the_notes_stay(light):
    _, folder, send = light
    notes = folder / "light.notes.toml"
    notes.write_bytes(b'\xef\xbb\xbftitle = "A lamp" # mine\r\n')

    assert send({"field": "publisher", "value": "Harbour Review"})[0] == 200

    assert notes.read_bytes() == (b'\xef\xbb\xbftitle = "A lamp" # mine\r\npublisher = "Harbour Review"\r\n')


def test_blank_lines_above_an_article_are_no_front_matter(light):
    running, folder, _ = light
    (folder / "blank.md").write_text("\n\n" + LIGHT, "utf-8")
    (folder / "front.md").write_text("---\ntitle: A\n---\n" + LIGHT, "utf-8")

    body = running.until(
        lambda: (found := running.get(f"/_inspect/{folder.name}/blank.md"))[0] == 200 and found[2]
    )
    assert b"Front matter" not in body
    assert b"<span>1</span>" in body
    front = running.until(
        lambda: (found := running.get(f"/_inspect/{folder.name}/front.md"))[0] == 200 and found[2]
    )
    assert b"Front matter" in front


def test_notes_that_lead_elsewhere_are_not_written_through(light):
    running, folder, send = light
    target = running.folder / "elsewhere.toml"
    target.write_text("# not for you\n", "utf-8")
    (folder / "light.notes.toml").symlink_to(target)

    send({"block": 4, "role": "promo"})

    assert target.read_text("utf-8") == "# not for you\n"


def test_list_begins_with_the_least_certain_article(light):
    running, _, _ = light

    status, _, body = running.get("/_inspect/")

    assert status == 200
    found = [int(each) for each in re.findall(rb"(\d+)% \xc2\xb7 \d+ in doubt", body)]
    assert found == sorted(found)
    assert running.get("/_inspect")[1]["location"] == "/_inspect/"
    assert running.get("/_inspect/nowhere")[0] == 404


def test_corrected_article_keeps_its_place_among_the_others(light):
    running, folder, _ = light
    for number in range(3):
        (folder / f"odd-{number}.md").write_text(
            f"Word\n\nWord {number} word\n\n{number}\n\nA. B.\n\nMore from us\n", "utf-8"
        )
    listed = running.until(
        lambda: (
            len(found := re.findall(r'data-href="([^"]+odd[^"]+)"', running.get("/_inspect/")[2].decode()))
            == 3
            and found
        )
    )
    first, second, third = listed
    lead = re.compile(r'rel="next" href="([^"]+)"')
    assert lead.search(running.get(second)[2].decode())[1] == third

    (folder / f"{second.rpartition('/')[2][:-3]}.notes.toml").write_text(
        '[[block]]\nquote = "More from us"\nrole = "promo"\n[[block]]\nquote = "A. B."\nrole = "byline"\n',
        "utf-8",
    )

    running.until(lambda: b"corrected" in running.get(second)[2])
    assert lead.search(running.get(second)[2].decode())[1] == third
    assert f'rel="prev" href="{first}"' in running.get(second)[2].decode()


def test_refused_source_says_why(light):
    running, folder, _ = light

    (folder / "broken.md").write_bytes(b"# Broken \x80\n")

    _, _, body = running.until(
        lambda: (found := running.get(f"/_inspect/{folder.name}/broken.md"))[0] == 500 and found
    )
    assert b"byte 0x80" in body


def test_labels_of_the_sites_own_indexes_are_shown_and_corrected(served, tmp_path):
    folder = make_site(tmp_path / "labelled")
    (folder / "site.toml").write_text('facets = ["countries"]\n', "utf-8")
    running = served(folder=folder)
    body = running.get("/_inspect/2020/light.md")[2].decode()
    headers = {"Origin": f"http://127.0.0.1:{running.port}", "Content_Type": "application/json"}
    headers["X_Live_Token"] = re.search(r'data-token="([^"]+)"', body)[1]
    digest = re.search(r'data-digest="([^"]+)"', body)[1]
    correction = json.dumps({"digest": digest, "field": "countries", "value": "Norway | Sweden"}).encode()

    status = running.ask("/_inspect/2020/light.md", method="POST", body=correction, **headers)[0]

    assert status == 200
    assert (folder / "content/2020/light.notes.toml").read_text(
        "utf-8"
    ) == 'countries = ["Norway", "Sweden"]\n'
    assert 'name="countries" aria-label="countries" value="Norway | Sweden"' in (
        running.get("/_inspect/2020/light.md")[2].decode()
    )
