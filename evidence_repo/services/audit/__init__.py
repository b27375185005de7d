"""The audit log: the chain of events, reading it, and what is noted before bytes are sent."""
