"""Give every block of an article its role and its voice, each with a reason."""

from site_builder.segmenting.evidence import Evidence, gather_evidence
from site_builder.segmenting.explaining import Alternative
from site_builder.segmenting.judging import classify, explain
from site_builder.segmenting.observing import Features, extract_features
from site_builder.segmenting.voices import assign_voices
from site_builder.segmenting.weights import ROLES, SCALE, Learned, arrange, store

__all__ = [
    "ROLES",
    "SCALE",
    "Alternative",
    "Evidence",
    "Features",
    "Learned",
    "arrange",
    "assign_voices",
    "classify",
    "explain",
    "extract_features",
    "gather_evidence",
    "store",
]
