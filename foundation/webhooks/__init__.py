"""Webhooks: signed messages to systems outside that want to know what was posted."""
