"""Give every block of an article its role and its voice, each with a reason."""

from site_builder.segmenting.evidence import Evidence, measure
from site_builder.segmenting.judging import Alternative, explain, segment
from site_builder.segmenting.voices import attribute

__all__ = ["Alternative", "Evidence", "attribute", "explain", "measure", "segment"]
