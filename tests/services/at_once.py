"""Run several people's or workers' deeds at the same moment, each on its own thread and connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from evidence_repo.errors import EvidenceError

Decide = Callable[[threading.Barrier], None]


def at_once(*decisions: Decide) -> list[EvidenceError | None]:
    """Run each on its own thread and connection; all have looked before any of them acts."""
    barrier = threading.Barrier(len(decisions), timeout=30)

    def run(decide: Decide) -> EvidenceError | None:
        try:
            decide(barrier)
        except EvidenceError as error:
            return error
        return None

    with ThreadPoolExecutor(len(decisions)) as pool:
        return list(pool.map(run, decisions))
