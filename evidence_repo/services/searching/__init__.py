"""Search for one person, and keeping the index true to the database."""
