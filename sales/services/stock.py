"""What movements of order lines mean for the stock: the one door from sales to the inventory room."""
