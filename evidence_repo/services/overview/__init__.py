"""What waits for a person, and how far the province is."""
