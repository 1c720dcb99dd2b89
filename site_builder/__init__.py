"""Build annotated archives of other people's articles."""

__version__ = "0.2.0"
