"""Build an archive in shards: independent tasks that read objects from a store and write objects to it.

What is in the site is what `engine.build` makes of the same articles, byte for byte.
"""
