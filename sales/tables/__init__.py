"""Columns of the lists and documents of sales."""
