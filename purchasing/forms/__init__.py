"""The forms of purchasing."""
