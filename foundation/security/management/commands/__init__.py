"""Commands of the security room."""
