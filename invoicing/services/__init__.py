"""What can be done with invoices: plan them, post them, send them."""
