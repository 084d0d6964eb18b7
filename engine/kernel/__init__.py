"""A program over the rows of many logs, as compiled functions over arrays of integers."""
