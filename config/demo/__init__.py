"""The demo: a small trading group with a year of history, made by the same services that people use."""
