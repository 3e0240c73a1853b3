"""The pages of sales agreements."""
