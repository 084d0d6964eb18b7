"""Moments, durations, zones and working days, all as integers of microseconds since 1970 in UTC."""
