"""The council: its members and rules, its votes, and what they mean for approval."""
