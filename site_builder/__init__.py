"""Build annotated archives of other people's articles."""

__version__ = "0.1.0"
