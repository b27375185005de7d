"""Criteria whose title has the words that are searched for: the way to what a criterion asks."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion
from evidence_repo.services.workflow.cycles import current_cycle
from index.search import MAX_QUERY
from index.text import folded_words

_MOST = 5
_SHORTEST = 2  # letters of the words, all in all


class TitledCriterion(NamedTuple):
    """A criterion by its label ("TC 1.5") and its title."""

    label: str
    title: str


def criteria_titled(session: Session, typed: str) -> Sequence[TitledCriterion]:
    """Return the criteria of the current cycle whose title has all words, those next to each other first.

    A code is a word, too: "1.5" finds TC 1.5. The catalogue is open to everyone.
    """
    words = folded_words(typed[:MAX_QUERY])
    cycle = current_cycle(session)
    if cycle is None or len("".join(words)) < _SHORTEST:
        return ()
    phrase = f" {' '.join(words)} "
    named = select(Criterion.kind, Criterion.code, Criterion.title).where(Criterion.cycle_id == cycle.id)
    together, apart = [], []
    for kind, code, title in session.execute(named.order_by(Criterion.id)):
        criterion = TitledCriterion(f"{kind} {code}", title)
        said = folded_words(" ".join(criterion))
        if phrase in f" {' '.join(said)} ":
            together.append(criterion)
        elif set(words) <= set(said):
            apart.append(criterion)
    return [*together, *apart][:_MOST]
