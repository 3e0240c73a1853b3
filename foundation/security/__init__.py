"""Who gets in: second factor, sessions, links that set a password, and the stream of security events."""
