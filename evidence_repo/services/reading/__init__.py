"""From stored bytes to text and page pictures, first pages first."""
