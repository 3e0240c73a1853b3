"""The REST API: its foundation and every resource."""
