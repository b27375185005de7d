"""The entry sheet for the Ministry's software: points, words, files in order; and what was entered when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotVisible
from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    MinistryEntry,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import packs_of_cycle, views_of_packs
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.scores import ScoreSight
from evidence_repo.services.policy.visibility import relation_to_criterion
from evidence_repo.services.rounds.losses import check_outcome
from evidence_repo.services.rounds.results import read_results
from evidence_repo.services.rounds.scheme import scheme_rows, self_scores
from evidence_repo.services.workflow.transitions import lock_pack_of
from evidence_repo.words import N_
from workflows.events import EntryRecorded
from workflows.packs import PackState
from workflows.rights import Right, allows
from workflows.states import PASSED, ExplanationState

LONGEST_RECEIPT = 100


@dataclass(frozen=True, slots=True)
class EnteredFile:
    """One file of the sheet, in the order in which it is uploaded there."""

    number: int
    document_id: int
    version: int
    sha256: str | None
    title: str
    name: str
    header_number: str | None
    issued_on: date | None
    pages: str | None


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """What is typed and uploaded for one criterion; `contents_sha256` is of all of it.

    `sees_points`: this person may see the self-score; what was entered is compared with it all the same.
    """

    criterion: Criterion
    pack_state: PackState
    points: Decimal | None
    maximum: Decimal | None
    explanations: tuple[Explanation, ...]
    files: tuple[EnteredFile, ...]
    entries: tuple[MinistryEntry, ...]
    sees_points: bool = True

    @property
    def shown_points(self) -> Decimal | None:
        """Return the self-score, if this person may see it."""
        return self.points if self.sees_points else None

    @property
    def contents_sha256(self) -> str:
        """Return the hash of what is to be entered, so that a later change shows."""
        contents = {
            "points": None if self.points is None else str(self.points),
            "words": [[each.id, each.text, each.legal_basis] for each in self.explanations],
            "files": [[each.sha256, each.pages] for each in self.files],
        }
        return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()

    @property
    def last(self) -> MinistryEntry | None:
        """Return when it was entered last."""
        return self.entries[-1] if self.entries else None

    @property
    def is_entered(self) -> bool:
        """Return whether what was entered last is what the sheet says."""
        return self.last is not None and self.last.contents_sha256 == self.contents_sha256


def entry_sheets(
    session: Session, actor: Actor, cycle: AssessmentCycle, only: Criterion | None = None
) -> list[EntrySheet]:
    """Return the sheets of the cycle that this person sees, in the plan's order, in a few queries."""
    packs = [
        pack
        for pack in packs_of_cycle(session, cycle)
        if (only is None or pack.criterion_id == only.id)
        and allows(actor.roles, Right.SEE_QUESTIONS, relation_to_criterion(actor, pack.criterion))
    ]
    ids = [pack.criterion_id for pack in packs]
    pieces, words, entries = _pieces(session, ids), _words(session, packs), _entries(session, ids)
    points, sight = _points(session, cycle), ScoreSight(session, actor, ids)
    sheets = []
    for pack in packs:
        criterion, scored = pack.criterion, points.get(pack.criterion_id, (None, None))
        ordinals = {product.id: product.ordinal for product in criterion.products}
        sheets.append(
            EntrySheet(
                criterion=criterion,
                pack_state=pack.state,
                points=scored[0],
                maximum=scored[1],
                explanations=tuple(each for each in words if each.criterion_id == criterion.id),
                files=_numbered(
                    [*_files(pieces.get(criterion.id, ()), ordinals), *_attached(words, criterion)]
                ),
                entries=tuple(each for each in entries if each.criterion_id == criterion.id),
                sees_points=sight.sees(criterion.id, criterion.lead_agency_id),
            )
        )
    return sheets


def _files(pieces: Sequence[Any], ordinals: Mapping[int, int]) -> tuple[EnteredFile, ...]:
    def place(piece: Any) -> tuple[int, datetime, int]:
        return ordinals.get(piece.product_id, 999), piece.cited_at, piece.id

    return tuple(
        EnteredFile(
            0,
            piece.document_id,
            piece.number,
            piece.sha256,
            piece.header_subject or piece.link_title or piece.file_name,
            piece.file_name,
            piece.header_number,
            piece.header_issued_on,
            piece.pages,
        )
        for piece in sorted(pieces, key=place)
    )


