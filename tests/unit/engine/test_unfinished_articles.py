"""An article that cannot be rendered costs no other, in the build that finds out and in those that follow."""

from site_builder import pipeline
from tests.unit.engine.sites import SmallSite, article, files


def test_an_article_that_fails_again_and_again_counts_in_no_notice(tmp_path, monkeypatch):
    site = SmallSite(tmp_path / "site")
    dates = {"a": "March 01, 2010", "b": "March 01, 2011", "c": "March 01, 2012"}
    for name in dates:
        site.write(
            f"{name}.md",
            article(f"The gauge at {name}", body=f"It stood at {name} and was read there.", date=dates[name]),
        )
    render = pipeline.render_article

    def fail(study, article, card, **options):
        if card.path == "a.md":
            raise ValueError("no page")
        return render(study, article, card, **options)

    monkeypatch.setattr(pipeline, "render_article", fail)
    for number in range(3):
        site.write("b.md", article("The gauge at b", body=f"It stood at {number} and was read there."))
        summary = site.build()
        assert (summary.articles, summary.refused) == (2, 1)
        assert files(site.output) == site.clean_build(tmp_path / f"clean-{number}")
    monkeypatch.undo()
    site.write("a.md", article("The gauge at a", body="It stood still and was read there."))

    assert site.build().refused == 0
    assert files(site.output) == site.clean_build(tmp_path / "whole")
