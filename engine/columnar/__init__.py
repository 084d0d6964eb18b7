"""A pack over many logs at once: their columns made rows for the kernel, and what comes out read back."""
