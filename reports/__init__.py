"""Renderers: a report, to text in one format each."""
