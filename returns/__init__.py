"""Return orders: goods that customers send back, from authorisation to credit note (sales.md §14)."""
