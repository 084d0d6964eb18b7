"""Looks for what is wrong in the rules of a pack, and for what can be loaded but hardly does what was meant."""
