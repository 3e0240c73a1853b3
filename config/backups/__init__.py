"""Backups: the database and its files in one archive, with what is needed to prove a restore (reliability.md §16)."""
