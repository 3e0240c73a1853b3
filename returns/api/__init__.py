"""Return orders over REST."""
