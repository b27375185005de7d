"""Targets and what was measured for them: sums by agency, what they tell, what a register proposes."""
