"""Comments as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import Comment
from evidence_repo.representations.schema import (
    CRITERION,
    FLAG,
    ID,
    MOMENT,
    YEAR,
    Published,
    many,
    one_of,
    optional,
    same_as,
    thing,
    words,
)
from workflows.comments import ThingKind


def comment_json(comment: Comment) -> dict[str, Any]:
    """Return a comment."""
    return {
        "id": comment.id,
        "year": comment.criterion.cycle.year,
        "criterion": comment.criterion.label,
        "kind": comment.thing_kind.value,
        "thing": comment.thing_id,
        "internal": comment.is_internal,
        "author": comment.author.email,
        "text": comment.text,
        "mentioned": [person.email for person in comment.mentioned],
        "made_at": comment.made_at.isoformat(),
        "changed_at": comment.changed_at.isoformat() if comment.changed_at else None,
        "struck_at": comment.struck_at.isoformat() if comment.struck_at else None,
    }


SCHEMAS = {
    "comment": Published(
        "evidence-repo comments add --json, evidence-repo comments strike --json",
        "A comment on the thing of this kind and number; `struck_at` says that its author struck it out.",
        thing(
            id=ID,
            year=YEAR,
            criterion=CRITERION,
            kind=one_of(tuple(ThingKind)),
            thing=ID,
            internal=FLAG,
            author=words(),
            text=words(),
            mentioned=many(words()),
            made_at=MOMENT,
            changed_at=optional(MOMENT),
            struck_at=optional(MOMENT),
        ),
    ),
    "comments": Published(
        "evidence-repo comments list --json",
        "The comments that the person may read, the newest first.",
        many(same_as("comment")),
    ),
}
