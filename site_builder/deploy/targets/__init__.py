"""The kinds of places that sites are published to: one module each, with a `TARGET`."""
