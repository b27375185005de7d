"""What the search index should follow: the versions that a transaction's events name, once for each commit.

`writing.py` drains what is noted here. The rows are written before the commit, all at once and in the order
of their ids: a pack of thirty pieces costs two statements, and two people whose changes touch the same
versions in different orders wait for each other instead of locking each other out.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.models import IndexEntry, Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job


def request_indexing(session: Session, version_ids: Collection[int]) -> None:
    """Have the index follow these versions: what they say, who cites them, or that nobody does any more.

    Takes effect exactly if the session commits.
    """
    if not version_ids:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(IndexEntry).values(
        [{"version_id": version_id, "wanted": 1, "written": 0} for version_id in sorted(version_ids)]
    )
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[IndexEntry.version_id], set_={"wanted": IndexEntry.wanted + 1}
        )
    )
    request_index_update(session)


def request_index_update(session: Session) -> None:
    """Queue the job that drains the entries, unless one is waiting that will see this transaction.

    The waiting job's row is held in share until the commit, so that no worker can take it, and look, before.
    """
    now = datetime.now(UTC)
    waiting = (
        select(Job.id)
        .where(Job.kind == JobKind.UPDATE_INDEX, Job.state == JobState.QUEUED, Job.run_after <= now)
        .limit(1)
        .with_for_update(read=True)
    )
    if session.scalar(waiting) is None:
        enqueue_job(session, JobKind.UPDATE_INDEX, {}, now=now)
