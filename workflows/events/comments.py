"""What people say to each other about a thing; the words stay out of the log."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentEvent(Event):
    """A comment was written, changed or struck out; `commented` says on what kind of thing."""

    subject_type: str = "comment"
    commented: str
    internal: bool
    mentioned: int | None = None
