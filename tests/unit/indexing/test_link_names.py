"""Links lead where they do in the whole archive, however few of its articles are known."""

from array import array

from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.commonmark import WIKI
from site_builder.indexing import RelationFinder, names_meant, names_of
from site_builder.model import ArticleIdentity, LinkReference, OutgoingLinks

PATHS = st.sampled_from(
    ["lock.md", "Lock.txt", "harbour/lock.md", "harbour/old/Lock.md", "the-lock.markdown", "weir.md", "lock"]
)
TITLES = st.sampled_from(["", "The lock", "Lock", "Weir"])
ORIGINALS = st.lists(st.integers(1, 3), unique=True, max_size=2)
TARGETS = st.sampled_from(
    [
        "lock.md",
        "lock",
        "../lock.md#gates",
        "./old/Lock.md?x=1",
        "old/%4cock.md",
        "/articles/harbour/lock/",
        "/articles/harbour/lock/index.html#top",
        "/harbour/lock",
        "/",
        "#gates",
        WIKI,
        f"{WIKI}lock",
        f"{WIKI}Lock.md#gates",
        f"{WIKI}The%20lock",
        f"{WIKI}old/lock",
        f"{WIKI}harbour/lock.txt",
        f"{WIKI}/",
    ]
)


def packed(numbers):
    return array("Q", numbers).tobytes()


ARCHIVES = st.dictionaries(PATHS, st.tuples(TITLES, ORIGINALS), min_size=1)


@given(ARCHIVES, st.lists(TARGETS, max_size=4), ORIGINALS)
@example({"lock.md": ("", []), "harbour/lock.md": ("", [])}, [f"{WIKI}lock"], [])
def test_the_articles_that_answer_to_a_name_are_all_that_links_depend_on(archive, targets, addresses):
    articles = {
        path: ArticleIdentity(f"articles/{path.partition('.')[0].lower()}/", title, packed(originals))
        for path, (title, originals) in archive.items()
    }
    outgoing = OutgoingLinks(
        tuple(LinkReference(target, line) for line, target in enumerate(targets)), packed(addresses)
    )
    whole = RelationFinder(articles, {})
    for path in articles:
        meant = set(names_meant(path, outgoing))
        known = {
            other: identity
            for other, identity in articles.items()
            if other == path or not meant.isdisjoint(names_of(other, identity))
        }

        assert RelationFinder(known, {}).relations(path, outgoing) == whole.relations(path, outgoing)
