"""Articles in many shards are related by their keywords as they are in one place."""

import zlib

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from site_builder.cluster.article_keys import KeySection, KeyWriter, MatchedSection
from site_builder.cluster.cut import shard_of
from site_builder.cluster.steps.match import match_words
from site_builder.cluster.steps.relate import related_to
from site_builder.indexing import path_key
from site_builder.indexing.related import RelatedIndex
from site_builder.model import ArticleIdentity, OutgoingLinks

NAMES = ["Holm", "Tern", "Quay", "Lock", "Buoy", "Reed", "Dune", "Silt"]
KEYWORDS = st.lists(st.sampled_from(NAMES), unique=True).map(" ".join)
PATHS = st.integers(0, 40).map("a{}.md".format)


@given(st.dictionaries(PATHS, KEYWORDS, max_size=20), st.integers(1, 4), st.integers(1, 3))
def test_articles_are_related_in_any_number_of_shards_and_ranges(keywords, shards, ranges):
    _compare(keywords, shards, ranges)


def test_a_word_of_very_many_articles_relates_none_in_shards_either():
    keywords = {f"{number:02}.md": "Holm Tern Quay" for number in range(60)}
    _compare({**keywords, "x.md": "Holm Lock Buoy Reed", "y.md": "Holm Lock Buoy Reed"}, 3, 2)


def _compare(keywords, shards, ranges):
    writers = [KeyWriter(ranges) for _ in range(shards)]
    for path, line in keywords.items():
        identity = ArticleIdentity(f"articles/{path}/", keywords=line)
        writers[shard_of(path, shards)].add(path, identity, OutgoingLinks())
    sections = [list(map(_unpacked, writer.sections())) for writer in writers]
    matched = [match_words([of_shard[number] for of_shard in sections]) for number in range(ranges)]
    holders = [
        dict(pair for words in matched for pair in MatchedSection(words[shard].tobytes()).holders())
        for shard in range(shards)
    ]
    index = RelatedIndex(keywords)
    for path, line in keywords.items():
        found = list(related_to(path, line, holders[shard_of(path, shards)], ()))
        assert [other for other, _ in found] == [path_key(each.article) for each in index.related(path)]


def _unpacked(section):
    return msgspec.msgpack.decode(zlib.decompress(section), type=KeySection)
