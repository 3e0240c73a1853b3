"""Pages of the account: signing in, second factor, passwords, own sessions; outside of any legal entity."""
