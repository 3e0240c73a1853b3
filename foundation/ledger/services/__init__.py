"""What can be done in the ledger room."""
