"""What written words look like, whatever they say: slugs, normal forms, fingerprints."""

from site_builder.wording.passages import fingerprint, normalise
from site_builder.wording.slugs import slug

__all__ = ["fingerprint", "normalise", "slug"]
