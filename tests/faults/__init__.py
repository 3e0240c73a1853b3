"""Faults: real processes that are killed and started again while work goes on."""
