"""Many logs at once, as tables of Arrow: on one machine or on many."""
