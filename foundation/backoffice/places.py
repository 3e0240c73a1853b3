"""The workspaces that counts and charts stand in."""

HOME = "home"
"""The start page of a legal entity; apps name further ones."""
