"""What the database counts equals what the rules say of every piece: for lists, the gate and the checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    Blob,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    PackSubmission,
    Review,
    SubmittedItem,
)
from evidence_repo.services.bundles import GateReport, check_bundle, count_findings
from evidence_repo.services.packs.next_step import next_step
from evidence_repo.services.packs.tallies import tallied_views
from evidence_repo.services.packs.views import packs_of_cycle, views_of_packs, views_seen_by
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_version_ids, visible_versions
from index.extraction import ExtractionState
from tests.services.assigning import Assigning
from tests.services.world import NOW, PDF, World
from workflows.blockers import Blocker
from workflows.evidence import VerdictKind
from workflows.explanations import ExplanationKind
from workflows.gate import Level
from workflows.packs import (
    PackState,
    PackView,
    content_blockers,
    may_approve,
    may_recall,
    may_return,
    may_submit,
    uncovered_products,
)
from workflows.states import EvidenceState, ExplanationState

WATCHERS = ("lan", "justice", "district", "reviewer", "coordinator", "observer", "ministry")


@dataclass(frozen=True)
class Drawn:
    """A piece as it was drawn; `rounds` are the states of the explanations given for it."""

    place: int
    product: int
    state: EvidenceState
    is_accepted: bool
    is_moved: bool
    rounds: tuple[ExplanationState, ...]
    paper: int
    day: date | None
    text: ExtractionState
    verdict_after: int | None


PIECES = st.lists(
    st.builds(
        Drawn,
        st.integers(0, 3),
        st.integers(0, 2),
        st.sampled_from(EvidenceState),
        st.booleans(),
        st.booleans(),
        st.lists(st.sampled_from(ExplanationState), max_size=2).map(tuple),
        st.integers(0, 3),
        st.sampled_from((None, date(2016, 5, 1), date(2017, 5, 1))),
        st.sampled_from((ExtractionState.DONE, ExtractionState.NO_TEXT, ExtractionState.WAITING)),
        st.sampled_from((None, -1, 1)),
    ),
    max_size=14,
)
STATES = st.lists(st.sampled_from(PackState), min_size=4, max_size=4)
ANSWERS = st.lists(st.sampled_from((None, *ExplanationState)), min_size=4, max_size=4)


class Rows:
    """Writes what was drawn into a session that is never committed."""

    def __init__(self, session: Session, world: World) -> None:
        self.session = session
        self.lan, self.district = world.actor("lan"), world.actor("district")
        self.packs = list(packs_of_cycle(session, world.cycle(session)))
        self.submissions: dict[int, PackSubmission] = {}

    def open(self, states: Sequence[PackState], answers: Sequence[ExplanationState | None]) -> None:
        for pack, state, answer in zip(self.packs, states, answers, strict=True):
            pack.state = state
            self.submissions[pack.id] = PackSubmission(
                pack_id=pack.id,
                number=1,
                submitted_by_id=self.lan.person_id,
                submitted_at=NOW,
                state_before=PackState.OPEN,
            )
            self.session.add(self.submissions[pack.id])
            if answer is not None:
                self.explain(pack, answer, 1, product_id=pack.criterion.products[0].id)
        self.session.flush()

    def cite(self, number: int, drawn: Drawn) -> None:
        pack = self.packs[drawn.place]
        products = pack.criterion.products
        who = self.lan if drawn.is_accepted else self.district
        piece = Evidence(
            criterion_id=pack.criterion_id,
            product_id=products[drawn.product].id if drawn.product < len(products) else None,
            version_id=self.document(number, drawn, who),
            agency_id=who.agency_id,
            state=drawn.state,
            cited_by_id=who.person_id,
            cited_at=NOW,
            accepted_at=NOW if drawn.is_accepted else None,
            state_since=NOW,
        )
        self.session.add(piece)
        self.session.flush()
        if drawn.is_moved:
            moved = SubmittedItem(submission_id=self.submissions[pack.id].id, evidence_id=piece.id)
            self.session.add(moved)
        for round_number, state in enumerate(drawn.rounds, 1):
            self.explain(pack, state, round_number, evidence_id=piece.id)
        if drawn.verdict_after is not None:
            self.judge(piece, drawn.verdict_after)

    def document(self, number: int, drawn: Drawn, who: Actor) -> int:
        digest = sha256(f"drawn {number}".encode()).hexdigest()
        document = Document(
            owner_agency_id=who.agency_id,
            kind=DocumentKind.FILE,
            created_by_id=who.person_id,
            created_at=NOW,
        )
        self.session.add_all((Blob(sha256=digest, size=1, crc32=1, created_at=NOW), document))
        self.session.flush()
        version = DocumentVersion(
            document_id=document.id,
            number=1,
            sha256=digest,
            media_type=PDF,
            file_name=f"{number}.pdf",
            uploaded_by_id=who.person_id,
            uploaded_at=NOW,
            extraction_state=drawn.text,
            header_number=f"{drawn.paper}/BC-SNV" if drawn.paper else None,
            header_issued_on=drawn.day,
        )
        self.session.add(version)
        self.session.flush()
        return version.id

    def explain(self, pack: EvidencePack, state: ExplanationState, number: int, **target: int) -> None:
        explanation = Explanation(
            criterion_id=pack.criterion_id,
            kind=ExplanationKind.NO_OCCURRENCE,
            text="Không phát sinh",
            round=number,
            state=state,
            author_id=self.lan.person_id,
            written_at=NOW,
            **target,
        )
        self.session.add(explanation)

    def judge(self, piece: Evidence, days_after: int) -> None:
        review = Review(
            evidence_id=piece.id,
            version_id=piece.version_id,
            reviewer_id=self.lan.person_id,
            verdict=VerdictKind.SUFFICIENT,
            state_before=EvidenceState.SUBMITTED,
            decided_at=NOW + timedelta(days=days_after),
        )
        self.session.add(review)


def _counted(view: PackView, blockers: Sequence[Blocker]) -> Counter[str]:
    found: Counter[str] = Counter()
    for blocker in blockers:
        found[blocker.code] += view.count_of(blocker.params)
    return found


def _judged(actor: Actor, pack: EvidencePack, view: PackView) -> dict[str, object]:
    """Return what the rules say of a view, and how much it holds."""
    groups: Counter[tuple[object, ...]] = Counter()
    for piece in view.pieces:
        groups[piece.state, piece.product_id, piece.is_accepted] += piece.count
    guards = (may_submit, may_recall, may_return, may_approve, content_blockers)
    return {
        "pieces": groups,
        "guards": [_counted(view, guard(view)) for guard in guards],
        "uncovered": uncovered_products(view),
        "next step": next_step(actor, pack, view),
        "contributions": view.waiting_contributions,
    }


def _compare(session: Session, world: World, packs: Sequence[EvidencePack]) -> None:
    lan = world.actor("lan")
    pairs = [(lan, views_of_packs(session, packs), tallied_views(session, packs))]
    for actor in map(world.actor, WATCHERS):
        pairs.append((actor, views_seen_by(session, actor, packs), tallied_views(session, packs, actor)))
    for actor, full, tallied in pairs:
        for pack in packs:
            assert _judged(actor, pack, tallied[pack]) == _judged(actor, pack, full[pack])


def _compare_versions(session: Session, world: World) -> None:
    for actor in map(world.actor, WATCHERS):
        few = set(session.scalars(select(DocumentVersion.id).where(visible_versions(actor))))
        assert few == set(session.scalars(visible_version_ids(actor)))


def _compare_gate(session: Session, world: World, packs: Sequence[EvidencePack]) -> None:
    cycle = world.cycle(session)
    for actor in (None, *map(world.actor, WATCHERS)):
        report = check_bundle(session, cycle, world.clock, packs, seen_by=actor)
        counts = count_findings(session, cycle, packs, actor)
        found = Counter((each.criterion, each.level, each.rule) for each in report.findings)
        told = {
            (pack.criterion.label, kind.level, kind.rule): count
            for pack in packs
            for kind, count in counts.by_pack[pack].items()
        }
        assert Counter({key: count for key, count in told.items() if count}) == found
        assert {level: counts.count(level) for level in Level} == {
            Level.BLOCK: len(report.blocks),
            Level.WARN: len(report.warnings),
        }
        assert (counts.approved, counts.total, counts.is_open) == (
            report.approved,
            report.total,
            report.is_open,
        )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES, STATES, ANSWERS)
def test_what_is_counted_equals_the_rules_applied_to_every_piece(
    world: World,
    drawn: list[Drawn],
    states: list[PackState],
    answers: list[ExplanationState | None],
) -> None:
    with Session(world.database.engine) as session:
        rows = Rows(session, world)
        rows.open(states, answers)
        for number, piece in enumerate(drawn):
            rows.cite(number, piece)
        session.flush()
        _compare(session, world, rows.packs)
        _compare_gate(session, world, rows.packs)
        _compare_versions(session, world)
        session.rollback()


def test_open_assignments_are_counted_as_the_gate_finds_them(world: World) -> None:
    Assigning(world).assign("1.1.3")
    with world.reading() as session:
        packs = packs_of_cycle(session, world.cycle(session))
        _compare_gate(session, world, packs)
        assert any(finding.rule == "assignments_open" for finding in _report(session, world).findings)


def _report(session: Session, world: World) -> GateReport:
    return check_bundle(session, world.cycle(session), world.clock)
