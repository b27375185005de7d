"""What bounds the cost of one search."""

import time

# A prefix stands for at most so many words, the most frequent where the engine knows.
MAX_EXPANSIONS = 2_000


class Deadline:
    """When to stop, and whether something was left out for it."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.cut = False

    def has_passed(self) -> bool:
        """Return whether to stop now."""
        if time.monotonic() > self._end:
            self.cut = True
        return self.cut
