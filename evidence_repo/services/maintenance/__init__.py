"""Keeping an installation sound: checks, collection, background work that needs a person."""
