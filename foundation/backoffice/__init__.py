"""Backoffice."""
