"""The command `deploy`: what it prints, what it refuses, and its exit codes."""

import json
import os
import re

import pytest

from site_builder.cli import main
from site_builder.deploy import verification
from tests.unit.deploy.servers import Answering, Cloudflare
from tests.unit.deploy.site import BuiltSite


@pytest.fixture
def site(tmp_path, monkeypatch):
    built = BuiltSite(tmp_path / "site")
    built.configure('kind = "folder"\npath = "../www"')
    monkeypatch.chdir(built.root)
    return built


def test_the_plan_is_printed_as_data_and_nothing_is_published(site, capsys):
    assert main(["deploy", "--dry-run", "--format", "json"]) == 0

    plan = json.loads(capsys.readouterr().out)
    assert plan["target"] == "web"
    assert {"path": "index.html", "bytes": 13} in plan["added"]
    assert (plan["changed"], plan["removed"], plan["unchanged"], plan["refused"]) == ([], [], 0, None)
    assert plan["bytes"] == sum(change["bytes"] for change in plan["added"])
    assert not (site.root.parent / "www").exists()


def test_a_deploy_prints_its_plan_and_what_it_did(site, capsys):
    assert main(["deploy"]) == 0

    printed = capsys.readouterr().out
    assert "web: 10 files" in printed
    assert "added     10 (" in printed
    assert "is live: 10 files sent, 0 removed" in printed


def test_releases_are_listed_and_gone_back_to(site, capsys, monkeypatch):
    main(["deploy"])
    site.write("index.html", "<h1>New home</h1>")
    wait_for_the_next_second(site)
    main(["deploy"])
    capsys.readouterr()

    assert main(["deploy", "--list", "--format", "json"]) == 0
    new, old = json.loads(capsys.readouterr().out)
    assert new.keys() == {"release", "when", "files", "bytes", "live"}
    assert (new["live"], old["live"], new["files"]) == (True, False, 10)

    assert main(["deploy", "--rollback"]) == 0
    assert (site.root / "../www/index.html").read_text() == "<h1>Home</h1>"
    assert main(["deploy", "--rollback", new["release"]]) == 0
    assert (site.root / "../www/index.html").read_text() == "<h1>New home</h1>"


def test_an_archive_lists_its_one_release(site, capsys):
    site.configure('kind = "archive"\npath = "../site.zip"')
    main(["deploy"])
    capsys.readouterr()

    assert main(["deploy", "--list", "--format", "json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{8}", only["release"])
    assert only["when"].startswith(f"{only['release'][:4]}-")
    assert only["live"] is True
    assert main(["deploy", "--rollback"]) == 2
    assert "keep =" not in capsys.readouterr().err


def wait_for_the_next_second(site):
    """Make the release that is there older, as ids count seconds."""
    store = site.root.parent / "www.releases"
    (release,) = (folder for folder in store.iterdir() if folder.is_dir())
    record = json.loads((release / ".site-builder-release.json").read_text())
    record["id"] = "20200101T000000Z" + record["id"][16:]
    (release / ".site-builder-release.json").write_text(json.dumps(record))
    release.rename(store / record["id"])
    os.unlink(site.root.parent / "www")
    os.symlink(f"www.releases/{record['id']}", site.root.parent / "www")


def test_going_back_is_nothing_to_try(site, capsys):
    assert main(["deploy", "--rollback", "--dry-run"]) == 2
    assert "do not go together" in capsys.readouterr().err


@pytest.mark.parametrize("packed", [False, True])
def test_the_record_names_the_commit_of_the_sources(site, packed):
    commit = "0123456789" * 4
    site.write("../.git/HEAD", "ref: refs/heads/main\n")
    name, text = ("packed-refs", f"{commit} refs/heads/main\n") if packed else ("refs/heads/main", commit)
    site.write(f"../.git/{name}", text)
    main(["deploy"])

    record = json.loads((site.root.parent / "www/.site-builder-release.json").read_text())
    assert record["sources"] == f"git:{commit}"


def test_there_is_nothing_to_go_back_to_after_one_deploy(site, capsys):
    main(["deploy"])

    assert main(["deploy", "--rollback"]) == 2
    assert "there is no release before" in capsys.readouterr().err
    assert main(["deploy", "--rollback", "20990101"]) == 2
    assert "there is no release '20990101'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ceiling", "message"),
    [
        ("files = 3", '10 files are more than the 3 that this host takes: set layout = "lean"'),
        ("bytes = 9", "bytes are more than the 9 that this host takes"),
        ("file_bytes = 9", "more than the 9 that this host takes of one file"),
    ],
)
def test_a_site_above_the_ceiling_is_refused_with_the_way_out(site, capsys, ceiling, message):
    site.configure(f'kind = "folder"\npath = "../www"\nceiling = {{ {ceiling} }}')

    assert main(["deploy"]) == 2
    assert message in capsys.readouterr().out
    assert not (site.root.parent / "www").exists()


def test_well_known_files_travel_and_hidden_ones_of_ours_stay(site):
    site.write(".site-builder-anything", "ours")
    site.write(".git/config", "not ours")
    main(["deploy"])

    names = {
        path.relative_to(site.root.parent / "www").as_posix()
        for path in (site.root.parent / "www").rglob("*")
        if path.is_file() and "/." in f"/{path.relative_to(site.root.parent / 'www').as_posix()}"
    }
    assert names == {".well-known/security.txt", ".site-builder-release.json"}


def test_an_output_that_is_a_link_is_published_as_what_it_leads_to(site):
    site.public.rename(site.root / ".public-a")
    site.public.symlink_to(".public-a")

    assert main(["deploy"]) == 0
    assert (site.root.parent / "www/index.html").read_text() == "<h1>Home</h1>"


