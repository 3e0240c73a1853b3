"""What can be done with picking lists, one action per module."""
