"""Quotations over REST."""
