"""Picking: what the warehouse takes from the shelf for orders, before it leaves (sales.md §11.3)."""
