"""Fills a database with orders of believable shape: templates posted by the product itself, multiplied in SQL.

A few hundred orders are entered, confirmed, delivered, invoiced, put on hold and cancelled through the services. Then their
rows are copied with other keys, numbers, dates, customers and items, one INSERT … SELECT per table whose columns are read from
the models, so that the generator follows the models. Payments are added, the templates taken out, counters and stock set.
"""
