"""Full-text search: what of a page is indexed, and the program that makes the index."""

from site_builder.pagefind_program import HINT, VARIABLE, find_pagefind, program_mark, program_version
from site_builder.search.documents import (
    ARTICLES,
    NOTES,
    NOTICES,
    SearchDocument,
    article_documents,
    note_documents,
    notice_document,
)
from site_builder.search.fragment_packs import PackedFragments, pack_fragments
from site_builder.search.page_store import (
    BUCKETS,
    bucket_of,
    fragment_of,
    is_in_shard,
    offer_pages,
    page_key,
    page_of,
    read_fragment,
    remove_others,
    shards_of,
    stored_pages,
    write_page,
)
from site_builder.search.pagefind import SCRIPT, fragment_names, index_files, run_pagefind
from site_builder.search.pagefind_service import PagefindError
from site_builder.search.result_table import IndexedPage, search_table
from site_builder.search.words import folded_words, split_text

__all__ = [
    "ARTICLES",
    "BUCKETS",
    "HINT",
    "NOTES",
    "NOTICES",
    "SCRIPT",
    "VARIABLE",
    "IndexedPage",
    "PackedFragments",
    "PagefindError",
    "SearchDocument",
    "article_documents",
    "bucket_of",
    "find_pagefind",
    "folded_words",
    "fragment_names",
    "fragment_of",
    "index_files",
    "is_in_shard",
    "note_documents",
    "notice_document",
    "offer_pages",
    "pack_fragments",
    "page_key",
    "page_of",
    "program_mark",
    "program_version",
    "read_fragment",
    "remove_others",
    "run_pagefind",
    "search_table",
    "shards_of",
    "split_text",
    "stored_pages",
    "write_page",
]
