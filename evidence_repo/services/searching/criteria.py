"""Criteria whose title has the words that are searched for: the way to what a criterion asks."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion
from index.search import MAX_QUERY
from index.text import folded_words

_MOST = 5
_SHORTEST = 2  # letters of the words, all in all


class TitledCriterion(NamedTuple):
    """A criterion by its year, its label ("TC 1.5") and its title."""

    year: int
    label: str
    title: str


def criteria_titled(session: Session, typed: str) -> Sequence[TitledCriterion]:
    """Return the criteria whose title has all words: those next to each other first, then the newest.

    A code is a word, too: "1.5" finds TC 1.5. The catalogue is open to everyone.
    """
    words = folded_words(typed[:MAX_QUERY])
    if len("".join(words)) < _SHORTEST:
        return ()
    phrase = f" {' '.join(words)} "
    named = select(AssessmentCycle.year, Criterion.kind, Criterion.code, Criterion.title).join(
        AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id
    )
    together, apart = [], []
    for year, kind, code, title in session.execute(named.order_by(AssessmentCycle.year.desc(), Criterion.id)):
        criterion = TitledCriterion(year, f"{kind} {code}", title)
        said = folded_words(f"{criterion.label} {title}")
        if phrase in f" {' '.join(said)} ":
            together.append(criterion)
        elif set(words) <= set(said):
            apart.append(criterion)
    return [*together, *apart][:_MOST]
