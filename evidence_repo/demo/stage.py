"""What the demonstration's people can do: each call is one of them, in one transaction, as at any edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.demo.papers import LinkedPage, Paper
from evidence_repo.models import (
    AssessmentCycle,
    Assignment,
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    User,
)
from evidence_repo.services.assignments.proposal import propose
from evidence_repo.services.audit.dispatch import dispatch
from evidence_repo.services.bundles.sealing import seal_bundle
from evidence_repo.services.documents.uploads import (
    SpooledFile,
    claim_blob,
    keep_blob,
    spool_folder,
    spool_upload,
)
from evidence_repo.services.documents.versions import add_document, add_link, add_version
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.plan.catalogue import find_criterion
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.services.workflow.asking import AssignmentRequest, assign
from evidence_repo.services.workflow.assignments import accept, deliver
from evidence_repo.services.workflow.cycles import find_cycle
from evidence_repo.services.workflow.explanation_verdicts import judge_explanation
from evidence_repo.services.workflow.explanations import explain_evidence, explain_product
from evidence_repo.services.workflow.headers import confirm_header
from evidence_repo.services.workflow.packs import find_pack, submit_pack
from evidence_repo.services.workflow.pieces import cite_document
from evidence_repo.services.workflow.verdicts import record_verdict
from workflows.evidence import Reason, VerdictKind
from workflows.explanations import ExplanationKind

PackStep = Callable[..., object]
"""`return_pack`, `approve_pack` and their like."""


@dataclass(slots=True)
class Stage:
    """The installation and what has been put on it, by the papers' short names."""

    container: Container
    papers: dict[str, Paper]
    versions: dict[str, int] = field(default_factory=dict)
    day: date = date(2017, 11, 6)
    year: int = 2017

    @property
    def clock(self) -> Clock:
        """Return the clock of the story's day."""
        return Clock.on(self.day)

    def on(self, day_of_november: int) -> None:
        """Let what follows happen on this day."""
        self.day = date(2017, 11, day_of_november)

    @contextmanager
    def acting(self, who: str) -> Iterator[tuple[Session, Actor]]:
        """Open the one transaction of a step, with the person whose address begins with `who`."""
        with self.container.database.transaction() as session:
            yield session, self._person(session, who)
            session.flush()
            dispatch(session, self.clock)  # here, so that notices are of the story's days

    def _person(self, session: Session, who: str) -> Actor:
        return actor_of(session.scalars(select(User).where(User.email.startswith(f"{who}@"))).one(), "cli")

    def _spooled(self, name: str) -> SpooledFile:
        return self.spool(self.papers[name].path)

    def spool(self, path: Path) -> SpooledFile:
        """Keep a file's bytes in the store."""
        settings = self.container.settings
        with path.open("rb") as stream:
            folder, limit = spool_folder(settings), settings.upload_limit_bytes
            spooled = spool_upload(stream, folder, limit, path.name, self.container.sandbox.media_type)
        keep_blob(self.container.store, spooled)
        return spooled

    def upload(self, who: str, *names: str) -> None:
        """Let the person upload these papers."""
        for name in names:
            spooled = self._spooled(name)
            with self.acting(who) as (session, actor):
                claim_blob(session, self.container.store, spooled, self.clock.now())
                self.versions[name] = add_document(session, actor, spooled, self.clock).version.id

    def link(self, who: str, name: str, page: LinkedPage) -> None:
        """Let the person add a link with its captured copy."""
        spooled = self._spooled(name)
        with self.acting(who) as (session, actor):
            claim_blob(session, self.container.store, spooled, self.clock.now())
            added = add_link(
                session, actor, page.address, page.title, spooled, seen_on=page.seen_on, clock=self.clock
            )
            self.versions[name] = added.version.id

    def new_version(self, who: str, name: str, of: str) -> None:
        """Let the person add a paper as a new version of another one."""
        spooled = self._spooled(name)
        with self.acting(who) as (session, actor):
            claim_blob(session, self.container.store, spooled, self.clock.now())
            document = self.version(session, of).document
            self.versions[name] = add_version(session, actor, document, spooled, self.clock).version.id

    def confirm(self, who: str, *names: str) -> None:
        """Let the person confirm the papers' headers."""
        for name in names:
            letter = self.papers[name].letter
            assert letter is not None  # only letters have a header
            with self.acting(who) as (session, actor):
                version = self.version(session, name)
                confirm_header(session, actor, version, letter.header, None, self.clock)

    def cite(
        self,
        who: str,
        name: str,
        code: str,
        product: int | None = 1,
        *,
        pages: str | None = None,
        deadline: int | None = None,
    ) -> int:
        """Let the person cite a paper for a criterion; return the piece's id."""
        with self.acting(who) as (session, actor):
            criterion = self.criterion(session, code)
            evidence = cite_document(
                session,
                actor,
                self.version(session, name),
                criterion,
                product=criterion.products[product - 1] if product else None,
                deadline=criterion.deadlines[deadline - 1] if deadline else None,
                pages=pages,
                clock=self.clock,
            )
            session.flush()
            return evidence.id

    def submit(self, who: str, *codes: str) -> None:
        """Let the head submit these packs."""
        for code in codes:
            with self.acting(who) as (session, actor):
                submit_pack(session, actor, self.pack(session, code), clock=self.clock)

    def settle(self, who: str, step: PackStep, *codes: str) -> None:
        """Let the person return or approve these packs."""
        for code in codes:
            with self.acting(who) as (session, actor):
                step(session, actor, self.pack(session, code), clock=self.clock)

    def judge(
        self, who: str, piece: int, *, reason: Reason | None = None, comment: str | None = None
    ) -> None:
        """Let the reviewer find a piece sufficient or, with a reason, ask for an explanation."""
        verdict = VerdictKind.SUFFICIENT if reason is None else VerdictKind.NEEDS_EXPLANATION
        with self.acting(who) as (session, actor):
            evidence = session.get_one(Evidence, piece)
            record_verdict(
                session, actor, evidence, verdict, reason=reason, comment=comment, clock=self.clock
            )

    def explain(self, who: str, piece: int, text: str, basis: str, version: str) -> None:
        """Let the person explain a piece, with another version of its document."""
        with self.acting(who) as (session, actor):
            evidence = session.get_one(Evidence, piece)
            new = self.version(session, version)
            explain_evidence(
                session, actor, evidence, text=text, legal_basis=basis, version=new, clock=self.clock
            )

    def explain_absence(self, who: str, code: str, product: int, text: str, document: str) -> Explanation:
        """Let the person say that the thing did not happen this year, with the latest round's document."""
        with self.acting(who) as (session, actor):
            criterion = self.criterion(session, code)
            return explain_product(
                session,
                actor,
                criterion,
                criterion.products[product - 1],
                kind=ExplanationKind.NO_OCCURRENCE,
                text=text,
                documents=[self.version(session, document)],
                clock=self.clock,
            )

    def accept_explanation(self, who: str, explanation: int) -> None:
        """Let the reviewer accept an explanation that is judged by itself."""
        with self.acting(who) as (session, actor):
            said = session.get_one(Explanation, explanation)
            judge_explanation(session, actor, said, True, clock=self.clock)

    def ask(self, who: str, code: str, last_day: int, *, for_figures: bool = False) -> None:
        """Let the person ask all whom the plan names for a criterion, up to this day of November."""
        with self.acting(who) as (session, actor):
            proposal = propose(session, actor, self.criterion(session, code), None, self.day)
            agencies = [candidate.agency for candidate in proposal.proposed]
            day = date(2017, 11, last_day)
            request = AssignmentRequest(
                proposal.criterion, agencies, proposal.words, day, asks_figures=for_figures
            )
            assign(session, actor, [request], clock=self.clock)

    def deliver(self, who: str, code: str, *, piece: int | None = None, answer: str | None = None) -> None:
        """Let the person deliver what their agency was asked for, with a piece or in words."""
        with self.acting(who) as (session, actor):
            evidence = session.get_one(Evidence, piece) if piece else None
            assignment = self.assignment(session, code, actor.agency_id)
            deliver(session, actor, assignment, piece=evidence, answer=answer, clock=self.clock)

    def accept(self, who: str, code: str, agency: str) -> None:
        """Let the person of the lead agency accept what this agency delivered."""
        with self.acting(who) as (session, actor):
            asked = find_agency(session, agency).id
            accept(session, actor, self.assignment(session, code, asked), clock=self.clock)

    def assignment(self, session: Session, code: str, agency_id: int | None) -> Assignment:
        """Return what this agency was asked for at a criterion."""
        asked = select(Assignment).where(
            Assignment.criterion_id == self.criterion(session, code).id, Assignment.agency_id == agency_id
        )
        return session.scalars(asked).one()

    def seal(self, who: str, *codes: str) -> None:
        """Let the approver seal these packs as a partial bundle."""
        with self.acting(who) as (session, actor):
            packs = [self.pack(session, code) for code in codes]
            seal_bundle(session, actor, self.cycle(session), packs, self.clock)

    def cycle(self, session: Session) -> AssessmentCycle:
        """Return the cycle of the story's year."""
        return find_cycle(session, self.year)

    def criterion(self, session: Session, code: str) -> Criterion:
        """Return a criterion of the story's year."""
        return find_criterion(session, self.cycle(session), code)

    def pack(self, session: Session, code: str) -> EvidencePack:
        """Return the pack of a criterion."""
        return find_pack(session, self.criterion(session, code))

    def version(self, session: Session, name: str) -> DocumentVersion:
        """Return an uploaded paper by its short name."""
        return session.get_one(DocumentVersion, self.versions[name])
