"""Imports in the browser: upload, assign the columns, check every row, take all or chosen ones."""
