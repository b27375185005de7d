"""What agencies are asked for: proposals from the plan's cell, and lists as one person may see them."""
