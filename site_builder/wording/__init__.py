"""What written words look like, whatever they say: slugs, normal forms, fingerprints, dates, names, languages."""

from site_builder.wording.dates import FoundDate, find_dates
from site_builder.wording.languages import detect_language
from site_builder.wording.passages import fingerprint, normalise
from site_builder.wording.slugs import slug

__all__ = ["FoundDate", "detect_language", "find_dates", "fingerprint", "normalise", "slug"]
