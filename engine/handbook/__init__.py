"""Rules in plain English, and the handbook of a pack."""
