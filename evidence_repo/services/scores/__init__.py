"""Schemes and scores: what each criterion can give, what the province gives itself, and how far off it is."""
