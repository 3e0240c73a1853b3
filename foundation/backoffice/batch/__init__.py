"""Pages of batch jobs, their runs and the outcome of every object."""
