"""Measured claims, run by hand; benchmarks/README.md says how."""
