"""Notifications inside the product: the bell, its page, and who is told of what."""
