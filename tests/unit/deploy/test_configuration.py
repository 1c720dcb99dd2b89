"""Mistakes in the tables of deploy targets are named with their lines, and no secret gets in."""

import pytest

from site_builder.deploy import choose_target, read_targets, without_secrets
from site_builder.model import SiteError


def targets(tmp_path, text):
    (tmp_path / "site.toml").write_text(text)
    return read_targets(tmp_path, shown="site.toml")


def mistakes(tmp_path, text):
    with pytest.raises(SiteError) as raised:
        targets(tmp_path, text)
    return raised.value.message.splitlines()


def test_a_site_without_settings_has_no_targets(tmp_path):
    assert read_targets(tmp_path, shown="site.toml") == {}


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("", 1, "kind is missing: choose one of archive, cloudflare, folder"),
        ('kind = "netlfy"', 2, "kind is 'netlfy': choose one of"),
        ("kind = 3", 2, "kind is 3: choose one of"),
        ('kind = "folder"', 1, "path is missing"),
        ('kind = "folder"\npath = "www"\npaht = "x"', 4, "there is no setting 'paht'; did you mean 'path'?"),
        ('kind = "folder"\npath = 7', 3, "path = 7: expected `str`, got `int`"),
        ('kind = "folder"\npath = "www"\ncompress = ["zip"]', 4, 'compress = ["zip"]: invalid enum value'),
        ('kind = "archive"\npath = "a.zip"\nurl = "example.org"', 4, "url is no address: 'example.org'"),
        (
            'kind = "archive"\npath = "a.zip"\nceiling = { fils = 3 }',
            4,
            "ceiling = {fils = 3}: object contains unknown field",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, table, line, message):
    (only,) = mistakes(tmp_path, f"[deploy.web]\n{table}\n")

    assert only.startswith(f"site.toml:{line}: [deploy.web]: {message}")


def test_all_mistakes_are_named_at_once(tmp_path):
    text = '[deploy.a]\nkind = "folder"\n\n[deploy.b]\nkind = "tape"\n'

    assert [line.partition(": ")[0] for line in mistakes(tmp_path, text)] == ["site.toml:1", "site.toml:5"]


def test_a_table_that_is_no_table_and_a_file_that_is_no_toml_are_named(tmp_path):
    assert mistakes(tmp_path, 'title = "A"\n[deploy]\nweb = "here"\n')[0].startswith("site.toml:3: ")
    assert mistakes(tmp_path, "title = \n")[0].startswith("site.toml:1: ")


@pytest.mark.parametrize(
    "line",
    [
        'secret_key = "abcdefgh"',
        'token = "abcdefgh"',
        'password = "abcdefgh"',
        'access_key = "abcdefgh"',
        'region = "AKIAIOSFODNN7EXAMPLE"',
        'endpoint = "https://keeper:abcdefgh@s3.example"',
        'prefix = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"',
    ],
)
def test_a_secret_is_refused_and_not_repeated(tmp_path, line):
    (only,) = mistakes(tmp_path, f'[deploy.web]\nkind = "s3"\nbucket = "b"\n{line}\n')

    assert only.startswith("site.toml:4: ")
    assert "looks like a secret" in only
    assert line.split('"')[1] not in only


def test_secrets_of_the_environment_are_taken_out_of_messages():
    environment = {"NETLIFY_AUTH_TOKEN": "abcdefgh123", "HOME": "/home/keeper"}

    assert (
        without_secrets("401 for abcdefgh123 in /home/keeper", environment) == "401 for *** in /home/keeper"
    )


def test_the_only_target_needs_no_name_and_several_do(tmp_path):
    one = '[deploy.web]\nkind = "folder"\npath = "www"\n'
    both = targets(tmp_path, one + '[deploy.zip]\nkind = "archive"\npath = "a.zip"\n')

    assert choose_target(targets(tmp_path, one), None, shown="site.toml").name == "web"
    assert choose_target(both, "zip", shown="site.toml").target.kind == "archive"
    for name in (None, "wbe"):
        with pytest.raises(SiteError) as raised:
            choose_target(both, name, shown="site.toml")
        assert raised.value.hint == "name one of: web, zip"
    with pytest.raises(SiteError, match="there is no target to deploy to"):
        choose_target({}, None, shown="site.toml")
