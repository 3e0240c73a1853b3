"""Screens, lists and API of the back office, and how the apps above add theirs."""
