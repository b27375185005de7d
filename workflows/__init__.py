"""The rules of the verification workflow, as data and pure functions: no I/O, no clock, no database."""
