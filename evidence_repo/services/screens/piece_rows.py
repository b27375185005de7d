"""The pieces of a criterion as one person sees them: verdicts, rounds, questions, what may be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, lazyload, load_only, selectinload

from evidence_repo.errors import NotVisible
from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    Review,
    ReviewQuestion,
    User,
)
from evidence_repo.services.documents.versions import newer_versions_of
from evidence_repo.services.examining.near_duplicates import NearUse, near_uses_of
from evidence_repo.services.packs.history import review_questions
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import (
    PiecePermissions,
    permissions_on_piece,
    states_of_citing_packs,
)
from evidence_repo.services.policy.visibility import visible_evidence, visible_explanations
from evidence_repo.services.workflow.headers import header_of
from evidence_repo.services.workflow.packs import find_pack
from index.extraction import ExtractionState
from workflows.evidence import EvidenceAction
from workflows.states import EvidenceState

_CHANGES = frozenset({EvidenceAction.REPLACE, EvidenceAction.REVISE})
_TO_ANSWER = frozenset({EvidenceState.NEEDS_EXPLANATION, EvidenceState.EXPLAINED})


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One piece as this person sees it, and what they may do with it.

    `near` are documents nearly the same, but not those that are known to have another number.
    `verdict` is the standing one where it says something to answer; `newer` is there for whoever may take it.
    """

    evidence: Evidence
    verdict: Review | None
    question: ReviewQuestion | None
    rounds: tuple[Explanation, ...]
    newer: DocumentVersion | None
    also_at: tuple[FileUse, ...]
    is_here_twice: bool
    near: tuple[NearUse, ...]
    permissions: PiecePermissions

    @property
    def is_contribution(self) -> bool:
        """Return whether another agency than the lead brought it."""
        return self.evidence.agency_id != self.evidence.criterion.lead_agency_id

    @property
    def is_waiting_contribution(self) -> bool:
        """Return whether the lead agency has not decided about it yet."""
        return self.evidence.is_contribution_waiting and self.evidence.state is EvidenceState.DRAFT

    @property
    def may_change(self) -> bool:
        """Return whether pages or version may be changed."""
        return bool(self.permissions.actions & _CHANGES)

    @property
    def is_reading(self) -> bool:
        """Return whether its file is still to be read."""
        return not self.evidence.version.extraction_state.is_final

    @property
    def has_header(self) -> bool:
        """Return whether any field of its header could be filled in from the text."""
        return any(header_of(self.evidence.version).values())

    @property
    def to_check(self) -> bool:
        """Return whether this person should look at the header: filled in or read, and not confirmed."""
        version = self.evidence.version
        is_read = version.extraction_state in (ExtractionState.DONE, ExtractionState.PARTIAL)
        is_there = self.has_header or is_read
        return self.permissions.may_confirm and is_there and version.header_confirmed_at is None


def pieces_as_shown(session: Session, actor: Actor, ids: Sequence[int]) -> list[Evidence]:
    """Return these pieces, the oldest first, with all that is shown of them."""
    if not ids:
        return []
    shown = _as_shown(actor).where(Evidence.id.in_(ids)).order_by(Evidence.id)
    return list(session.scalars(shown).unique())


def _as_shown(actor: Actor) -> Select[Evidence]:
    return (
        select(Evidence)
        .where(visible_evidence(actor))
        .options(
            joinedload(Evidence.criterion).options(
                lazyload(Criterion.products), lazyload(Criterion.deadlines)
            ),
            joinedload(Evidence.product),
            joinedload(Evidence.deadline),
            joinedload(Evidence.agency),
            joinedload(Evidence.cited_by).options(
                load_only(User.name), lazyload(User.agency), lazyload(User.roles)
            ),
            joinedload(Evidence.version).joinedload(DocumentVersion.document).selectinload(Document.versions),
        )
    )


