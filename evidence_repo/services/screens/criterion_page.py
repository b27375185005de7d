"""Everything that one person sees on one criterion, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import Criterion, EvidencePack, ExpectedProduct, Explanation, FollowUpLetter
from evidence_repo.services.assignments.listing import AssignmentFilter, AssignmentRow, list_assignments
from evidence_repo.services.assignments.proposal import may_assign
from evidence_repo.services.council.approval import council_blockers
from evidence_repo.services.evidence.previous_year import PreviousYear, previous_year
from evidence_repo.services.follow_up.letters import letters_about
from evidence_repo.services.notices.history import GivenReminder, reminders_about
from evidence_repo.services.packs.history import HistoryStep, history_of_pack
from evidence_repo.services.packs.next_step import NextStep, Step, step_with_button
from evidence_repo.services.packs.progress import PackProgress, progress_of_packs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.comments import sees_thing
from evidence_repo.services.policy.permissions import PackPermissions, cycle_permits, permissions_on_pack
from evidence_repo.services.rounds.losses import LossRow, losses_before
from evidence_repo.services.rounds.questions import QuestionRow, list_questions
from evidence_repo.services.screens.automatic_checks import Answer, Check, check_pieces, concerns_of
from evidence_repo.services.screens.checked_papers import NamedPiece, first_in_states, in_pack
from evidence_repo.services.screens.figures import TargetPanel, target_panels
from evidence_repo.services.screens.piece_lists import PieceFilter, PieceList, list_pieces
from evidence_repo.services.screens.piece_rows import (
    PieceRow,
    piece_rows,
    pieces_as_shown,
    rounds_by_target,
)
from evidence_repo.services.screens.second_reviews import disagreements
from evidence_repo.services.workflow.packs import find_pack
from index.text import vietnamese_order
from workflows.assignments import AssignmentAction
from workflows.comments import ThingKind
from workflows.packs import PackView, PieceView
from workflows.rights import Right, allows
from workflows.states import PASSED, EvidenceState, ExplanationState

MOST_BLOCKING = 20
"""Pieces of each state that are named where they stand in the way; how many there are is counted."""


@dataclass(frozen=True, slots=True)
class ProductSheet:
    """An expected product, or None for the pieces without one, with what stands under it.

    `everything` are its pieces on all pages, alike ones counted; `pieces` and `withdrawn` those of this page.
    """

    product: ExpectedProduct | None
    everything: tuple[PieceView, ...]
    pieces: tuple[PieceRow, ...]
    withdrawn: tuple[PieceRow, ...]
    rounds: tuple[Explanation, ...]
    may_explain: bool

    @property
    def count(self) -> int:
        """Return how many pieces are in the pack, on whichever page they stand."""
        return sum(piece.count for piece in self.everything if piece.counts)

    @property
    def needs_answer(self) -> bool:
        """Return whether a piece waits for the agency's answer."""
        answerable = EvidenceState.NEEDS_EXPLANATION
        return any(piece.state is answerable for piece in self.everything if piece.counts)

    @property
    def elsewhere(self) -> int:
        """Return how many of its pieces this page does not show."""
        return sum(piece.count for piece in self.everything) - len(self.pieces) - len(self.withdrawn)

    @property
    def passed(self) -> int:
        """Return how many pieces have passed."""
        return sum(piece.count for piece in self.everything if piece.counts and piece.state in PASSED)

    @property
    def is_covered(self) -> bool:
        """Return whether a passed piece or an accepted explanation covers the product."""
        explained = bool(self.rounds) and self.rounds[-1].state is ExplanationState.ACCEPTED
        return self.passed > 0 or explained


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """One criterion with everything on it."""

    criterion: Criterion
    pack: EvidencePack
    progress: PackProgress
    listed: PieceList
    blocking: Mapping[EvidenceState, Sequence[NamedPiece]]
    sheets: tuple[ProductSheet, ...]
    history: tuple[HistoryStep, ...]
    previous: tuple[PreviousYear, ...]
    checks: tuple[Check, ...]
    primary: NextStep | None
    permissions: PackPermissions
    assignments: tuple[AssignmentRow, ...]
    may_assign: bool
    disagreements: int
    targets: tuple[TargetPanel, ...]
    questions: tuple[QuestionRow, ...]
    lost_before: tuple[LossRow, ...]
    letters: tuple[FollowUpLetter, ...]
    reminders: tuple[GivenReminder, ...]
    may_comment: bool

    @property
    def is_ready(self) -> bool:
        """Return whether every check says yes."""
        return all(check.answer is Answer.YES for check in self.checks)

    @property
    def concerns(self) -> tuple[Check, ...]:
        """Return the checks that say no: whoever submits confirms that it is meant so."""
        return concerns_of(self.checks)

    @property
    def others(self) -> ProductSheet:
        """Return the sheet of the pieces without a product."""
        return self.sheets[-1]


