"""One way to JSON: a function and a schema for each thing, for `--json` and whatever else answers in JSON."""
