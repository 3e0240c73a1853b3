"""PostgreSQL as Django speaks to it, told before each statement whose rows it may show; and statements about many rows at once."""
