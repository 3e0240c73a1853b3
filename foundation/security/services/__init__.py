"""The services of the security room."""
