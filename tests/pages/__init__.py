"""Tests that open every page as every role."""
