"""Use cases, verb and noun: a session and an actor in, rows and an audit event out; nothing here commits."""
