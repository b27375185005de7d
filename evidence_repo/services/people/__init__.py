"""Accounts, passwords and the register of agencies."""
