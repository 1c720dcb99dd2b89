"""Whatever is one of a kind is complete: its row, its template, its test and its line in the handbook exist."""

import ast
import re
import string
from pathlib import Path

import msgspec
import pytest

from site_builder import pipeline
from site_builder.deploy import target_kinds
from site_builder.deploy.configuration import COMMON
from site_builder.model import Metadata, Role, RoleClass, Source, Voice
from site_builder.rendering import Renderer
from site_builder.settings import Settings
from tests.site import build_site, theme

CLONE = Path(__file__).parents[1]
HANDBOOK = CLONE / "content/handbook"

every_role = pytest.mark.parametrize("role", list(Role))


class TestRoles:
    """Every role has a complete row in `roles.py`, which all other places read."""

    QUOTE = "The lock at Ferrow"
    ARTICLE = f"# Water is late\n\n{QUOTE} opened an hour late on Monday, because the gate had to be mended first.\n"

    def corrected(self, role):
        """Give the study and the article of a text whose first paragraph a person gave a role."""
        notes = f'[[block]]\nquote = "{self.QUOTE}"\nrole = "{role.value}"\n'
        source = Source("a.md", "a.md", self.ARTICLE.encode(), notes.encode(), "a.notes.toml")
        study = pipeline.study(source, Settings())
        return study, pipeline.understand(study, {}, Settings())

    def rows(self):
        from site_builder.roles import ROLES

        return ROLES

    def test_roles_stand_in_the_table_in_their_order(self):
        assert list(self.rows()) == list(Role)

    @every_role
    def test_a_role_has_a_class_a_name_and_a_voice(self, role):
        row = self.rows()[role]

        assert row.role is role
        assert row.kind in RoleClass
        assert row.voice in Voice
        assert row.name[:1].isupper()
        assert row.kind is RoleClass.NONE or row.contents

    def test_names_and_keys_belong_to_one_role_each(self):
        rows = self.rows().values()

        assert len({row.name for row in rows}) == len(rows)
        assert len({row.key for row in rows}) == len(rows)
        assert {row.key for row in rows} <= set(string.ascii_lowercase)

    def test_no_role_has_a_key_that_leads_about_in_the_inspector(self):
        script = (CLONE / "templates/live/inspect.js").read_text("utf-8")
        taken = set(
            re.findall(r"^  (\w): ", script.partition("const keys = {")[2].partition("\n};")[0], re.MULTILINE)
        )

        assert taken >= {"j", "k", "n"}
        assert not taken & {row.key for row in self.rows().values()}

    @every_role
    def test_only_boilerplate_has_a_note_and_names_for_parts(self, role):
        row = self.rows()[role]

        assert bool(row.sentence) == bool(row.part) == row.boilerplate
        assert row.boilerplate == (row.kind in (RoleClass.BOILERPLATE, RoleClass.DISCLAIMER))
        assert not row.sentence or re.fullmatch(r"[A-Z][^.]+\.", row.sentence)

    @every_role
    def test_a_person_can_give_a_role_and_its_page_shows_it(self, role):
        study, article = self.corrected(role)
        card = pipeline.card_of(study, article, "articles/a/", Settings())
        renderer = Renderer(theme())
        (page, *_) = pipeline.render_article(
            study, article, card, settings=Settings(), facets=(), renderer=renderer
        )

        assert article.labels[1].role is role
        assert f'data-role="{role.value}"' in page.data.decode()
        assert [note.says for note in article.annotations] == (
            [self.rows()[role].sentence] if self.rows()[role].boilerplate else []
        )

    @every_role
    def test_the_handbook_has_a_role_below_its_class(self, role):
        text = (HANDBOOK / "roles.md").read_text("utf-8")
        sections = [part for part in text.split("\n### ") if f"the class `{self.rows()[role].kind}`." in part]

        assert [part for part in sections if re.search(rf"^\| `{role}` \|", part, re.MULTILINE)]

    @every_role
    def test_the_handbook_names_the_key_that_gives_a_role(self, role):
        text = (HANDBOOK / "editing.md").read_text("utf-8")

        assert f"| `{self.rows()[role].key}` | {role.value} |" in text

    def test_the_handbook_counts_the_roles(self):
        assert f"\n## The {len(Role)} roles\n" in (HANDBOOK / "roles.md").read_text("utf-8")

    @every_role
    def test_the_page_about_the_annotations_says_what_a_role_holds(self, role):
        page = build_site(f"-- a.md --\n{self.ARTICLE}")["about/index.html"]
        contents = self.rows()[role].contents

        assert contents.casefold() in page.casefold()

    def test_a_role_is_predicted_only_where_the_weights_know_it(self):
        from site_builder.segmenting import shipped_weights

        assert set(shipped_weights().roles) <= set(Role)

    @pytest.mark.parametrize("kind", [each for each in RoleClass if each is not RoleClass.NONE])
    def test_the_theme_has_a_look_for_every_class(self, kind):
        style = (CLONE / "templates/static/style.css").read_text("utf-8")

        assert re.search(rf'\.{kind}\b|data-class="{kind}"|--{kind}\b', style)


