"""Turn labelled blocks into segments and the notes that stand beside them."""

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
