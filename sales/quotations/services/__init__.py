"""What writes quotations."""
