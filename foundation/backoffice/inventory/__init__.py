"""The pages of inventory, and how its records are found while typing."""
