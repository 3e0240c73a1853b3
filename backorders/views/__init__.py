"""Pages of backorders."""
