"""Names of the formats in which notes are exchanged; the command line needs them before anything is read."""

IMPORTS = ("hypothesis", "w3c", "readwise", "zotero", "omnivore", "karakeep", "csv")
"""Those that are read."""
EXPORTS = ("w3c", "hypothesis", "markdown", "csv")
"""Those that are written."""