def _attached(words: Sequence[Explanation], criterion: Criterion) -> list[EnteredFile]:
    """Return the documents that support the criterion's explanations."""
    return [
        EnteredFile(
            0,
            version.document_id,
            version.number,
            version.sha256,
            version.title,
            version.file_name,
            version.header_number,
            version.header_issued_on,
            None,
        )
        for each in words
        if each.criterion_id == criterion.id
        for version in each.documents
    ]


def _numbered(files: Sequence[EnteredFile]) -> tuple[EnteredFile, ...]:
    """Return the files with their numbers, the same version once."""
    once = {(each.document_id, each.version): each for each in reversed(files)}
    kept = [each for each in files if once[each.document_id, each.version] is each]
    return tuple(replace(each, number=number) for number, each in enumerate(kept, 1))


def entry_sheet(session: Session, actor: Actor, criterion: Criterion) -> EntrySheet:
    """Return the criterion's sheet; raise `NotVisible` if this person may not know of it."""
    found = entry_sheets(session, actor, criterion.cycle, criterion)
    if not found:
        raise NotVisible
    return found[0]


def _points(session: Session, cycle: AssessmentCycle) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """Return self-score and maximum by criterion: the scheme's, else those of the Ministry's last round."""
    given = read_results(session, cycle).by_criterion.items()
    found = {criterion_id: (each.self_score, each.maximum) for criterion_id, each in given}
    rows = scheme_rows(session, cycle)
    own = self_scores(session, [row.id for row in rows])
    for row in rows:
        if row.criterion_id is not None:
            before = found.get(row.criterion_id, (None, None))
            found[row.criterion_id] = (own.get(row.id, before[0]), row.maximum or before[1])
    return found


def _pieces(session: Session, criterion_ids: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """Return what the sheets say of the pieces that passed, as rows by criterion: a province has many."""
    version = DocumentVersion
    passed = (
        select(
            *(Evidence.criterion_id, Evidence.id, Evidence.product_id, Evidence.cited_at, Evidence.pages),
            *(version.document_id, version.number, version.sha256, version.file_name),
            *(version.header_number, version.header_issued_on, version.header_subject, Document.link_title),
        )
        .join(version, version.id == Evidence.version_id)
        .join(Document, Document.id == version.document_id)
        .where(
            Evidence.criterion_id.in_(criterion_ids),
            Evidence.state.in_(PASSED),
            Evidence.accepted_at.is_not(None),
        )
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(passed):
        found.setdefault(row.criterion_id, []).append(row)
    return found


def _words(session: Session, packs: Sequence[EvidencePack]) -> list[Explanation]:
    """Return the explanations that were accepted, of each target the latest."""
    accepted_in = select(Explanation.criterion_id).where(
        Explanation.criterion_id.in_([pack.criterion_id for pack in packs]),
        Explanation.state == ExplanationState.ACCEPTED,
    )
    explained = set(session.scalars(accepted_in.distinct()))
    views = views_of_packs(session, [pack for pack in packs if pack.criterion_id in explained])
    accepted = [
        each.id
        for view in views.values()
        for each in view.counted_explanations()
        if each.state is ExplanationState.ACCEPTED
    ]
    wanted = select(Explanation).where(Explanation.id.in_(accepted)).order_by(Explanation.id)
    return list(session.scalars(wanted))


def _entries(session: Session, criterion_ids: Collection[int]) -> list[MinistryEntry]:
    made = select(MinistryEntry).where(MinistryEntry.criterion_id.in_(criterion_ids))
    return list(session.scalars(made.order_by(MinistryEntry.id)))


def record_entry(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    receipt: str | None,
    *,
    seen: str | None = None,
    clock: Clock,
) -> MinistryEntry:
    """Remember that the sheet was entered; `seen` is the hash of the sheet that the person read."""
    check_outcome(actor, criterion)
    number = " ".join((receipt or "").split()) or None
    if number is not None and len(number) > LONGEST_RECEIPT:
        raise BadInput(N_("At most %(limit)s characters."), field="receipt", limit=LONGEST_RECEIPT)
    lock_pack_of(session, criterion.id)
    sheet = entry_sheet(session, actor, criterion)
    if seen is not None and seen != sheet.contents_sha256:
        raise ChangedMeanwhile
    entry = MinistryEntry(
        criterion_id=criterion.id,
        entered_by_id=actor.person_id,
        entered_at=clock.now(),
        receipt=number,
        contents_sha256=sheet.contents_sha256,
    )
    session.add(entry)
    session.flush()
    event = EntryRecorded(
        subject=criterion.id,
        criterion_id=criterion.id,
        criterion=criterion.label,
        receipt=number,
        contents_sha256=entry.contents_sha256,
    )
    emit(session, actor, event)
    return entry
