"""Pictures beside an article are shown as figures; remote ones are links that read as pictures."""

import base64
import struct
import zlib

import pytest

from site_builder.commonmark import parse, plain_blocks, rewrite_embeds
from site_builder.rendering import Picture, file_references, published_picture, render_blocks
from site_builder.rendering.image_size import image_size
from site_builder.rendering.pictures import PUBLISHED, lead_from, published_file
from tests.unit.rendering.test_safe_html import assert_safe

GATE = Picture("files/0a/gate-0a1b2c0a1b2c0a1b.png", 640, 480)
IMG = '<img src="files/0a/gate-0a1b2c0a1b2c0a1b.png" alt="{}" width="640" height="480" loading="lazy" decoding="async">'


def html_of(text: str, **files: Picture) -> str:
    found = files or {"gate.png": GATE, "low tide.png": GATE, "a/gate.png": GATE}
    document = rewrite_embeds(parse(text))
    return "\n".join(render_blocks(document, remote_images=False, prefix="a-", find_picture=found.get))


@pytest.mark.parametrize(
    ("text", "alt", "caption"),
    [
        ("![The gate](gate.png)", "The gate", "The gate"),
        ('![The gate](./gate.png "At *noon*")', "The gate", "At *noon*"),
        ("![](a/gate.png?w=3)", "", ""),
        ("![Low](low%20tide.png)", "Low", "Low"),
        ("![Low](<low tide.png>)", "Low", "Low"),
        ("![Low][p]\n\n[p]: gate.png", "Low", "Low"),
        ("![[low tide.png]]", "", ""),
        ("![[gate.png|The gate|300x200]]", "The gate", "The gate"),
        ('<img src="gate.png" alt="The gate" onerror="x">', "The gate", "The gate"),
    ],
)
def test_paragraph_that_is_a_picture_is_a_figure(text: str, alt: str, caption: str) -> None:
    words = f"<figcaption>{caption}</figcaption>" if caption else ""

    assert html_of(text).rstrip("\n") == f'<figure class="md-figure">{IMG.format(alt)}{words}</figure>'


def test_picture_within_words_or_a_link_stays_there() -> None:
    assert html_of("The ![gate](gate.png) here") == f"<p>The {IMG.format('gate')} here</p>"
    assert html_of("[![gate](gate.png)](http://a.example)").startswith('<p><a href="http://a.example"')


def test_missing_picture_is_called_by_its_name() -> None:
    assert html_of("![Gate](lost.png)") == '<p><span class="md-image" title="lost.png">Gate</span></p>'


def test_one_article_never_shows_the_picture_of_another() -> None:
    other = Picture("files/ff/gate-ffffffffffffffff.png", 1, 1)

    assert "gate-0a1b2c" in html_of("![](gate.png)")
    assert "gate-ffffff" in html_of("![](gate.png)", **{"gate.png": other})
    assert "<img" not in html_of("![](gate.png)", x=other)


def test_raw_markup_shows_no_file_that_was_not_found() -> None:
    html = html_of('<div><img src="gate-0a1b2c.png"><img src="//evil.example/gate-0a1b2c.png"></div>')

    assert "<img" not in html
    assert_safe(html)


@pytest.mark.parametrize(
    "path", ["/gate.png", "//a.example/g.png", "file:g.png", "C:\\g.png", "#g", "%2fetc/g.png"]
)
def test_other_references_are_no_paths(path: str) -> None:
    document = parse(f"![x](<{path}>)")

    assert file_references(document, plain_blocks(document)) == ()


def test_references_have_their_lines() -> None:
    document = rewrite_embeds(
        parse("# T\n\nOne ![](a%20b.png)\ntwo ![](<../c.png>)\n\n![[d.png]] ![x](http://a.example/x.png)")
    )

    references = file_references(document, plain_blocks(document))

    assert [(each.path, each.line) for each in references] == [("a b.png", 2), ("../c.png", 3), ("d.png", 5)]


def test_remote_picture_reads_as_a_picture_with_its_host() -> None:
    html = html_of("![Low tide](https://www.a.example/t.jpg)")

    assert html.endswith(">Picture: Low tide, a.example</a></p>")


