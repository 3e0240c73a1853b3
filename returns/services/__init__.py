"""What happens to return orders, set by set."""
