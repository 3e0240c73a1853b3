"""What the back office writes for its users."""
