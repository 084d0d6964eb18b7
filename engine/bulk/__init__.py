"""Many logs: cut into chunks, read, evaluated, counted."""
