"""Roles and voices of an article's blocks, each with a reason, by a trained random field, rules and recurrence."""

from site_builder.segmenting.classify import classify, explain
from site_builder.segmenting.evidence import Evidence, gather_evidence
from site_builder.segmenting.explain import Alternative
from site_builder.segmenting.features import Features, extract_features
from site_builder.segmenting.voices import assign_voices
from site_builder.segmenting.weights import (
    SCALE,
    StoredWeights,
    Weights,
    arrange,
    calibrated,
    read_weights,
    shipped_weights,
    store_weights,
)

__all__ = [
    "SCALE",
    "Alternative",
    "Evidence",
    "Features",
    "StoredWeights",
    "Weights",
    "arrange",
    "assign_voices",
    "calibrated",
    "classify",
    "explain",
    "extract_features",
    "gather_evidence",
    "read_weights",
    "shipped_weights",
    "store_weights",
]
