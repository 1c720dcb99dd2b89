"""Articles that are read from a bucket make the site that the same articles in a folder make."""

import pytest

from site_builder.cli import main
from site_builder.cluster.content import open_content
from site_builder.cluster.object_store import open_store
from site_builder.model import SiteError
from tests.unit.cluster.memory_storage import MemoryStorage
from tests.unit.cluster.shards import ARCHIVE, PNG, Archive, tree

ODD = {
    **ARCHIVE,
    "alone.notes.toml": "[metadata]\n",
    ".hidden/one.md": "# Not read\n",
    "table.csv": "a,b\n",
    "guide/index.md": "# About the harbour\n\n![a gate](gate.png) and [rules](rules.md).\n",
    "guide/rules.md": "# Rules\n\nNone.\n",
    "guide/gate.png": PNG,
    "large.md": "word " * 3000,
}
TOML = 'pages = ["guide"]\n[limits]\nfile_bytes = 10000\n'


BUCKET = "s3://tide/articles"


@pytest.fixture
def bucket(storage):
    """Return the address of a bucket that is served."""
    return BUCKET


@pytest.fixture
def storage(monkeypatch):
    """Serve a bucket that now and then fails."""
    pytest.importorskip("obstore")
    storage = MemoryStorage(seed=3, faults=0.02)
    storage.listings_to_shorten = 0
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "key")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", storage.url)
    yield storage
    storage.stop()


def _put(bucket, files):
    store = open_store(bucket)
    for name, text in files.items():
        store.create(name, text if isinstance(text, bytes) else text.encode())


def test_a_bucket_of_articles_makes_the_site_of_the_folder(tmp_path, bucket):
    archive = Archive(tmp_path / "site", ODD, toml=TOML)
    files, summary = archive.build_at_once()
    _put(bucket, ODD)

    command = ["cluster", "run", str(archive.root), "--jobs", "1", "--shards", "2"]
    code = main([*command, "--content", bucket, "--store", archive.url])

    assert tree(archive.root / "store" / "site") == files
    assert code == 1
    assert any(problem.code == "file-too-large" for problem in summary.problems)


def test_problems_name_the_address_of_the_object(tmp_path, bucket, capsys):
    archive = Archive(tmp_path / "site", {}, toml=TOML)
    _put(bucket, {name: ODD[name] for name in ("large.md", "lock.md", "alone.notes.toml")})

    main(["cluster", "run", str(archive.root), "--jobs", "1", "--content", bucket, "--store", archive.url])

    printed = capsys.readouterr()
    assert "s3://tide/articles/large.md: it has 15,000 bytes" in printed.out + printed.err
    assert "s3://tide/articles/alone.notes.toml: no article stands beside" in printed.out + printed.err


def test_an_article_that_goes_while_it_is_read_is_refused_by_itself(tmp_path, bucket):
    archive = Archive(tmp_path / "site", {})
    _put(bucket, {"a.md": "# A\n\nWords.\n", "b.md": "# B\n\nWords.\n"})
    content = open_content(archive.root, bucket, base_url=None)
    open_store(bucket).delete("a.md")

    gone, there = content.sources(["a.md", "b.md"])

    assert (gone.code, gone.refused) == ("unreadable", True)
    assert there.data == b"# B\n\nWords.\n"


@pytest.mark.parametrize("whole", [0, 1])
def test_a_listing_that_leaves_objects_out_takes_no_article_out_of_the_site(tmp_path, storage, whole):
    _put(BUCKET, ODD)
    archive = Archive(tmp_path / "site", {}, toml=TOML)
    listed = storage._list
    listings = []

    def short(bucket, query):
        listings.append(query)
        storage.listings_to_shorten = int(len(listings) == whole + 1)
        return listed(bucket, query)

    storage._list = short
    content = open_content(archive.root, BUCKET, base_url=None)

    assert storage.listings_to_shorten == 0
    assert len(listings) == 3
    assert content.listing.stamps.keys() == Archive(tmp_path / "whole", ODD, toml=TOML).paths


def test_a_bucket_without_articles_is_refused(tmp_path, bucket):
    archive = Archive(tmp_path / "site", {})

    command = ["cluster", "run", str(archive.root), "--content", bucket, "--store", archive.url]
    assert main(command) == 2


def test_a_file_url_is_the_folder(tmp_path):
    archive = Archive(tmp_path / "site", ODD, toml=TOML)

    content = open_content(archive.root, f"file://{archive.root}/content", base_url=None)

    assert content.site.content == archive.root / "content"
    with pytest.raises(SiteError, match="no such folder of articles"):
        open_content(archive.root, f"file://{archive.root}/nowhere", base_url=None)