def png(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


JPEG = (
    bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
    + b"\xff\xff\xc2\x00\x11\x08"
    + struct.pack(">HH", 30, 40)
)
WEBP_X = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + (39).to_bytes(3, "little") + (29).to_bytes(3, "little")
WEBP_L = b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 39 | 29 << 14)
WEBP = b"RIFF\0\0\0\0WEBPVP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 40, 30)
ISPE = b"\0\0\0\x14ispe\0\0\0\0"
AVIF = b"\0\0\0\x20ftypavif" + bytes(16) + ISPE + struct.pack(">II", 4, 3) + ISPE + struct.pack(">II", 40, 30)
GIF = base64.b64decode("R0lGODlhAQABAAAAACw=")


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(40, 30), ("png", 40, 30)),
        (JPEG, ("jpg", 40, 30)),
        (GIF, ("gif", 1, 1)),
        (WEBP, ("webp", 40, 30)),
        (WEBP_L, ("webp", 40, 30)),
        (WEBP_X, ("webp", 40, 30)),
        (AVIF, ("avif", 40, 30)),
        (b'<svg width="40" height="30px">', ("svg", 40, 30)),
        (b'<?xml version="1.0"?>\n<!-- x --><svg width="100%" viewBox="0 0 40.5 30">', ("svg", 40, 30)),
        (b"<svg>", ("svg", 0, 0)),
        (png(2**31, 1), None),
        (b"", None),
        (b"<html><svg width=1>", None),
        (b"\x89PNG\r\n\x1a\n", None),
    ],
)
def test_size_is_read_from_the_header(data: bytes, size: tuple[str, int, int] | None) -> None:
    assert image_size(data) == size
    for length in range(len(data)):
        image_size(data[:length])


def test_published_name_is_stable_and_depends_on_the_bytes() -> None:
    picture = published_picture("über/Low Tide.PNG", png(4, 3))

    assert picture is not None
    assert PUBLISHED.fullmatch(picture.address)
    assert "/low-tide-" in picture.address
    assert picture == published_picture("elsewhere/Low Tide.PNG", png(4, 3))
    assert picture != published_picture("über/Low Tide.PNG", png(3, 4))
    assert published_picture("page.png", b"<html>") is None


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="4" height="3"{}>{}</svg>'


@pytest.mark.parametrize(
    ("attributes", "inside"),
    [
        (' onload="f()"', ""),
        ("", "<script>f()</script>"),
        ("", '<s:script xmlns:s="http://www.w3.org/2000/svg">f()</s:script>'),
        ("", '<a x:href="&#106;avascript:f()"><rect/></a>'),
        ("", '<a href=" javascript:f()"><rect/></a>'),
        ("", '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
        ("", '<a><animate attributeName="href" values="javascript:f()"/></a>'),
        ("", '<set attributeName="onclick" to="f()"/>'),
        ("", '<use href="data:image/svg+xml,x"/>'),
        ("", "<not closed"),
    ],
)
def test_drawing_that_could_run_script_is_not_published(attributes: str, inside: str) -> None:
    assert published_picture("a.svg", SVG.format(attributes, inside).encode()) is None


def test_harmless_drawing_is_published() -> None:
    picture = published_picture("a.svg", SVG.format("", '<use x:href="#a"/><path d="M0 0"/>').encode())

    assert picture is not None
    assert picture.address.endswith(".svg")
    assert (picture.width, picture.height) == (4, 3)


def test_file_that_is_markup_is_not_published() -> None:
    assert published_file("a.pdf", b"\xef\xbb\xbf \n<html>") is None
    assert published_file("a.pdf", b"%PDF-1.7") is not None


def test_addresses_lead_to_the_top_of_the_site_and_text_stays() -> None:
    address = "files/0a/gate-0a1b2c0a1b2c0a1b.png"
    html = f'<p>src="{address}" <a href="{address}">x</a></p>'

    assert lead_from(html, "../../") == f'<p>src="{address}" <a href="../../{address}">x</a></p>'
