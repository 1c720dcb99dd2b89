from pathlib import Path

import pytest

from site_builder.engine.inspection import inspect_paths
from site_builder.model import SiteError
from tests.unit.engine.sites import SmallSite, article


def test_copies_of_articles_in_a_built_site_are_not_inspected(tmp_path, monkeypatch):
    site = SmallSite(tmp_path / "site")
    site.write("2020/holm.md", article("The gauge at Holm"))
    (site.root / "site.toml").write_text("")
    site.build(atomic=True)
    monkeypatch.chdir(tmp_path)

    found = [each.display_path for each in inspect_paths([Path("site")], alone=True)]

    assert found == ["site/content/2020/holm.md"]


def test_settings_of_a_site_hold_for_its_own_folder(tmp_path):
    site = SmallSite(tmp_path / "site")
    site.write("2020/holm.md", "# The gauge\n\nThe water stood high, and nobody wrote it down at the time.\n")
    (site.root / "site.toml").write_text('publisher = "Harbour Review"\n')

    (found,) = inspect_paths([site.root], alone=True)

    assert found.article.metadata.publisher == "Harbour Review"


LINES = """# The gauge at Holm

By Ines Marr



The water stood high,
and nobody wrote it down at the time.
"""


@pytest.mark.parametrize(
    ("line", "first", "is_beside"),
    [(1, 1, False), (2, 1, True), (3, 3, False), (4, 3, True), (6, 7, True), (8, 7, False), (9, 7, True)],
)
def test_the_block_at_a_line_or_the_nearest_one_is_explained(tmp_path, line, first, is_beside):
    (tmp_path / "a.md").write_text(LINES)
    (inspected,) = inspect_paths([tmp_path / "a.md"], alone=True)

    explanation = inspected.explain(line)

    assert (explanation.block.lines.start + 1, explanation.is_beside) == (first, is_beside)
    assert explanation.alternatives[0].role == inspected.article.labels[explanation.block.index].role


def test_a_line_behind_the_end_of_the_file_cannot_be_explained(tmp_path):
    (tmp_path / "a.md").write_text(LINES)
    (inspected,) = inspect_paths([tmp_path / "a.md"], alone=True)

    with pytest.raises(SiteError, match=r"a\.md:10: the file ends with line 9"):
        inspected.explain(10)


def test_a_link_to_itself_is_a_problem_of_its_own(tmp_path):
    (tmp_path / "a.md").write_text(LINES)
    (tmp_path / "self").symlink_to("self")

    refused, inspected = inspect_paths([tmp_path], alone=False)

    assert [problem.code for problem in refused.problems] == ["unreadable"]
    assert inspected.article.metadata.title == "The gauge at Holm"
    (alone,) = inspect_paths([tmp_path / "self"], alone=True)
    assert [problem.code for problem in alone.problems] == ["unreadable"]


class TestOthers:
    """What is said of an article because of what lies around it."""

    LONG = "The ferry master at Holm counted the herring boats on the evening of the storm and wrote eleven."

    @pytest.fixture
    def folder(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "content/b").mkdir(parents=True)
        paragraphs = [f"{self.LONG} He added the number {number} in pencil." for number in "123456"]
        whole = "# The ledger\n\n" + "\n\n".join(paragraphs) + "\n"
        (tmp_path / "content/b/one.md").write_text(
            whole + "\nSee [it](../two.md), [none](none.md), [[Lost]].\n"
        )
        (tmp_path / "content/two.md").write_text(whole + "\n![](gate.png) [[one]] [[The ledger]]\n")
        return Path("content")

    def problems(self, *paths, alone=False):
        inspected = inspect_paths([Path(path) for path in paths], alone=alone)
        return [(each.path, each.line, each.code) for one in inspected for each in one.problems]

    def test_a_folder_is_told_what_a_build_tells(self, folder):
        assert self.problems(folder) == [
            ("content/b/one.md", None, "nearly-same"),
            ("content/b/one.md", 15, "no-such-article"),
            ("content/b/one.md", 15, "no-such-article"),
            ("content/two.md", 15, "missing-file"),
        ]

    def test_alone_none_is_compared_with_another_but_links_and_pictures_are_looked_for(self, folder):
        codes = [code for _, _, code in self.problems(folder, alone=True)]
        assert codes == ["no-such-article", "no-such-article", "missing-file"]

    def test_a_link_by_name_may_mean_an_article_that_was_not_inspected(self, folder):
        assert self.problems("content/b/one.md") == [("content/b/one.md", 15, "no-such-article")]
        assert self.problems("content/two.md") == [("content/two.md", 15, "missing-file")]

    def test_of_a_lone_file_outside_a_content_folder_nothing_is_missed(self, folder, tmp_path):
        (tmp_path / "lone.md").write_text("# The ledger\n\n![](gate.png) [it](../two.md) " + self.LONG)

        assert self.problems("lone.md") == []
