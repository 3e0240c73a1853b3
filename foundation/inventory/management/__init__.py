"""Management commands of inventory."""
