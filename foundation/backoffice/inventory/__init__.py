"""The pages of the inventory: items, stock, and their set-up."""
