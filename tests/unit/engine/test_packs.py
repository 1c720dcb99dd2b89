"""A lean site has one file an article, and packs from which every source can be read byte for byte."""

import json
import random

import msgspec

from site_builder.disk import Folder, Staging
from site_builder.engine.packs import PACK_BYTES, write_packs
from site_builder.engine.worker import SpillFile
from site_builder.pages import pack_key
from tests.unit.engine.sites import SmallSite, article, files

LEAN = 'layout = "lean"\n'


def parts(pages, address):
    """Read the parts of an article as its page says: by key, index and offsets."""
    digits = json.loads(pages["data/packs/index.json"])["digits"]
    entry = json.loads(pages[f"data/packs/{pack_key(address)[:digits] or 'all'}.json"])[address]
    held = pages["data/packs/" + entry.pop("pack")]
    return {name: held[start : start + length] for name, (start, length) in entry.items()}


def test_a_lean_site_holds_what_a_full_one_does(tmp_path):
    lean, full = SmallSite(tmp_path / "lean"), SmallSite(tmp_path / "full")
    (lean.root / "site.toml").write_text(LEAN)
    for site in (lean, full):
        site.write("2020/holm.md", article("The gauge at Holm"))
        site.write("2020/skarvik.md", article("The light at Skarvik"))
        site.build()
    packed, beside = files(lean.output), files(full.output)

    for folder in ("articles/2020/holm/", "articles/2020/skarvik/"):
        assert [name for name in packed if name.startswith(folder)] == [folder + "index.html"]
        for name, data in parts(packed, folder).items():
            assert data == beside[folder + name]
        assert pack_key(folder) in packed[folder + "index.html"].decode()


def test_any_chain_of_edits_of_a_lean_site_ends_where_a_clean_build_does(tmp_path):
    site = SmallSite(tmp_path / "site")
    (site.root / "site.toml").write_text(LEAN)
    draw = random.Random(20200204)
    names = ["2020/holm.md", "a.md", "A.md", "b/c.txt"]
    site.write("stays.md", article("What stays"))
    for step in range(6):
        for name in draw.sample(names, 2):
            if (site.content / name).exists() and draw.random() < 0.4:
                site.remove(name)
            else:
                site.write(name, article(f"Title {draw.randint(1, 9)}"))
        if step == 3:
            (site.output / "data/packs/all-0.pack").write_bytes(b"damaged")
        site.build()

        assert files(site.output) == site.clean_build(tmp_path / f"clean-{step}"), step


def test_an_edit_takes_the_others_from_the_packs_of_the_last_build(tmp_path):
    site = SmallSite(tmp_path / "site")
    (site.root / "site.toml").write_text(LEAN)
    site.write("a.md", article("One"))
    site.write("b.md", article("Two"))
    site.build()

    site.write("a.md", article("One").replace("nobody wrote it down", "nobody noted it down"))
    site.build()

    assert b"noted it down" in parts(files(site.output), "articles/a/")["article.md"]
    assert parts(files(site.output), "articles/b/")["article.md"] == (site.content / "b.md").read_bytes()


def test_no_file_of_a_pack_is_longer_than_hosts_take(tmp_path):
    spill, encode = SpillFile(tmp_path), msgspec.msgpack.encode
    part = bytes(7 * 2**20)
    fresh = {f"articles/{name}/": spill.put(encode([part, b"{}"])) for name in "abcde"}

    written, _ = write_packs(
        fresh,
        fresh,
        (),
        spill=spill,
        site=Folder(tmp_path / "out"),
        staging=Staging(tmp_path / "out"),
        before={},
    )

    packs = {name: record.size for name, record in written.items() if name.endswith(".pack")}
    assert len(packs) == 3
    assert max(packs.values()) <= PACK_BYTES
    assert sum(packs.values()) == 5 * (len(part) + 2)
