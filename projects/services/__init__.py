"""What happens to projects."""
