"""What can be done in the organization room."""
