"""What people put around a record: notes with mentions, activities, attached files."""
