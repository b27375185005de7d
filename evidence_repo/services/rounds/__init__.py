"""The Ministry's rounds: results, questions as work, what was entered, points lost, the report's data."""
