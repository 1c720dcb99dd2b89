"""Pictures and files beside articles are published once, followed, and removed; nothing else is ever copied."""

import os
import re
import struct
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.engine.sites import SmallSite, article, files


def png(width, height):
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.fixture
def site(tmp_path, monkeypatch):
    small = SmallSite(tmp_path / "site")
    monkeypatch.chdir(small.root)
    return small


def published(site):
    """List what is published below files/, without the digests."""
    names = (name for name in files(site.output) if name.startswith("files/"))
    return sorted(re.sub(r"-[0-9a-f]{16}", "", name.rpartition("/")[2]) for name in names)


def page(site, name):
    return (site.output / "articles" / name / "index.html").read_text()


def codes(summary):
    return [(problem.path, problem.line, problem.code) for problem in summary.problems]


def write_article(site, name, text):
    site.write(name, article(f"About {name}", body=f"As {name} says, the tide came in.") + f"\n{text}\n")


def test_pictures_and_files_are_published_however_they_are_named(site):
    site.write("d/a b.png", png(4, 3))
    site.write("d/a_files/c.png", png(5, 3))
    site.write("vault/e.png", png(6, 3))
    site.write("top.png", png(7, 3))
    site.write("d/r.pdf", b"%PDF-1.7")
    text = (
        "![One](a%20b.png)\n\n![](<a b.png>)\n\n![c][c]\n\n![[e.png|Caption]]\n\n![t](../top.png)\n\n"
        '[the report](r.pdf#page=2) <a href="r.pdf">again</a>\n\n[c]: a_files/c.png\n'
    )
    write_article(site, "d/one.md", text)

    summary = site.build()

    assert summary.problems == ()
    assert summary.ignored == 0
    assert published(site) == ["a-b.png", "c.png", "e.png", "r.pdf", "top.png"]
    html = page(site, "d/one")
    assert '<figure class="md-figure"><img src="../../../files/' in html
    assert 'width="6" height="3" loading="lazy"' in html
    for target in re.findall(r'(?:src|href)="(\.\./\.\./\.\./files/[^"]+)"', html):
        assert (site.output / "articles/d/one" / target).is_file()


def test_a_file_that_two_articles_show_is_there_once_and_until_neither_does(site):
    site.write("gate.png", png(4, 3))
    site.write("unused.png", png(5, 3))
    write_article(site, "one.md", "![Gate](gate.png)")
    write_article(site, "two.md", "![Gate](gate.png)")

    assert site.build().ignored == 1
    assert published(site) == ["gate.png"]
    site.remove("one.md")
    site.build()
    assert published(site) == ["gate.png"]
    write_article(site, "two.md", "No picture.")
    site.build()
    assert published(site) == []


def test_what_is_missing_or_of_another_kind_is_a_problem_with_its_line(site):
    site.write(".hidden/x.png", png(4, 3))
    site.write("page.html", b"<html>")
    site.write("fake.pdf", b"<html>")
    site.write("bad.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="f()"/>')
    (site.root / "outside.png").write_bytes(png(4, 3))
    text = (
        "![a](lost.png)\n![b](../outside.png)\n![c](.hidden/x.png)\n![d](photo.tiff)\n![e](bad.svg)\n"
        "[f](fake.pdf) [g](page.html)"
    )
    write_article(site, "one.md", text)
    first = (site.content / "one.md").read_text().split("\n").index("![a](lost.png)") + 1

    summary = site.build()

    assert codes(summary) == [
        ("content/one.md", first, "missing-file"),
        ("content/one.md", first + 1, "file-outside"),
        ("content/one.md", first + 2, "missing-file"),
        ("content/one.md", first + 3, "file-type"),
        ("content/one.md", first + 4, "active-file"),
        ("content/one.md", first + 5, "active-file"),
    ]
    assert published(site) == []
    site.write("lost.png", png(4, 3))
    assert ("content/one.md", first, "missing-file") not in codes(site.build())
    assert published(site) == ["lost.png"]


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_no_link_is_followed_out_of_the_content_folder(site):
    secret = site.root / "secret"
    secret.mkdir()
    (secret / "x.png").write_bytes(png(4, 3))
    write_article(site, "one.md", "![a](link.png) ![b](folder/x.png) ![c](inside.png)")
    (site.content / "link.png").symlink_to(secret / "x.png")
    (site.content / "folder").symlink_to(secret)
    site.write("real.png", png(5, 3))
    (site.content / "inside.png").symlink_to("real.png")

    site.build()

    assert published(site) == ["inside.png"]


def test_files_beyond_the_limits_are_not_published(site):
    site.write("a.png", png(4, 3) + bytes(100))
    site.write("a.pdf", b"%PDF" + bytes(100))
    write_article(site, "one.md", "![a](a.png)\n\n[b](a.pdf)")
    limits = "[limits]\npicture_bytes = {}\nattachment_bytes = {}\n"
    (site.root / "site.toml").write_text(limits.format(50, 50))

    assert [problem.code for problem in site.build().problems] == ["attachment-too-large"] * 2
    (site.root / "site.toml").write_text(limits.format(500, 50))
    site.build()
    assert published(site) == ["a.png"]


def test_a_copy_that_was_damaged_is_written_again(site):
    site.write("a.png", png(4, 3))
    write_article(site, "one.md", "![a](a.png)")
    site.build()
    (name,) = (name for name in files(site.output) if name.startswith("files/"))
    (site.output / name).write_bytes(b"x")

    assert site.reasons() == {name: "damaged"}
    assert (site.output / name).read_bytes() == png(4, 3)
    assert site.build().written == 0


PICTURES = ("a.png", "d/a.png", "d/b.png")
TEXTS = ("![x](a.png)", "![x](d/b.png) ![y](a.png)", "![[b.png]]", "nothing")
EDITS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(PICTURES), st.integers(1, 3)),
        st.tuples(st.sampled_from(PICTURES), st.none()),
        st.tuples(st.sampled_from(("one.md", "d/two.md")), st.sampled_from(TEXTS)),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=5, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_any_edits_end_where_a_clean_build_does(rounds):
    with tempfile.TemporaryDirectory() as folder:
        site = SmallSite(Path(folder) / "site")
        write_article(site, "one.md", "![x](d/a.png)")
        write_article(site, "d/two.md", "![x](../a.png) ![y](b.png)")
        for edits in rounds:
            for name, value in edits:
                if name.endswith(".md"):
                    write_article(site, name, value)
                elif value:
                    site.write(name, png(value, 3))
                elif (site.content / name).exists():
                    site.remove(name)
            summary = site.build()
        assert files(site.output) == site.clean_build(Path(folder) / "clean")
        assert {problem.code for problem in summary.problems} <= {"missing-file"}
