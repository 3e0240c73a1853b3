"""The pages of the ledger: its set-up, and looking into vouchers."""