class TestFacets:
    """Every facet is one complete row, which all other places read."""

    @staticmethod
    def facets():
        from site_builder.facet_catalogue import CATALOGUE
        from site_builder.facets import FACETS

        return (*FACETS, *CATALOGUE.values())

    def test_keys_names_and_phrases_belong_to_one_facet_each(self):
        for field in ("key", "one", "many", "phrase"):
            values = [getattr(facet, field) for facet in self.facets()]
            assert len(set(values)) == len(values), field
        keys = [key for facet in self.facets() for key in facet.keys if facet.chosen]
        assert len(set(keys)) == len(keys)

    def test_a_row_is_complete(self):
        keys = {facet.key for facet in self.facets()}
        for facet in self.facets():
            assert re.fullmatch(r"[a-z]+", facet.key)
            assert facet.one[0].isupper()
            assert facet.many[0].isupper()
            assert re.match(r"(?:in|with|at|from|of|about|on) this ", facet.phrase), facet.key
            assert set(facet.beside) <= keys - {facet.key}, facet.key
            assert bool(facet.words) == bool(facet.keys), facet.key
            assert not facet.field or facet.field in Metadata.__struct_fields__ or facet.key == "years"

    def test_a_facet_of_the_catalogue_is_switched_on_by_one_word(self):
        from site_builder.facet_catalogue import CATALOGUE

        for key, facet in CATALOGUE.items():
            for line in (f"{facet.one}: Ferrow", f"**{facet.many}:** Ferrow"):
                pages = build_site(
                    f'-- site.toml --\nfacets = ["{key}"]\n-- a.md --\n# Water is late\n\n{line}\n\n'
                    "The lock opened an hour late on Monday, because the gate had to be mended first.\n"
                )
                assert f"{key}/ferrow/index.html" in pages, (key, line)

    def test_a_row_without_a_field_is_read_from_lines_and_front_matter_once_it_is_built_in(self):
        from site_builder.facet_catalogue import CATALOGUE
        from site_builder.facets import FACETS

        for row in CATALOGUE.values():
            if row.field:
                continue
            built_in = msgspec.structs.replace(row, chosen=False)
            settings = msgspec.structs.replace(Settings(), indexes=(*FACETS, built_in))
            for text in (
                f"# Water is late\n\n{row.one}: Ferrow\n",
                f"---\n{row.keys[0]}: Ferrow\n---\n# Late\n",
            ):
                study = pipeline.study(Source("a.md", "a.md", text.encode()), settings)
                metadata = pipeline.understand(study, {}, settings).metadata
                assert built_in.labels(metadata) == ("Ferrow",), (row.key, text)

    def test_the_handbook_has_the_address_or_the_word_of_every_facet(self):
        from site_builder.facet_catalogue import CATALOGUE

        addresses = (HANDBOOK / "pages-and-addresses.md").read_text("utf-8")
        words = (HANDBOOK / "settings.md").read_text("utf-8")
        for facet in self.facets():
            assert f"`{facet.key}`" in words if facet.key in CATALOGUE else f"`/{facet.key}/" in addresses

    def test_a_facet_of_the_site_needs_nothing_but_its_table(self):
        pages = build_site(
            "-- site.toml --\n"
            '[[facets]]\nname = "Lighthouses"\naddress = "lights"\nlabels = ["Lighthouse", "Leuchtturm"]\n'
            '[[facets]]\nname = "Ports"\nlabels = ["Port"]\nmany = true\n'
            "-- a.md --\n# Water is late\n\nLeuchtturm: Old Head, north\n\nPort: Ferrow, Marr\n\n"
            "The lock opened an hour late on Monday, because the gate had to be mended first.\n"
            "-- b.md --\n---\nlighthouse: Old Head, north\nport: [Marr]\n---\n# Water is early\n\n"
            "The lock opened an hour early on Tuesday, because the gate had been mended before.\n"
        )

        assert "lights/old-head-north/index.html" in pages
        assert "lights/old-head-north/feed.xml" in pages
        assert {"ports/ferrow/index.html", "ports/marr/index.html"} <= pages.keys()
        assert ">Lighthouses</a>" in pages["index.html"]
        assert "<dt>Lighthouse</dt>" in pages["articles/a/index.html"]


