"""What the search index should follow: every change notes the versions it touched, once for each commit.

`writing.py` drains what is noted here. The rows are written when the transaction commits, all
at once and in the order of their ids: a pack of thirty pieces costs two statements, and two people whose
changes touch the same versions in different orders wait for each other instead of locking each other out.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.models import IndexEntry, Job, JobState
from evidence_repo.services.outbox.queue import enqueue_job

UPDATE_INDEX = "update_index"
_PRIORITY = 20
_WANTED = "versions_wanted_in_index"


def request_indexing(session: Session, version_id: int) -> None:
    """Have the index follow this version: what it says, who cites it, or that nobody does any more.

    Takes effect exactly if the session commits.
    """
    wanted = session.info.get(_WANTED)
    if wanted is None:
        wanted = session.info[_WANTED] = set()
        event.listen(session, "before_commit", _note_wanted)
    wanted.add(version_id)


def _note_wanted(session: Session) -> None:
    wanted: set[int] = session.info[_WANTED]
    if not wanted:
        return
    session.flush()  # a version may be as new as the wish
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(IndexEntry).values(
        [{"version_id": version_id, "wanted": 1, "written": 0} for version_id in sorted(wanted)]
    )
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[IndexEntry.version_id], set_={"wanted": IndexEntry.wanted + 1}
        )
    )
    wanted.clear()
    request_index_update(session)


def request_index_update(session: Session) -> None:
    """Queue the job that drains the entries, unless one is waiting that will see this transaction.

    The waiting job's row is held in share until the commit, so that no worker can take it, and look, before.
    """
    now = datetime.now(UTC)
    waiting = (
        select(Job.id)
        .where(Job.kind == UPDATE_INDEX, Job.state == JobState.QUEUED, Job.run_after <= now)
        .limit(1)
        .with_for_update(read=True)
    )
    if session.scalar(waiting) is None:
        enqueue_job(session, UPDATE_INDEX, {}, now=now, priority=_PRIORITY)
