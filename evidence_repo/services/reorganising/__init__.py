"""Agencies that are merged, split, renamed or ended: what belongs to them, and how it changes hands."""
