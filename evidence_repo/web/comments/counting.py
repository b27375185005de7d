"""How many comments stand on a thing: counted once a request for all things of its criterion."""

from __future__ import annotations

from flask import g

from evidence_repo.services.comments.reading import CommentCounts, comment_counts
from evidence_repo.web.context import actor, read_session
from workflows.comments import ThingKind


def comments_on(criterion_id: int, kind: str, thing_id: int) -> int:
    """Return how many comments that stand this person may read on the thing."""
    counted: dict[int, CommentCounts] = g.setdefault("comment_counts", {})
    if criterion_id not in counted:
        counted[criterion_id] = comment_counts(read_session(), actor(), criterion_id)
    return counted[criterion_id].get((ThingKind(kind), thing_id), 0)
