"""Verdicts, put into words."""
