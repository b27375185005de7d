"""The review (rà soát): queue, desk, verdicts, and who had which part."""
