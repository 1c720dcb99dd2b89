"""Give every block of an article its role and its voice, each with a reason."""

from site_builder.segmenting.evidence import Evidence, measure
from site_builder.segmenting.explaining import Alternative
from site_builder.segmenting.judging import explain, segment
from site_builder.segmenting.observing import Observation, observe
from site_builder.segmenting.voices import attribute
from site_builder.segmenting.weights import ROLES, SCALE, Learned, arrange, store

__all__ = [
    "ROLES",
    "SCALE",
    "Alternative",
    "Evidence",
    "Learned",
    "Observation",
    "arrange",
    "attribute",
    "explain",
    "measure",
    "observe",
    "segment",
    "store",
]
