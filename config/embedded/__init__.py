"""PostgreSQL and Valkey from wheels, for the demo and the tests; on real servers nothing of this package runs."""
