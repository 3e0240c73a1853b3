"""What is typed to pick."""
