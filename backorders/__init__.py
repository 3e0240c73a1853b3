"""Backorders: what customers still wait for, what vendors still owe, and what can be done about it (sales.md §19)."""
