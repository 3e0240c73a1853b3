"""The forms of sales agreements."""
