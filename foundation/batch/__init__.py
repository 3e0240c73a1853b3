"""Work in numbers: jobs that recur, their runs in chunks, and what became of each document."""
