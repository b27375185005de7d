"""Holidays and working days: the list that a coordinator keeps, and the calendar that counts with it."""
