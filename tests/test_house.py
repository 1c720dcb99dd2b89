"""Whatever is one of a kind is complete: its row, its template, its test and its line in the handbook exist."""

import re
import string
from pathlib import Path

import pytest

from site_builder import pipeline
from site_builder.model import Role, RoleClass, Source, Voice
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
