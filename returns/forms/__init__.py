"""The forms of returns."""
