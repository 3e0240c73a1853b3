"""What can be done with stock: each service opens a stock book, moves quantities, and saves."""
