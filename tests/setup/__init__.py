"""Tests of what surrounds the product: starting it, its settings, its dependencies, its test servers."""
