"""Whatever a user can name is named in the handbook, and every link in the documentation leads somewhere."""

import ast
import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import get_args

import click
import msgspec
import pytest

from site_builder import __version__
from site_builder.cli import cli
from site_builder.facets import FACETS
from site_builder.model import Metadata, Role, RoleClass, Voice
from site_builder.settings import NOT_IN_FILE, Settings

CLONE = Path(__file__).parents[1]
HANDBOOK = CLONE / "content/handbook"
DOCUMENTS = [*sorted(HANDBOOK.glob("*.md")), CLONE / "README.md", CLONE / "ARCHITECTURE.md"]
CODE_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Pictures are made after the pages that show them.
PICTURE = re.compile(r"\.(?:png|svg)\Z")


@cache
def handbook(page="*"):
    """Give the text of the handbook, or of one page of it."""
    return "\n".join(path.read_text("utf-8") for path in sorted(HANDBOOK.glob(f"{page}.md")))


def is_named(name, text):
    """Tell a name set as code, alone or at the start of a piece of code, from a word that looks like it."""
    return re.search(rf"`(?:site-builder )?{re.escape(name)}(?![\w-])[^`\n]*`", text) is not None


def commands():
    return sorted(cli.commands)


def options():
    return sorted(
        (name, option)
        for name, command in cli.commands.items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    )


def settings(kind=Settings, above=""):
    """Yield the name of every setting, with its table, and its default as TOML writes it."""
    for field in msgspec.structs.fields(kind):
        if field.name in NOT_IN_FILE:
            continue
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from settings(field.type, f"{above}{field.name}.")
        else:
            yield above + field.name, json.dumps(field.default)


def section(text, heading):
    """Give what stands under a heading, up to the next of its level."""
    found = re.search(rf"(?m)^(#+) {re.escape(heading)}$", text)
    assert found, f"there is no heading {heading!r}"
    rest = text[found.end() :]
    end = re.search(rf"(?m)^#{{1,{len(found[1])}}} ", rest)
    return rest[: end.start()] if end else rest


class _Codes(ast.NodeVisitor):
    """Collects the codes of problems: what is given where a function, or Problem itself, wants a `code`."""

    def __init__(self, places):
        self._places = places
        self.found = set()

    def visit_Call(self, node):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = self._places.get(name)
        given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        if place is not None and place < len(node.args):
            given.append(node.args[place])
        for value in given:
            self._take(value)
        self.generic_visit(node)

    def visit_Tuple(self, node):
        # Code, message and hint, on their way to a Problem.
        if len(node.elts) == 3 and isinstance(node.ctx, ast.Load):
            first = node.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and "-" in first.value:
                self._take(first)
        self.generic_visit(node)

    def _take(self, value):
        if isinstance(value, ast.Constant) and CODE_WORD.fullmatch(str(value.value)):
            self.found.add(value.value)


def problem_codes():
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted((CLONE / "site_builder").rglob("*.py"))]
    places = {"Problem": 2}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                if "code" in names:
                    places[node.name] = names.index("code")
    codes = _Codes(places)
    for tree in trees:
        codes.visit(tree)
    return codes.found


def external_codes():
    """Give the codes that are put together from what came of asking another host."""
    from site_builder.checking.external.link_cache import Kind

    return {f"link-{kind}" for kind in get_args(Kind) if kind != "well"}


@pytest.mark.parametrize("name", commands())
def test_every_command_has_a_section_in_the_handbook(name):
    assert section(handbook("commands"), f"`site-builder {name}`").strip()


@pytest.mark.parametrize(("name", "option"), options())
def test_every_option_is_explained_with_its_command(name, option):
    assert is_named(option, section(handbook("commands"), f"`site-builder {name}`"))


@pytest.mark.parametrize(("name", "default"), list(settings()))
def test_every_setting_is_in_the_table_with_its_default(name, default):
    rows = [row for row in handbook("settings").splitlines() if row.startswith(f"| `{name}` |")]

    assert len(rows) == 1
    assert rows[0].startswith(f"| `{name}` | `{default}` |")


@pytest.mark.parametrize("word", [*Role, *Voice, *RoleClass])
def test_every_role_voice_and_class_is_explained(word):
    assert re.search(rf"(?m)^\| `{word}` \|", handbook("roles"))


@pytest.mark.parametrize("code", sorted(problem_codes() | external_codes()))
def test_every_code_of_a_problem_is_explained(code):
    assert re.search(rf"(?m)^\| `{code}` \|", handbook("messages"))


def test_codes_are_found_in_all_the_ways_they_are_written():
    expected = {"empty-file", "bad-date", "link", "link-broken", "bad-notes", "same-address", "failed"}
    assert expected <= problem_codes()


@pytest.mark.parametrize("field", Metadata.__struct_fields__)
def test_every_field_is_explained_where_reading_and_corrections_are(field):
    assert is_named(field, handbook("reading"))
    assert is_named(field, handbook("corrections"))


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.key)
def test_every_index_has_its_address_in_the_handbook(facet):
    assert f"`/{facet.key}/" in handbook("pages-and-addresses")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_the_documentation_leads_to_a_file(path):
    text = re.sub(r"(?ms)^( *)```.*?^\1```", "", path.read_text("utf-8"))
    text = re.sub(r"`[^`\n]*`", "", text)
    for target in re.findall(r"\]\(([^()\s]+)\)", text):
        if re.match(r"[a-z]+:", target) or PICTURE.search(target):
            continue
        goal, _, fragment = target.partition("#")
        file = (path.parent / goal) if goal else path
        assert file.exists(), target
        if fragment:
            assert fragment in _fragments(file), target


def _fragments(path):
    headings = re.findall(r"(?m)^#+ (.+)$", path.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", sorted(HANDBOOK.glob("*.md")), ids=lambda path: path.name)
def test_every_page_of_the_handbook_opens_with_its_title_and_is_on_the_map(path):
    assert re.match(r"# \S", path.read_text("utf-8"))
    assert path.stem == "index" or f"]({path.name})" in handbook("index")


def test_no_page_speaks_of_a_command_that_is_not_there():
    told = re.findall(r"site-builder ([a-z]+)", handbook() + (CLONE / "README.md").read_text("utf-8"))

    assert set(told) <= {*commands(), "is", "or"}


def test_the_readme_says_what_it_is_and_gives_the_two_commands_first():
    title, _, what, _, *rest = (CLONE / "README.md").read_text("utf-8").splitlines()

    assert title == "# site-builder"
    assert what.endswith(".")
    assert [line.split("#")[0].strip() for line in rest[:2]] == ["make site", "make test"]


def test_the_changelog_opens_with_unreleased_and_its_newest_version_is_that_of_the_package():
    changelog = (CLONE / "CHANGELOG.md").read_text("utf-8")
    package = tomllib.loads((CLONE / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    first, *versions = re.findall(r"(?m)^## \[?([\w.]+)", changelog)

    assert first == "Unreleased"
    # Before the first release there is no section of a version yet.
    assert versions[:1] in ([], [package])
    assert __version__ == package
