"""Segments of labelled blocks, the notes that stand beside them, and corrections of both."""

from site_builder.annotating.corrections import anchor, correct_roles, correct_voices
from site_builder.annotating.notes import annotate
from site_builder.annotating.segments import group_segments

__all__ = [
    "anchor",
    "annotate",
    "correct_roles",
    "correct_voices",
    "group_segments",
]
