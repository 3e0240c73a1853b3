"""What can be done in the documents room."""
