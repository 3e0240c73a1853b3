"""What the pages of customers ask for."""
