"""Customers over REST."""
