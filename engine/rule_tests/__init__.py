"""Runs the examples of rules, and cases with several moments, against what they expect."""
