"""Builders that tell the story of a test: a company, its customers, its orders."""
