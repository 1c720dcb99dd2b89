"""Learn what speaks for a role from labelled articles."""
