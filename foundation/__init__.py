"""What every business app stands on: one Django app per subject, and plain modules without models."""
