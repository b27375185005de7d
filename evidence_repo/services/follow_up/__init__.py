"""Following up: who owes what, and the letters that remind of it."""
