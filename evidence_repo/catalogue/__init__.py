"""The plan's table: what it asks of whom and until when, its readers, and An Giang 2017 as data."""
