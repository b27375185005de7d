"""What one page shows, worked out for one person."""
