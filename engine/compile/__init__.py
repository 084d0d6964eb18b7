"""Rules to a program of integers, in named stages."""
