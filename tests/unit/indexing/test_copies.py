"""Files with the same bytes are found whatever their order."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.indexing import copy_problems, find_copies, later_copies


def test_the_first_path_stands_for_its_copies():
    copies = find_copies([("c.md", "1"), ("a.md", "1"), ("b.md", "2"), ("d.md", "1")])

    assert copies == {"a.md": ("c.md", "d.md")}
    assert later_copies(copies) == {"c.md", "d.md"}


@given(st.dictionaries(st.text("abcd", min_size=1), st.sampled_from("123")), st.randoms())
def test_one_path_of_each_digest_is_counted_in_any_order(digests, draw):
    pairs = list(digests.items())
    draw.shuffle(pairs)

    copies = find_copies(pairs)

    assert copies == find_copies(digests.items())
    counted = digests.keys() - later_copies(copies)
    assert sorted(digests[path] for path in counted) == sorted(set(digests.values()))


def test_a_pair_is_reported_once_and_names_both():
    (problem,) = copy_problems({"a.md": ("b.md",)}, display_path=lambda path: f"content/{path}")

    assert (problem.path, problem.message) == ("content/a.md", "is the same file as content/b.md")
    assert not problem.refused


def test_of_many_copies_some_are_named_and_the_others_counted():
    others = tuple(f"{number}.md" for number in range(2, 1_300))

    (problem,) = copy_problems({"1.md": others}, display_path=str)

    assert problem.message == "is the same file as 2.md, 3.md, 4.md and 1,295 more"
