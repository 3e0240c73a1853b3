"""Sales agreements: what a customer commits to buy over a time, and the prices it gets for that (sales.md §15)."""
