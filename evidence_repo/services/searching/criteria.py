"""Criteria whose title has the words that are searched for: the way to what a criterion asks."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion
from evidence_repo.services.workflow.cycles import current_cycle
from index.search import MAX_QUERY
from index.text import folded_words

_MOST = 5
_SHORTEST = 2  # letters of the words, all in all


def criteria_titled(session: Session, typed: str) -> Sequence[Criterion]:
    """Return the criteria of the current cycle whose title has all words, those next to each other first.

    The last words may be a code, too: "1.5" finds TC 1.5. The catalogue is open to everyone.
    """
    words = folded_words(typed[:MAX_QUERY])
    cycle = current_cycle(session)
    if cycle is None or len("".join(words)) < _SHORTEST:
        return ()
    phrase = f" {' '.join(words)} "
    found: list[tuple[bool, int, Criterion]] = []
    of_cycle = select(Criterion).where(Criterion.cycle_id == cycle.id).order_by(Criterion.id)
    for criterion in session.scalars(of_cycle):
        title = folded_words(f"{criterion.label} {criterion.title}")
        if set(words) <= set(title):
            found.append((phrase not in f" {' '.join(title)} ", len(found), criterion))
    return [criterion for *_, criterion in sorted(found, key=lambda entry: entry[:2])[:_MOST]]
