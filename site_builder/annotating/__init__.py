"""Segments of labelled blocks, the notes that stand beside them, and corrections of both."""

from site_builder.annotating.corrections import anchor, correct_roles, correct_voices
from site_builder.annotating.normal_form import normal_digest, normal_form
from site_builder.annotating.notes import annotate
from site_builder.annotating.notice_quotes import find_noted, lost_notice_note
from site_builder.annotating.placement import ArticleText, excerpt_of, place_notes
from site_builder.annotating.quoting import QuoteError, quote_of_block, quote_of_passage
from site_builder.annotating.segments import group_segments

__all__ = [
    "ArticleText",
    "QuoteError",
    "anchor",
    "annotate",
    "correct_roles",
    "correct_voices",
    "excerpt_of",
    "find_noted",
    "group_segments",
    "lost_notice_note",
    "normal_digest",
    "normal_form",
    "place_notes",
    "quote_of_block",
    "quote_of_passage",
]
