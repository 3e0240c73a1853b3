"""Lists as files that are made in the background, for those that are too long to wait for."""
