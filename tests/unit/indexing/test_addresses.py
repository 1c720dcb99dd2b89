"""Addresses come from source paths alone and never collide."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.indexing import assign_addresses


def placed(*paths):
    return assign_addresses(paths, shown=str)


def test_an_address_is_the_source_path_slugged_part_by_part():
    assert placed("2020/Holm Gauge.md").addresses == {"2020/Holm Gauge.md": "articles/2020/holm-gauge/"}


def test_a_leading_articles_folder_is_not_said_twice():
    assert placed("articles/2020/holm.md").addresses == {"articles/2020/holm.md": "articles/2020/holm/"}


def test_paths_that_slug_alike_both_get_digits_and_are_reported():
    placement = placed("Holm.md", "holm!.md", "other.md")

    assert placement.addresses["other.md"] == "articles/other/"
    assert len({*placement.addresses.values()}) == 3
    assert all(
        len(placement.addresses[path]) == len("articles/holm-123456/") for path in ("Holm.md", "holm!.md")
    )
    assert [problem.path for problem in placement.problems] == ["Holm.md", "holm!.md"]
    assert "holm!.md" in placement.problems[0].message


def test_adding_an_article_never_moves_another():
    before = placed("a/b.md", "c.md").addresses
    after = placed("a/b.md", "a/b2.md", "c.md").addresses

    assert {path: after[path] for path in before} == before


def test_an_address_made_before_is_not_made_again_and_still_told_from_a_new_one():
    known = {"old.md": "articles/made-before/"}

    placement = assign_addresses(["old.md", "made before.md", "new.md"], shown=str, known=known)

    assert placement.addresses["new.md"] == "articles/new/"
    assert [problem.path for problem in placement.problems] == ["made before.md", "old.md"]
    assert assign_addresses(["old.md"], shown=str, known=known).addresses == known


@given(st.sets(st.text(min_size=1).map(lambda text: text.replace("\0", "") + ".md"), max_size=8))
def test_every_path_gets_an_address_of_its_own_that_works_everywhere(paths):
    addresses = placed(*paths).addresses

    assert addresses.keys() == paths
    assert len(set(addresses.values())) == len(paths)
    for address in addresses.values():
        assert address.isascii()
        assert address == address.lower()
        assert all(0 < len(part) <= 200 for part in address.strip("/").split("/"))


def test_a_name_made_from_the_digits_of_another_gets_an_address_of_its_own():
    taken = placed("Holm.md", "holm!.md").addresses["Holm.md"]

    placement = placed("Holm.md", "holm!.md", taken.removeprefix("articles/").rstrip("/") + ".md")

    assert len({*placement.addresses.values()}) == 3
