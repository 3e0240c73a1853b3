"""Projects: goods used on them stand in one order of item requirements, and what left the warehouse is written to them (sales.md §17)."""
