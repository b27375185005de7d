"""Which screens a help page explains, and for whom; texts: `templates/help/<language>/<name>.html`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from workflows.rights import Right, allows
from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Topic:
    """A help page of what it `covers` (blueprints, endpoints), for holders of any of its `rights`, if any."""

    name: str
    title: Any
    covers: tuple[str, ...] = ()
    rights: tuple[Right, ...] = ()

    def is_for(self, roles: Collection[Role]) -> bool:
        """Return whether somebody with these roles can open what this page explains."""
        return not self.rights or any(allows(frozenset(roles), right) for right in self.rights)


TOPICS = (
    Topic("home", _l("Home"), ("home", "years")),
    Topic("criteria", _l("Criteria"), ("criteria", "packs"), (Right.SEE_CATALOGUE,)),
    Topic("evidence", _l("Pieces of evidence"), ("evidence", "bulk"), (Right.SEE_PIECES,)),
    Topic("documents", _l("Documents"), ("documents",), (Right.SEE_PIECES,)),
    Topic("figures", _l("Figures and registers"), ("figures", "registers"), (Right.SEE_PIECES,)),
    Topic(
        "assignments",
        _l("Assignments"),
        ("assignments", "bulk.selected_assignments"),
        (Right.SEE_ASSIGNMENTS,),
    ),
    Topic(
        "review",
        _l("Review"),
        ("review", "bulk.selected_verdicts"),
        (Right.JUDGE, Right.ASK_AGAIN, Right.MANAGE_CYCLE),
    ),
    Topic("approval", _l("Approval"), ("packs.list_to_approve", "packs.reopen"), (Right.APPROVE,)),
    Topic("comments", _l("Comments"), ("comments",), (Right.SEE_COMMENTS,)),
    Topic("council", _l("Council"), ("council",), (Right.SEE_COUNCIL,)),
    Topic("search", _l("Search"), ("search",), (Right.SEE_PIECES,)),
    Topic("board", _l("Board"), ("board",), (Right.SEE_BOARD,)),
    Topic("scores", _l("Points"), ("scores",), (Right.SEE_BOARD,)),
    Topic("follow_up", _l("Following up"), ("follow_up",), (Right.SEE_FOLLOW_UP,)),
    Topic("reports", _l("Reports"), ("reports",), (Right.SEE_REPORTS,)),
    Topic("bundles", _l("Submission bundles"), ("bundles",), (Right.SEE_BUNDLES,)),
    Topic("rounds", _l("Appraisal"), ("rounds",), (Right.SEE_ROUNDS,)),
    Topic("audit", _l("Audit log"), ("audit",), (Right.SEE_AUDIT,)),
    Topic("admin", _l("Administration"), ("admin", "next_year"), (Right.MANAGE_PEOPLE,)),
    Topic("notices", _l("Notices"), ("notices",)),
    Topic("calendar", _l("Calendar"), ("calendar",), (Right.SEE_CATALOGUE,)),
    Topic("account", _l("My account"), ("account", "account_requests")),
    Topic("files", _l("Frequent questions: files that cannot be read"), (), (Right.SEE_PIECES,)),
    Topic("states", _l("States and their marks")),
    Topic("glossary", _l("Glossary")),
)

BY_NAME = {topic.name: topic for topic in TOPICS}
_BY_COVERED = {covered: topic for topic in TOPICS for covered in topic.covers}


def topic_of(endpoint: str) -> Topic | None:
    """Return the help page of a page; a single endpoint goes before its blueprint."""
    return _BY_COVERED.get(endpoint) or _BY_COVERED.get(endpoint.partition(".")[0])
