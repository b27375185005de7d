"""A small province for tests of the workflow: agencies, people of every role, criteria, documents."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Blob,
    Criterion,
    CriterionField,
    CriterionGroup,
    CriterionKind,
    Deadline,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    ProductMedium,
    RoleRow,
    SuppliedBy,
    User,
)
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.services.policy.deputyships import deputyships_on
from evidence_repo.services.workflow.explanation_verdicts import judge_explanation
from evidence_repo.services.workflow.explanations import explain_evidence, explain_product
from evidence_repo.services.workflow.packs import (
    approve_pack,
    find_pack,
    recall_pack,
    return_pack,
    submit_pack,
)
from evidence_repo.services.workflow.pieces import cite_document
from evidence_repo.services.workflow.verdicts import record_verdict
from workflows.agency_kinds import DEPARTMENT, DISTRICT, MINISTRY, PROVINCE
from workflows.cycle import CycleState
from workflows.delegations import Deputyships
from workflows.evidence import EvidenceState, Reason, VerdictKind
from workflows.explanations import ExplanationKind
from workflows.packs import PackState
from workflows.roles import Role

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOW = datetime(2017, 7, 20, 2, tzinfo=UTC)

AGENCIES = {
    "tinh": ("UBND tỉnh", PROVINCE),
    "noi-vu": ("Sở Nội vụ", DEPARTMENT),
    "tu-phap": ("Sở Tư pháp", DEPARTMENT),
    "chau-doc": ("UBND thành phố Châu Đốc", DISTRICT),
    "bo-noi-vu": ("Bộ Nội vụ", MINISTRY),
}

PEOPLE: dict[str, tuple[str, set[Role]]] = {
    "lan": ("noi-vu", {Role.UPLOADER}),
    "mai": ("noi-vu", {Role.UPLOADER}),
    "head": ("noi-vu", {Role.AGENCY_HEAD}),
    "justice": ("tu-phap", {Role.UPLOADER}),
    "justice-head": ("tu-phap", {Role.AGENCY_HEAD}),
    "district": ("chau-doc", {Role.UPLOADER}),
    "reviewer": ("noi-vu", {Role.REVIEWER}),
    "second": ("noi-vu", {Role.REVIEWER}),
    "approver": ("tinh", {Role.APPROVER}),
    "council": ("tinh", {Role.APPROVER, Role.REVIEWER}),
    "coordinator": ("noi-vu", {Role.COORDINATOR}),
    "observer": ("tinh", {Role.OBSERVER_PROVINCE}),
    "ministry": ("bo-noi-vu", {Role.OBSERVER_MINISTRY}),
}

# code: (lead, row of the plan, coordinating, products as (optional, supplied by))
CRITERIA: dict[str, tuple[str, int, list[str], list[tuple[bool, SuppliedBy]]]] = {
    "1.1.3": ("noi-vu", 1, ["chau-doc"], [(False, SuppliedBy.AGENCY)]),
    "1.3.1": ("noi-vu", 2, ["chau-doc"], [(False, SuppliedBy.AGENCY), (True, SuppliedBy.AGENCY)]),
    "5.2.1": ("noi-vu", 3, [], [(False, SuppliedBy.AGENCY_AND_MINISTRY), (False, SuppliedBy.MINISTRY)]),
    "2.1.1": ("tu-phap", 1, [], [(False, SuppliedBy.AGENCY)]),
}


class World:
    """The province in one database; every method is one transaction, and returns ids.

    Codes are meant in the cycle of `year`. A database that `is_filled` has the province already.
    """

    def __init__(self, database: Database, *, is_filled: bool = False) -> None:
        self.database = database
        self.clock = Clock(date(2017, 11, 27))
        self.year = 2017
        if is_filled:
            return
        with database.transaction() as session:
            self._add_agencies(session)
            self._add_people(session)
            self._add_catalogue(session, self.year)

    def _add_agencies(self, session: Session) -> None:
        session.add_all(Agency(code=code, name=name, kind=kind) for code, (name, kind) in AGENCIES.items())
        session.flush()

    def _add_people(self, session: Session) -> None:
        roles = {Role(row.name): row for row in session.scalars(select(RoleRow))}
        for name, (agency, held) in PEOPLE.items():
            session.add(
                User(
                    email=f"{name}@example.vn",
                    name=name,
                    agency_id=self.agency(session, agency).id,
                    session_stamp=name,
                    created_at=NOW,
                    roles=[roles[role] for role in sorted(held)],
                )
            )
        session.flush()

    def add_cycle(self, year: int, state: CycleState = CycleState.OPEN) -> None:
        """Add another year with the same catalogue; `year` says in which one works."""
        with self.database.transaction() as session:
            self._add_catalogue(session, year, state)

    def _add_catalogue(self, session: Session, year: int, state: CycleState = CycleState.OPEN) -> None:
        province = self.agency(session, "tinh")
        cycle = AssessmentCycle(year=year, province_id=province.id, created_at=NOW, state=state)
        fields = {code: CriterionField(code=code, name=f"Lĩnh vực {code}", ordinal=1) for code in "125"}
        session.add(cycle)
        session.flush()
        for field in fields.values():
            field.cycle_id = cycle.id
        session.add_all(fields.values())
        session.flush()
        for code, (lead, row, coordinating, products) in CRITERIA.items():
            criterion = Criterion(
                cycle_id=cycle.id,
                lead_agency_id=self.agency(session, lead).id,
                field_id=fields[code[0]].id,
                agency_order="I" if lead == "noi-vu" else "II",
                ordinal=row,
                kind=CriterionKind.TCTP,
                code=code,
                group=CriterionGroup.PROCESS,
                title=f"Tiêu chí {code}",
                requirement="100%",
                coordinating_text="",
                coordinating=[self.agency(session, agency) for agency in coordinating],
                products=[
                    ExpectedProduct(
                        ordinal=n,
                        text=f"Báo cáo {n}",
                        is_optional=optional,
                        supplied_by=supplied_by,
                        medium=ProductMedium.FILE,
                    )
                    for n, (optional, supplied_by) in enumerate(products, 1)
                ],
                deadlines=[
                    Deadline(
                        ordinal=1, label="Báo cáo", due_on=date(year, 12, 1), source_text=f"01/12/{year}"
                    )
                ],
            )
            session.add(criterion)
            session.flush()
            session.add(EvidencePack(criterion_id=criterion.id, state=PackState.OPEN, state_since=NOW))

    def agency(self, session: Session, code: str) -> Agency:
        return session.scalars(select(Agency).where(Agency.code == code)).one()

    def cycle(self, session: Session) -> AssessmentCycle:
        return session.scalars(select(AssessmentCycle).where(AssessmentCycle.year == self.year)).one()

    def criterion(self, session: Session, code: str) -> Criterion:
        of_year = Criterion.cycle_id == self.cycle(session).id
        return session.scalars(select(Criterion).where(Criterion.code == code, of_year)).one()

    def product(self, session: Session, code: str, ordinal: int) -> ExpectedProduct:
        return self.criterion(session, code).products[ordinal - 1]

    def pack(self, session: Session, code: str) -> EvidencePack:
        return find_pack(session, self.criterion(session, code))

    def user(self, session: Session, name: str) -> User:
        return session.scalars(select(User).where(User.email == f"{name}@example.vn")).one()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as session:
            yield session

    def deputyships(self, session: Session) -> Deputyships:
        return deputyships_on(session, self.clock.today())

    def actor(self, name: str) -> Actor:
        with self.reading() as session:
            return actor_of(self.user(session, name), "web", deputyships=self.deputyships(session))

    def person(self, name: str) -> int:
        return self.actor(name).person_id

    def give(self, name: str, *, roles: set[Role] | None = None, agency: str | None = None) -> None:
        """Change a person's roles or agency, as an administrator would."""
        with self.database.transaction() as session:
            user = self.user(session, name)
            if roles is not None:
                wanted = [role.value for role in roles]
                user.roles = list(session.scalars(select(RoleRow).where(RoleRow.name.in_(wanted))))
            if agency is not None:
                user.agency_id = self.agency(session, agency).id

    def set_cycle(self, state: CycleState) -> None:
        with self.database.transaction() as session:
            self.cycle(session).state = state

    def document(self, who: str = "lan", *, pages: int | None = 5, media_type: str = PDF) -> int:
        """Add a document of this person's agency; return its first version's id."""
        actor = self.actor(who)
        with self.database.transaction() as session:
            return self.document_in(session, actor, pages, media_type).id

    def document_in(
        self, session: Session, actor: Actor, pages: int | None = 5, media_type: str = PDF
    ) -> DocumentVersion:
        """Add a document of this person's agency; return its first version."""
        document = Document(
            owner_agency_id=actor.agency_id,
            kind=DocumentKind.FILE,
            created_by_id=actor.person_id,
            created_at=NOW,
        )
        session.add(document)
        session.flush()
        return self._version(session, document.id, 1, actor, pages, media_type)

    def new_version(self, version_id: int, who: str = "lan", *, pages: int | None = 5) -> int:
        """Add another version of the same document; return its id."""
        actor = self.actor(who)
        with self.database.transaction() as session:
            before = session.get_one(DocumentVersion, version_id)
            document, media_type = before.document, before.media_type
            number = len(document.versions) + 1
            return self._version(session, document.id, number, actor, pages, media_type).id

    def _version(
        self, session: Session, document_id: int, number: int, actor: Actor, pages: int | None, media: str
    ) -> DocumentVersion:
        digest = sha256(f"{document_id}.{number}".encode()).hexdigest()
        session.add(Blob(sha256=digest, size=10, crc32=1, created_at=NOW))
        session.flush()
        version = DocumentVersion(
            document_id=document_id,
            number=number,
            sha256=digest,
            media_type=media,
            file_name="bao-cao.pdf",
            uploaded_by_id=actor.person_id,
            uploaded_at=NOW,
            page_count=pages,
        )
        session.add(version)
        session.flush()
        return version

    def cite(
        self,
        code: str = "1.1.3",
        who: str = "lan",
        *,
        version: int | None = None,
        product: int | None = 1,
        pages: str | None = None,
        late_reason: str | None = None,
    ) -> int:
        version = version or self.document(who)
        with self.database.transaction() as session:
            evidence = cite_document(
                session,
                self.actor(who),
                session.get_one(DocumentVersion, version),
                self.criterion(session, code),
                product=self.product(session, code, product) if product else None,
                pages=pages,
                late_reason=late_reason,
                clock=self.clock,
            )
            return evidence.id

    def submit(self, code: str = "1.1.3", who: str = "head") -> None:
        with self.database.transaction() as session:
            submit_pack(session, self.actor(who), self.pack(session, code), clock=self.clock)

    def recall(self, code: str = "1.1.3", who: str = "head") -> None:
        with self.database.transaction() as session:
            recall_pack(session, self.actor(who), self.pack(session, code), clock=self.clock)

    def return_(self, code: str = "1.1.3", who: str = "reviewer") -> None:
        with self.database.transaction() as session:
            return_pack(session, self.actor(who), self.pack(session, code), clock=self.clock)

    def approve(self, code: str = "1.1.3", who: str = "approver") -> None:
        with self.database.transaction() as session:
            approve_pack(session, self.actor(who), self.pack(session, code), clock=self.clock)

    def judge(
        self,
        evidence_id: int,
        verdict: VerdictKind = VerdictKind.SUFFICIENT,
        who: str = "reviewer",
        *,
        seen_lock: int | None = None,
        comment: str | None = None,
        anchors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        reason = Reason.PARTIAL_COVERAGE if verdict is VerdictKind.NEEDS_EXPLANATION else None
        with self.database.transaction() as session:
            record_verdict(
                session,
                self.actor(who),
                session.get_one(Evidence, evidence_id),
                verdict,
                reason=reason,
                anchors=anchors,
                comment=comment,
                seen_lock=seen_lock,
                clock=self.clock,
            )

    def explain(
        self, evidence_id: int, who: str = "lan", *, text: str = "Đã bổ sung", version: int | None = None
    ) -> int:
        with self.database.transaction() as session:
            explanation = explain_evidence(
                session,
                self.actor(who),
                session.get_one(Evidence, evidence_id),
                text=text,
                version=session.get_one(DocumentVersion, version) if version else None,
                clock=self.clock,
            )
            return explanation.id

    def explain_product(
        self,
        code: str = "1.1.3",
        ordinal: int = 1,
        who: str = "lan",
        *,
        kind: ExplanationKind = ExplanationKind.MISSING,
        text: str = "Chưa ban hành",
        documents: tuple[int, ...] = (),
    ) -> int:
        with self.database.transaction() as session:
            explanation = explain_product(
                session,
                self.actor(who),
                self.criterion(session, code),
                self.product(session, code, ordinal),
                kind=kind,
                text=text,
                documents=[session.get_one(DocumentVersion, version) for version in documents],
                clock=self.clock,
            )
            return explanation.id

    def judge_explanation(self, explanation_id: int, accepted: bool, who: str = "reviewer") -> None:
        with self.database.transaction() as session:
            explanation = session.get_one(Explanation, explanation_id)
            judge_explanation(session, self.actor(who), explanation, accepted, clock=self.clock)

    def state(self, evidence_id: int) -> EvidenceState:
        with self.reading() as session:
            return session.get_one(Evidence, evidence_id).state

    def pack_state(self, code: str = "1.1.3") -> PackState:
        with self.reading() as session:
            return self.pack(session, code).state
