"""Sales agreements over REST."""
