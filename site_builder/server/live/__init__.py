"""A whole site in memory: its articles, its theme, and the pages made from them."""