class TestPages:
    """A kind of page, a format of feeds or citations is a row, and what it names is there."""

    def test_every_template_that_a_page_names_is_in_the_theme_and_the_other_way_round(self):
        text = "".join(
            path.read_text("utf-8") for path in sorted((CLONE / "site_builder/pages").glob("*.py"))
        )
        named = set(re.findall(r'"(\w+\.(?:html|xml))"', text)) - {"index.html"}
        there = {path.name for path in (CLONE / "templates").iterdir() if path.suffix in (".html", ".xml")}

        # Pages that the keeper wrote carry the name of their template.
        assert named & there == there - {"base.html", "own.html"}

    def test_every_format_of_feeds_has_what_makes_it_and_a_line_in_the_handbook(self):
        from site_builder.content_types import BY_NAME
        from site_builder.pages.feed import FEED_FORMATS

        text = (HANDBOOK / "pages-and-addresses.md").read_text("utf-8")
        for kind in FEED_FORMATS:
            assert bool(kind.template) != bool(kind.encode)
            assert not kind.template or (CLONE / "templates" / kind.template).is_file()
            assert f"`/{kind.file}`" in text
            assert kind.file in BY_NAME

    def test_every_format_of_citations_has_a_line_in_the_handbook(self):
        from site_builder.pages.citation import CITATION_FORMATS, citation_name

        text = (HANDBOOK / "pages-and-addresses.md").read_text("utf-8")
        assert all(f"`{citation_name(kind)}`" in text for kind in CITATION_FORMATS)


class TestNames:
    """What crosses rooms has one name, and rooms are entered by their front doors."""

    MODULES = sorted((CLONE / "site_builder").rglob("*.py"))

    def test_no_module_name_stands_twice(self):
        names = [path.stem for path in self.MODULES if path.stem != "__init__"]

        assert sorted(name for name in set(names) if names.count(name) > 1) == []

    def test_no_class_name_stands_twice(self):
        names = [
            node.name
            for path in self.MODULES
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        ]

        assert sorted(name for name in set(names) if names.count(name) > 1) == []

    def test_no_private_name_is_imported_from_another_room(self):
        found = [
            f"{path.relative_to(CLONE)}: {name.name}"
            for path in self.MODULES
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("site_builder")
            for name in node.names
            if name.name.startswith("_") and not name.name.startswith("__")
        ]

        assert found == []

    @pytest.mark.parametrize("document", ["content/handbook/contributing.md"])
    def test_documents_name_no_file_that_is_gone(self, document):
        text = (CLONE / document).read_text("utf-8")
        named = re.findall(r"`((?:site_builder|templates|tests|content)/[\w./-]+)`", text)

        assert named
        assert [path for path in named if not (CLONE / path).exists()] == []


every_kind_of_target = pytest.mark.parametrize("kind", sorted(target_kinds()))


class TestTargets:
    """Every kind of place to deploy to is tested by the shared suite and explained in the handbook."""

    @every_kind_of_target
    def test_a_kind_passes_the_shared_suite(self, kind):
        source = (CLONE / "tests/unit/deploy/places.py").read_text("utf-8")

        assert f'kind = "{kind}"' in source
        assert "params=PLACES" in (CLONE / "tests/unit/deploy/test_every_target.py").read_text("utf-8")

    @every_kind_of_target
    def test_the_handbook_has_a_row_and_a_section_for_a_kind(self, kind):
        text = (HANDBOOK / "deploying.md").read_text("utf-8")
        (anchor,) = re.findall(rf"^\| \[`{kind}`\]\(#([\w-]+)\) \|", text, re.MULTILINE)
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)

        assert anchor in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]

    @pytest.mark.parametrize(
        ("kind", "key"),
        [
            (kind, field.name)
            for kind, target in target_kinds().items()
            for field in msgspec.structs.fields(target.settings)
        ],
    )
    def test_the_handbook_explains_every_key_of_a_kind(self, kind, key):
        text = (HANDBOOK / "settings.md").read_text("utf-8")

        assert re.search(rf"^\| `{key}` \| (?:`\w+`, )*`{kind}`(?:, `\w+`)* \| \w", text, re.MULTILINE)

    @pytest.mark.parametrize("key", COMMON)
    def test_the_handbook_explains_the_keys_of_all_kinds(self, key):
        assert f"| `{key}` | all |" in (HANDBOOK / "settings.md").read_text("utf-8")
