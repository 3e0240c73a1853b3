"""The database backend: PostgreSQL as Django speaks to it, told before each statement whose rows it may show."""
