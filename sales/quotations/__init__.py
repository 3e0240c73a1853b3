"""Sales quotations: offers with prices, before anything is ordered (sales.md §5)."""
