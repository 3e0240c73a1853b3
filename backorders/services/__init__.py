"""What is done with backorders; each takes a set of lines and writes in one transaction."""
