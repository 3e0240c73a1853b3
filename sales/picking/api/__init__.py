"""Picking over REST."""
