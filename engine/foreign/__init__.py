"""Logs of other tools (CSV, JSON Lines, XES, calendars) to logs of ours, read once from front to back."""
