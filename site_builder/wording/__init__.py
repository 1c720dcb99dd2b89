"""What written words look like, whatever they say: slugs, normal forms, fingerprints, dates, names, languages."""

from site_builder.wording.address_keys import address_key
from site_builder.wording.bylines import CUE_WORDS
from site_builder.wording.calendars import is_weekday, month_of, words
from site_builder.wording.control_characters import show_controls
from site_builder.wording.counts import number_word, ordinal, round_count
from site_builder.wording.date_values import describe_unusable_date, read_date_value
from site_builder.wording.dates import FoundDate, find_dates
from site_builder.wording.future_dates import last_plausible_date
from site_builder.wording.index_order import OTHERS, index_letter, label_order, person_order
from site_builder.wording.keywords import find_keywords, keyword_key
from site_builder.wording.kickers import is_edition, is_kicker
from site_builder.wording.label_lists import label_separators, split_list, trim_label
from site_builder.wording.label_slugs import label_slug
from site_builder.wording.languages import LANGUAGE_NAMES, SMALL_WORDS, detect_language
from site_builder.wording.name_trims import trim_name
from site_builder.wording.names import (
    Names,
    display_name,
    is_name,
    is_outlet,
    is_written_whole,
    looks_like_names,
    split_names,
)
from site_builder.wording.packed_text import pack_paragraphs, unpack_paragraphs
from site_builder.wording.passages import fingerprint, near_duplicate_keys, normalise
from site_builder.wording.places import is_known_place, is_place, is_region
from site_builder.wording.slugs import slug
from site_builder.wording.tokens import split_words
from site_builder.wording.web_addresses import publishing_host, unwrap_address
from site_builder.wording.word_diff import (
    PARAGRAPH_END,
    DiffRun,
    WordChange,
    paragraph_diff,
    split_tokens,
    word_diff,
)

__all__ = [
    "CUE_WORDS",
    "LANGUAGE_NAMES",
    "OTHERS",
    "PARAGRAPH_END",
    "SMALL_WORDS",
    "DiffRun",
    "FoundDate",
    "Names",
    "WordChange",
    "address_key",
    "describe_unusable_date",
    "detect_language",
    "display_name",
    "find_dates",
    "find_keywords",
    "fingerprint",
    "index_letter",
    "is_edition",
    "is_kicker",
    "is_known_place",
    "is_name",
    "is_outlet",
    "is_place",
    "is_region",
    "is_weekday",
    "is_written_whole",
    "keyword_key",
    "label_order",
    "label_separators",
    "label_slug",
    "last_plausible_date",
    "looks_like_names",
    "month_of",
    "near_duplicate_keys",
    "normalise",
    "number_word",
    "ordinal",
    "pack_paragraphs",
    "paragraph_diff",
    "person_order",
    "publishing_host",
    "read_date_value",
    "round_count",
    "show_controls",
    "slug",
    "split_list",
    "split_names",
    "split_tokens",
    "split_words",
    "trim_label",
    "trim_name",
    "unpack_paragraphs",
    "unwrap_address",
    "word_diff",
    "words",
]
