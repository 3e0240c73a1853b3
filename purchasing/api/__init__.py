"""Vendors, purchase orders and product receipts over REST."""