def test_a_link_into_itself_is_refused(site, capsys):
    (site.public / "again").symlink_to(".")

    assert main(["deploy"]) == 2
    assert "is a link to a folder above it" in capsys.readouterr().err


def test_any_folder_of_files_can_be_published(site, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/index.html").write_text("<h1>Other</h1>")

    assert main(["deploy", "--output", str(tmp_path / "other")]) == 0
    assert (site.root.parent / "www/index.html").read_text() == "<h1>Other</h1>"


@pytest.mark.parametrize(
    ("host", "path", "words"),
    [
        ("github", ".github/workflows/publish.yml", "actions/deploy-pages@"),
        ("gitlab", ".gitlab-ci.yml", "publish: public"),
        ("netlify", "netlify.toml", 'publish = "public"'),
        ("cloudflare", "wrangler.jsonc", '"directory": "./public"'),
    ],
)
def test_the_file_of_a_host_is_written_once(site, capsys, host, path, words):
    assert main(["deploy", "--init", host]) == 0
    text = (site.root / path).read_text()
    assert words in text
    assert "{{ requirement" not in text
    assert path in capsys.readouterr().out

    assert main(["deploy", "--init", host]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (site.root / path).read_text() == text


def serve(site, changed):
    """Serve what was published, but some paths with other bytes, all with status 200."""

    def answer(method, path, query, headers, body):
        place = site.root.parent / "www" / path.lstrip("/")
        place = place / "index.html" if path.endswith("/") else place
        if path.lstrip("/") in changed:
            return 200, {}, b"<h1>An error of the host</h1>"
        if not place.is_file():
            return 404, {}, (site.public / "404.html").read_bytes()
        return 200, {}, place.read_bytes()

    return Answering(answer)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(verification, "_PAUSES", ())


def test_a_published_site_is_read_again(site, capsys):
    server = serve(site, changed=())
    site.configure(f'kind = "folder"\npath = "../www"\nurl = "{server.url}"')

    assert main(["deploy", "--verify", "all"]) == 0
    server.stop()
    asked = {path for _, path in server.requests}
    assert {"/", "/articles/a/", "/static/style.aaaaaaaa.css", "/no-such-page-5f1c/"} <= asked
    assert f"{server.url}  (read again and found the same)" in capsys.readouterr().out


def test_a_page_with_other_bytes_is_named_though_the_host_answers_200(site, capsys, impatient):
    server = serve(site, changed=("articles/a/",))
    site.configure(f'kind = "folder"\npath = "../www"\nurl = "{server.url}"')

    assert main(["deploy"]) == 1
    server.stop()
    assert f"{server.url}/articles/a/index.html: has other bytes than were sent" in capsys.readouterr().err


def test_a_host_that_answers_200_for_wrong_addresses_is_named(site, capsys, impatient):
    server = serve(site, changed=("no-such-page-5f1c/",))
    site.configure(f'kind = "folder"\npath = "../www"\nurl = "{server.url}"')

    assert main(["deploy"]) == 1
    server.stop()
    assert "a page that does not exist answers 200 and not 404" in capsys.readouterr().err


def test_without_verification_nothing_is_asked(site):
    server = serve(site, changed=("",))
    site.configure(f'kind = "folder"\npath = "../www"\nurl = "{server.url}"')

    assert main(["deploy", "--verify", "none"]) == 0
    server.stop()
    assert server.requests == []


def test_a_token_that_the_host_repeats_is_not_printed(site, capsys, monkeypatch):
    server = Answering(
        lambda method, path, query, headers, body: (401, {}, headers["Authorization"].encode())
    )
    monkeypatch.setenv("NETLIFY_AUTH_TOKEN", "a-secret-of-mine")
    monkeypatch.setenv("NETLIFY_API_URL", server.url)
    site.configure('kind = "netlify"\nsite = "tide"')

    assert main(["deploy"]) == 2
    server.stop()
    printed = "".join(capsys.readouterr())
    assert "the host answers 401" in printed
    assert "check the token in the environment" in printed
    assert "a-secret-of-mine" not in printed
    assert not [
        path for path in site.root.rglob("*") if path.is_file() and b"a-secret-of-mine" in path.read_bytes()
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('kind = "netlify"\nsite = "tide"', "set NETLIFY_AUTH_TOKEN"),
        ('kind = "cloudflare"\nname = "tide"', "set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID"),
        ('kind = "rsync"\nhost = "-oProxyCommand=true"\npath = "www"', "is no host"),
        ('kind = "git"\nremote = "--upload-pack=true"', "is no repository"),
        ('kind = "archive"\npath = "site.rar"', "ends in .zip, .tar.gz or .tgz"),
    ],
)
def test_what_a_target_lacks_is_said_with_the_way_out(site, capsys, monkeypatch, table, message):
    for name in ("NETLIFY_AUTH_TOKEN", "CLOUDFLARE_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    site.configure(table)

    assert main(["deploy"]) == 2
    assert message in capsys.readouterr().err


def test_the_files_that_cloudflare_takes_are_counted_before_anything_is_sent(site, capsys, monkeypatch):
    server = Cloudflare()
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "goodtoken")
    monkeypatch.setenv("CLOUDFLARE_ACCOUNT_ID", "acc")
    monkeypatch.setenv("CLOUDFLARE_API_URL", server.http.url)
    monkeypatch.setattr("site_builder.deploy.targets.cloudflare._FILES", 5)
    site.configure('kind = "cloudflare"\nname = "tide"')

    assert main(["deploy"]) == 2
    server.http.stop()
    assert 'set layout = "lean"' in capsys.readouterr().out
    assert {method for method, _ in server.http.requests} == {"GET"}
