"""Sales orders from entry to the packing slip: prices, charges, holds, confirmations, deliveries."""
