"""Logs: events as text, checked and read into their model."""
