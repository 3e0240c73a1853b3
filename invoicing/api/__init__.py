"""Invoicing over REST."""
