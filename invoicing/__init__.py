"""Customer invoices, alone, combined and in batches: from the order to the paper and the books."""
