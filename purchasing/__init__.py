"""Purchasing: vendors and what is ordered from them, so that sales know what is on its way (sales.md §12.4)."""