def piece_rows(
    session: Session, actor: Actor, pack: EvidencePack, pieces: Sequence[Evidence]
) -> list[PieceRow]:
    ids = [evidence.id for evidence in pieces]
    verdicts = standing_verdicts(session, [each.id for each in pieces if each.state in _TO_ANSWER])
    rounds = rounds_by_target(session, actor, Explanation.evidence_id.in_(ids))
    is_asked = any(each.state is EvidenceState.SUBMITTED for each in pieces)
    questions = review_questions(session, pack.criterion_id) if is_asked else {}
    newer = newer_versions_of(session, [each for each in pieces if len(each.version.document.versions) > 1])
    uses = _uses_of_files(session, actor, pieces)
    near = near_uses_of(session, actor, [evidence.version for evidence in pieces])
    citing = states_of_citing_packs(session, {evidence.version_id for evidence in pieces})
    rows = []
    for evidence in pieces:
        permissions = permissions_on_piece(actor, evidence, pack, citing[evidence.version_id])
        reads = permissions.may_read_comments
        verdict = verdicts.get(evidence.id)
        question = questions.get(evidence.id)
        is_open_question = question is not None and question.asked_at >= evidence.state_since
        rows.append(
            PieceRow(
                evidence=evidence,
                verdict=verdict if reads else None,
                question=question if reads and is_open_question else None,
                rounds=tuple(rounds[evidence.id, None]),
                newer=newer.get(evidence.id) if permissions.actions & _CHANGES else None,
                also_at=_also_at(evidence, uses[evidence.version.sha256]),
                is_here_twice=_is_here_twice(evidence, uses[evidence.version.sha256]),
                near=tuple(use for use in near[evidence.version_id] if not use.has_other_number),
                permissions=permissions,
            )
        )
    return rows


def standing_verdicts(session: Session, ids: Sequence[int]) -> dict[int, Review]:
    """Return the last verdict on each of these pieces that was not undone, with its reviewer."""
    if not ids:
        return {}
    standing = (
        select(Review)
        .where(Review.evidence_id.in_(ids), Review.undone_at.is_(None))
        .options(joinedload(Review.reviewer))
        .order_by(Review.id)
    )
    return {review.evidence_id: review for review in session.scalars(standing).unique()}


def rounds_by_target(
    session: Session, actor: Actor, condition: ColumnElement[bool]
) -> dict[tuple[int | None, int | None], list[Explanation]]:
    """Return the rounds that this person sees, by (piece, product), the oldest first."""
    found: dict[tuple[int | None, int | None], list[Explanation]] = defaultdict(list)
    seen = (
        select(Explanation)
        .where(condition, visible_explanations(actor))
        .options(
            joinedload(Explanation.author),
            joinedload(Explanation.decided_by),
            selectinload(Explanation.documents),
        )
        .order_by(Explanation.round, Explanation.id)
    )
    for explanation in session.scalars(seen).unique():
        found[explanation.evidence_id, explanation.product_id].append(explanation)
    return found


@dataclass(frozen=True, slots=True)
class FileUse:
    """A piece, not withdrawn, that cites the same bytes, and for which criterion of which year."""

    evidence_id: int
    criterion_id: int
    year: int
    label: str


def _uses_of_files(session: Session, actor: Actor, pieces: Iterable[Evidence]) -> dict[str, list[FileUse]]:
    """Return, by the bytes, where this person sees them cited, in the plan's order."""
    found: dict[str, list[FileUse]] = defaultdict(list)
    cited = (
        select(
            DocumentVersion.sha256,
            Evidence.id,
            Criterion.id,
            AssessmentCycle.year,
            Criterion.kind,
            Criterion.code,
        )
        .join(Evidence, Evidence.version_id == DocumentVersion.id)
        .join(Criterion, Criterion.id == Evidence.criterion_id)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .where(
            DocumentVersion.sha256.in_({evidence.version.sha256 for evidence in pieces}),
            Evidence.state != EvidenceState.WITHDRAWN,
            visible_evidence(actor),
        )
        .order_by(Criterion.id)
    )
    for digest, evidence_id, criterion_id, year, kind, code in session.execute(cited):
        found[digest].append(FileUse(evidence_id, criterion_id, year, f"{kind} {code}"))
    return found


def _also_at(evidence: Evidence, uses: Iterable[FileUse]) -> tuple[FileUse, ...]:
    """Return the uses for other criteria, one for each."""
    others = {use.criterion_id: use for use in uses if use.criterion_id != evidence.criterion_id}
    return tuple(others.values())


def _is_here_twice(evidence: Evidence, uses: Iterable[FileUse]) -> bool:
    here = {use.evidence_id for use in uses if use.criterion_id == evidence.criterion_id}
    return evidence.id in here and len(here) > 1


def find_piece_row(session: Session, actor: Actor, evidence_id: int) -> PieceRow:
    """Return one piece as its criterion's page shows it; raise `NotVisible` where there is none to see."""
    found = session.scalar(_as_shown(actor).where(Evidence.id == evidence_id))
    if found is None:
        raise NotVisible
    return piece_row(session, actor, found)


def piece_row(session: Session, actor: Actor, evidence: Evidence) -> PieceRow:
    """Return one piece as its criterion's page shows it."""
    [row] = piece_rows(session, actor, find_pack(session, evidence.criterion), [evidence])
    return row
