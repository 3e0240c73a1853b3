"""What can be done in sales, one action per module."""
