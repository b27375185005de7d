"""What the database shows equals what the rights say, for every role on random data."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    Blob,
    BundleScope,
    BundleState,
    Criterion,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    PackSubmission,
    SubmissionBundle,
    SubmittedItem,
)
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import permissions_on_document
from evidence_repo.services.policy.visibility import (
    find_evidence,
    find_explanation,
    find_version,
    relation_to_piece,
    visible_evidence,
    visible_explanations,
    visible_version_ids,
)
from tests.services.world import NOW, World
from workflows import rights
from workflows.evidence import EvidenceState, VerdictKind
from workflows.explanations import ExplanationKind, ExplanationState
from workflows.packs import PackState
from workflows.rights import Relation
from workflows.roles import Role

ROLE_SETS = [
    *(frozenset({role}) for role in Role),
    frozenset({Role.UPLOADER, Role.REVIEWER}),
    frozenset({Role.AGENCY_HEAD, Role.APPROVER}),
    frozenset({Role.COORDINATOR, Role.REVIEWER}),
    frozenset({Role.OBSERVER_PROVINCE, Role.OBSERVER_MINISTRY}),
    frozenset(),
]


class Facts:
    """The facts of the random rows, kept apart from the database."""

    def __init__(self, session: Session, world: World, versions: list[int], seed: int) -> None:
        self.session, self.random = session, random.Random(seed)
        self.was_submitted: dict[int, bool] = {}
        self.sealed_at: dict[int, datetime] = {}
        self.person = world.user(session, "lan").id
        self.versions = versions
        self.packs = session.scalars(select(EvidencePack)).all()
        self._seal_some(world)
        self.submissions = [self._submission(pack, n) for pack in self.packs for n in (1, 2)]
        for _ in range(160):
            self._piece()
        for _ in range(60):
            self._explanation()

    def _seal_some(self, world: World) -> None:
        digest = "f" * 64
        self.session.add(Blob(sha256=digest, size=1, crc32=1, created_at=NOW))
        self.session.flush()
        for number, state in enumerate((BundleState.SEALED, BundleState.RENDERING), 1):
            packs = self.random.sample(list(self.packs), 2)
            bundle = SubmissionBundle(
                cycle_id=world.cycle(self.session).id,
                number=number,
                scope=BundleScope.PARTIAL,
                state=state,
                name=f"b{number}",
                snapshot="{}",
                snapshot_sha256=digest,
                content_sha256=digest,
                audit_head="0:0",
                documents=1,
                sealed_by_id=self.person,
                sealed_at=NOW,
                packs=packs,
            )
            self.session.add(bundle)
            if state is BundleState.SEALED:
                self.sealed_at.update({pack.criterion_id: NOW for pack in packs})

    def _submission(self, pack: EvidencePack, number: int) -> PackSubmission:
        submission = PackSubmission(
            pack_id=pack.id,
            number=number,
            submitted_by_id=self.person,
            submitted_at=NOW,
            state_before=PackState.OPEN,
            recalled_at=self.random.choice([None, NOW]),
        )
        self.session.add(submission)
        self.session.flush()
        return submission

    def _piece(self) -> None:
        chance = self.random
        evidence = Evidence(
            criterion_id=chance.choice(self.packs).criterion_id,
            version_id=chance.choice(self.versions),
            agency_id=chance.randint(1, 5),
            state=chance.choice(list(EvidenceState)),
            cited_by_id=self.person,
            cited_at=NOW,
            accepted_at=chance.choice([None, NOW]),
            state_since=NOW + timedelta(days=chance.choice([-1, 0, 1])),
        )
        self.session.add(evidence)
        self.session.flush()
        moved = chance.sample(self.submissions, chance.randint(0, 2))
        for submission in moved:
            self.session.add(SubmittedItem(submission_id=submission.id, evidence_id=evidence.id))
        self.was_submitted[evidence.id] = any(submission.recalled_at is None for submission in moved)

    def _explanation(self) -> None:
        chance = self.random
        pieces = self.session.scalars(select(Evidence)).all()
        piece = chance.choice(pieces) if chance.random() < 0.5 else None
        criterion = piece.criterion if piece else chance.choice(self.packs).criterion
        explanation = Explanation(
            criterion_id=criterion.id,
            evidence_id=piece.id if piece else None,
            product_id=None if piece else criterion.products[0].id,
            kind=ExplanationKind.PARTIAL,
            text="…",
            state=chance.choice(list(ExplanationState)),
            author_id=self.person,
            written_at=NOW,
            decided_at=chance.choice([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
        )
        if chance.random() < 0.5:
            explanation.documents = [self.session.get_one(DocumentVersion, chance.choice(self.versions))]
        self.session.add(explanation)

    def is_sealed(self, evidence: Evidence) -> bool:
        sealed_at = self.sealed_at.get(evidence.criterion_id)
        passed = evidence.state in {EvidenceState.SUFFICIENT, EvidenceState.ACCEPTED_WITH_EXPLANATION}
        return passed and sealed_at is not None and sealed_at >= evidence.state_since

    def is_sealed_explanation(self, row: Explanation) -> bool:
        sealed_at = self.sealed_at.get(row.criterion_id)
        accepted = row.state is ExplanationState.ACCEPTED and row.decided_at is not None
        return (
            accepted and sealed_at is not None and row.decided_at is not None and sealed_at >= row.decided_at
        )

    def sees(self, actor: Actor, evidence: Evidence) -> bool:
        return rights.visible_evidence(
            actor.roles,
            relation_to_piece(actor, evidence),
            evidence.state,
            was_submitted=self.was_submitted[evidence.id],
            sealed=self.is_sealed(evidence),
        )

    def sees_explanation(self, actor: Actor, row: Explanation) -> bool:
        if row.evidence is not None:
            relation = relation_to_piece(actor, row.evidence)
        else:
            relation = Relation.LEAD if row.criterion.lead_agency_id == actor.agency_id else Relation.NONE
        sealed = self.is_sealed_explanation(row)
        return rights.visible_explanation(actor.roles, relation, row.state, sealed=sealed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_database_equals_the_rights_on_random_data(any_world: World, seed: int) -> None:
    world = any_world
    versions = [world.document(who) for who in ("lan", "justice", "district")]
    world.document("justice")  # nobody cites it
    with world.database.transaction() as session:
        facts = Facts(session, world, versions, seed)
        session.flush()
        pieces = session.scalars(select(Evidence)).all()
        rounds = session.scalars(select(Explanation)).all()
        seen_sizes = set()
        for roles in ROLE_SETS:
            for agency_id in (1, 2, 3, 4, None):
                actor = Actor(1, "x", agency_id, roles, "web")
                expected = {piece.id for piece in pieces if facts.sees(actor, piece)}
                found = set(session.scalars(select(Evidence.id).where(visible_evidence(actor))))
                assert found == expected, (roles, agency_id)
                seen_sizes.add(len(found))
                told = {row.id for row in rounds if facts.sees_explanation(actor, row)}
                assert told == set(
                    session.scalars(select(Explanation.id).where(visible_explanations(actor)))
                ), (roles, agency_id)
                _check_documents(session, actor, pieces, expected, rounds, told)
        assert len(seen_sizes) > 5  # the data tells the roles apart


def _check_documents(
    session: Session,
    actor: Actor,
    pieces: object,
    seen_pieces: set[int],
    rounds: object,
    seen_rounds: set[int],
) -> None:
    own = {
        version.id
        for version in session.scalars(select(DocumentVersion))
        if version.document.owner_agency_id == actor.agency_id
    }
    pinned = {p.version_id for p in pieces if p.id in seen_pieces}  # type: ignore[attr-defined]
    attached = {v.id for r in rounds if r.id in seen_rounds for v in r.documents}  # type: ignore[attr-defined]
    expected = own | pinned | attached
    assert set(session.scalars(visible_version_ids(actor))) == expected


def test_what_is_invisible_answers_not_found(world: World) -> None:
    version = world.document("justice")
    piece = world.cite("2.1.1", "justice", version=version)
    for who in ("lan", "head", "district", "reviewer", "approver", "observer", "ministry"):
        actor = world.actor(who)
        with world.reading() as session:
            document = session.get_one(DocumentVersion, version).document_id
            for find, wanted in (
                (find_evidence, piece),
                (find_version, version),
                (permissions_on_document, document),
                (find_evidence, 9999),
            ):
                with pytest.raises(NotVisible):
                    find(session, actor, wanted)
    for who in ("justice", "justice-head", "coordinator"):
        with world.reading() as session:
            assert find_evidence(session, world.actor(who), piece).id == piece
            assert find_version(session, world.actor(who), version).id == version


def test_a_new_version_stays_with_its_agency_until_it_is_cited_and_submitted(world: World) -> None:
    version = world.document()
    piece = world.cite(version=version)
    world.submit()
    newer = world.new_version(version)
    reviewer = world.actor("reviewer")
    world.give("reviewer", agency="tinh")
    reviewer = world.actor("reviewer")
    with world.reading() as session:
        assert find_version(session, reviewer, version).id == version
        with pytest.raises(NotVisible):
            find_version(session, reviewer, newer)
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    explanation = world.explain(piece, version=newer)
    with world.reading() as session:
        with pytest.raises(NotVisible):  # a draft until the pack is submitted
            find_explanation(session, reviewer, explanation)
        assert find_explanation(session, world.actor("mai"), explanation).id == explanation
        assert find_version(session, reviewer, newer).id == newer
        assert find_version(session, reviewer, version).id == version  # judged, so kept in sight


def test_a_recalled_piece_leaves_the_reviewers_sight(world: World) -> None:
    piece = world.cite()
    reviewer = world.actor("reviewer")
    world.submit()
    with world.reading() as session:
        assert find_evidence(session, reviewer, piece).criterion.code == "1.1.3"
    world.recall()
    with world.reading() as session, pytest.raises(NotVisible):
        find_evidence(session, reviewer, piece)


def test_the_criteria_carry_their_agencies(world: World) -> None:
    with world.reading() as session:
        criterion = session.scalars(select(Criterion).where(Criterion.code == "1.1.3")).one()
        assert [agency.code for agency in criterion.coordinating] == ["chau-doc"]
