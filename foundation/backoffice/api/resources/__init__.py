"""What the API shows of the rooms of the foundation."""