def criterion_page(
    session: Session, actor: Actor, criterion: Criterion, clock: Clock, wanted: PieceFilter | None = None
) -> CriterionPage:
    """Return what the criterion's page shows this person; the Ministry's observers see no criterion."""
    pack = find_pack(session, criterion)
    permissions = permissions_on_pack(actor, pack)
    [progress] = progress_of_packs(session, actor, [pack], clock.today())
    listed = list_pieces(session, actor, criterion, wanted or PieceFilter())
    rows = piece_rows(session, actor, pack, pieces_as_shown(session, actor, listed.shown))
    of_criterion = (Explanation.criterion_id == criterion.id) & Explanation.product_id.is_not(None)
    rounds = rounds_by_target(session, actor, of_criterion)
    view = progress.view
    sheets = [_sheet(permissions, product, view, rows, rounds) for product in (*criterion.products, None)]
    primary = with_council(session, pack, step_with_button(session, actor, pack, view, permissions.rights))
    return CriterionPage(
        criterion=criterion,
        pack=pack,
        progress=progress,
        listed=listed,
        blocking=_blocking(session, actor, criterion, primary),
        sheets=tuple(sheets),
        history=history_of_pack(session, pack),
        previous=previous_year(session, actor, criterion),
        checks=check_pieces(session, actor, criterion),
        primary=primary,
        permissions=permissions,
        assignments=_assignments(session, actor, criterion, clock),
        may_assign=may_assign(actor, criterion) and cycle_permits(pack, AssignmentAction.ASSIGN),
        disagreements=_disagreements(session, actor, criterion),
        targets=target_panels(session, actor, criterion, pack),
        questions=_questions(session, actor, criterion, clock),
        lost_before=tuple(losses_before(session, criterion.cycle, criterion.id).get(criterion.id, ())),
        letters=tuple(letters_about(session, actor, criterion.id)),
        reminders=_reminders(session, actor, criterion),
        may_comment=sees_thing(session, actor, ThingKind.PACK, pack.id),
    )


def with_council(session: Session, pack: EvidencePack, primary: NextStep | None) -> NextStep | None:
    """Return the step; where it is the approval, with what it lacks of the council."""
    if primary is None or primary.step is not Step.APPROVE:
        return primary
    return replace(primary, blockers=(*primary.blockers, *council_blockers(session, pack)))


def _disagreements(session: Session, actor: Actor, criterion: Criterion) -> int:
    """Return how many second verdicts differ from the first, for whoever approves."""
    if not allows(actor.roles, Right.APPROVE):
        return 0
    return len(disagreements(session, [criterion.id]).get(criterion.id, []))


def _assignments(
    session: Session, actor: Actor, criterion: Criterion, clock: Clock
) -> tuple[AssignmentRow, ...]:
    """Return what this person may see of whom the criterion's lead agency asked, by the agencies' names."""
    wanted = AssignmentFilter(criterion_id=criterion.id)
    found = list_assignments(session, actor, criterion.cycle, clock.today(), wanted)
    return tuple(sorted(found, key=lambda row: (vietnamese_order(row.agency_name), row.product_ordinal or 0)))


def _reminders(session: Session, actor: Actor, criterion: Criterion) -> tuple[GivenReminder, ...]:
    """Return what was called to mind, for the lead agency and for whoever follows up."""
    is_theirs = actor.is_of(criterion.lead_agency_id) or allows(actor.roles, Right.SEE_FOLLOW_UP)
    return tuple(reminders_about(session, criterion.id)) if is_theirs else ()


def _questions(session: Session, actor: Actor, criterion: Criterion, clock: Clock) -> tuple[QuestionRow, ...]:
    """Return what the Ministry asks about the criterion, as far as this person may see it."""
    found = list_questions(session, actor, clock.today(), cycle=criterion.cycle, criterion_id=criterion.id)
    return tuple(found)


def _blocking(
    session: Session, actor: Actor, criterion: Criterion, primary: NextStep | None
) -> dict[EvidenceState, list[NamedPiece]]:
    """Return the first of the pieces whose states stand in the way."""
    codes = {blocker.code for blocker in primary.blockers} if primary else set()
    states = [state for state in EvidenceState if f"piece_{state}" in codes]
    if not states:
        return {}
    return first_in_states(session, in_pack(actor, criterion.id), states, MOST_BLOCKING)


def _sheet(
    permissions: PackPermissions,
    product: ExpectedProduct | None,
    view: PackView,
    rows: Sequence[PieceRow],
    rounds: dict[tuple[int | None, int | None], list[Explanation]],
) -> ProductSheet:
    product_id = product.id if product else None
    own = [row for row in rows if row.evidence.product_id == product_id]
    explained = tuple(rounds[None, product_id]) if product else ()
    return ProductSheet(
        product=product,
        everything=tuple(piece for piece in view.pieces if piece.product_id == product_id),
        pieces=tuple(row for row in own if row.evidence.state is not EvidenceState.WITHDRAWN),
        withdrawn=tuple(row for row in own if row.evidence.state is EvidenceState.WITHDRAWN),
        rounds=explained,
        may_explain=product is not None and permissions.may_explain(explained),
    )
