"""A container with a small province in its database, and what looks at its queue."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.models import DocumentVersion, Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from tests.containers import ContainerFactory, upload
from tests.services.world import World


class Workshop:
    """The queue of one container, with a world to upload from."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.world = World(container.database)

    def upload(self, path: Path, who: str = "lan") -> int:
        return upload(self.container, self.world.actor(who), path).version.id

    def enqueue(
        self,
        kind: str,
        payload: dict[str, Any] | None = None,
        *,
        priority: int = 50,
        run_after: datetime | None = None,
        max_attempts: int = 5,
    ) -> int:
        with self.container.database.transaction() as session:
            job = enqueue_job(
                session,
                JobKind.READ_DOCUMENT,
                payload or {},
                now=self.container.clock.now(),
                run_after=run_after,
                max_attempts=max_attempts,
            )
            job.kind, job.priority = kind, priority
            session.flush()
            return job.id

    def change(self, job_id: int, values: Mapping[str, Any]) -> None:
        with self.container.database.transaction() as session:
            session.execute(update(Job).where(Job.id == job_id).values(values))

    def job(self, job_id: int) -> Job:
        with self.container.database.reading() as session:
            return session.get_one(Job, job_id)

    def jobs(self, kind: str | None = None) -> list[Job]:
        wanted = select(Job).order_by(Job.id)
        if kind is not None:
            wanted = wanted.where(Job.kind == kind)
        with self.container.database.reading() as session:
            return list(session.scalars(wanted))

    def states(self, kind: str | None = None) -> set[JobState]:
        return {job.state for job in self.jobs(kind)}

    def version(self, version_id: int) -> DocumentVersion:
        with self.container.database.reading() as session:
            return session.get_one(DocumentVersion, version_id)


@pytest.fixture
def workshop(container: Container) -> Workshop:
    return Workshop(container)


@pytest.fixture
def any_workshop(any_database: Database, make_container: ContainerFactory) -> Workshop:
    return Workshop(make_container(any_database))
