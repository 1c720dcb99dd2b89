"""Turn labelled blocks into segments and the notes that stand beside them."""

from site_builder.annotating.notes import NAMES, annotate
from site_builder.annotating.segments import group

__all__ = ["NAMES", "annotate", "group"]
