"""Backorders over REST."""
