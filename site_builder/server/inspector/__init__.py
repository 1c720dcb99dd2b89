"""The inspector: why an article is understood as it is, and corrections of it."""
