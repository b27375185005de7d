"""The plan of a year: the catalogue in the database, importing it, and the cycle that it belongs to."""
