"""Pictures and files beside articles are shown while the site is edited, and followed."""

import re

from tests.unit.engine.test_attachments import png
from tests.unit.server.running import LIGHT

PICTURE = re.compile(rb'<img src="\.\./\.\./\.\./(files/[^"]+)"')


def test_picture_is_shown_when_it_comes_changes_and_goes(case):
    case.source.write_text(f"{LIGHT}\n![The gate](gate.png)\n", "utf-8")
    case.running.until(lambda: b'title="gate.png"' in case.running.get(case.light)[2])
    tab = case.listen(case.light)
    assert [each["line"] for each in tab.state()["troubles"]] == [13]

    (case.folder / "gate.png").write_bytes(png(4, 3))
    case.running.until(lambda: PICTURE.search(case.running.get(case.light)[2]))
    first = PICTURE.search(case.running.get(case.light)[2])[1].decode()
    status, headers, body = case.running.get(f"/{first}")
    assert (status, headers["content-type"], body) == (200, "image/png", png(4, 3))
    assert case.listen(case.light).state()["troubles"] == []
    assert tab.state()["shown"]

    (case.folder / "gate.png").write_bytes(png(5, 3))
    case.running.until(lambda: b'width="5"' in case.running.get(case.light)[2])
    second = PICTURE.search(case.running.get(case.light)[2])[1].decode()
    assert second != first
    assert case.running.get(f"/{second}")[2] == png(5, 3)
    assert case.running.get(f"/{first}")[0] == 404

    (case.folder / "gate.png").unlink()
    case.running.until(lambda: b"<img" not in case.running.get(case.light)[2])
    assert case.running.get(f"/{second}")[0] == 404
