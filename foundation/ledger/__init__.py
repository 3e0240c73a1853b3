"""Main accounts, vouchers, sales tax and payment terms: what every posting writes into the books."""
