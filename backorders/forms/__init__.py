"""Forms of backorders."""
