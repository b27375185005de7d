"""Who acts, what they may see and do, and how every change of theirs begins and ends."""
