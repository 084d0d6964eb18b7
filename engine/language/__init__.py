"""Packs: rules as text, checked and read into their model."""
