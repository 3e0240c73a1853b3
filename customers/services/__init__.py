"""What can be done with parties and customers."""
