"""Parties, customers, credit, and the customers' account."""
