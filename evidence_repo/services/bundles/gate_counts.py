"""How much the gate finds at each criterion, without reading every piece: alike pieces are judged as one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    EvidencePack,
)
from evidence_repo.services.assignments.listing import open_by_criterion
from evidence_repo.services.bundles.gate import is_readable
from evidence_repo.services.packs.paper_facts import ALIKE, FACTS, facts_of_row
from evidence_repo.services.packs.tallies import sees_evidence, tallied_views
from evidence_repo.services.policy.actors import Actor
from workflows.gate import DONE, GatePack, Level, PieceFacts, check_gate
from workflows.packs import PieceView
from workflows.papers import Identity, LinkFacts, identity, pieces_of_one_paper
from workflows.states import EvidenceState


@dataclass(frozen=True, slots=True)
class FindingKind:
    """The level of a finding and the rule that it comes from."""

    level: Level
    rule: str


@dataclass(frozen=True, slots=True)
class GateCounts:
    """How many packs are approved of how many, and how many findings of each kind each pack has."""

    approved: int
    total: int
    by_pack: Mapping[EvidencePack, Counter[FindingKind]]

    def count(self, level: Level) -> int:
        """Return how many findings of this level there are."""
        kinds = (each for found in self.by_pack.values() for each in found.items())
        return sum(count for kind, count in kinds if kind.level is level)

    @property
    def is_open(self) -> bool:
        """Return whether nothing blocks; a plan without packs can never be sealed."""
        return not self.count(Level.BLOCK) and self.total > 0


def count_findings(
    session: Session, cycle: AssessmentCycle, packs: Sequence[EvidencePack], seen_by: Actor | None = None
) -> GateCounts:
    """Count what `check_bundle` finds at these packs, in a number of queries that does not grow."""
    ids = [pack.criterion_id for pack in packs]
    groups = _groups(session, ids, seen_by)
    pieces = {criterion_id: found.pieces for criterion_id, found in groups.items()}
    views = tallied_views(session, packs, seen_by, pieces)
    labels, asked = {pack.criterion.label: pack for pack in packs}, open_by_criterion(session, ids)
    found: dict[EvidencePack, Counter[FindingKind]] = {pack: Counter() for pack in packs}
    gate = [
        GatePack(
            pack.criterion.label,
            view,
            groups[pack.criterion_id].facts if pack.criterion_id in groups else {},
            tuple(deadline.id for deadline in pack.criterion.deadlines),
            asked.get(pack.criterion_id, 0),
        )
        for pack, view in views.items()
    ]
    for finding in check_gate(gate, cycle.year):
        pack = labels[finding.criterion]
        found[pack][FindingKind(finding.level, finding.rule)] += views[pack].count_of(finding.params)
    doubled = _doubled(session, ids, seen_by)
    for pack in packs:
        found[pack][_DOUBLED] += doubled.get(pack.criterion_id, 0)
    return GateCounts(sum(pack.state in DONE for pack in packs), len(packs), found)


_DOUBLED = FindingKind(Level.WARN, "same_paper_twice")
_NO_LINK = LinkFacts(None, None, None, has_capture=False)


@dataclass(frozen=True, slots=True)
class _Groups:
    pieces: list[PieceView] = field(default_factory=list)
    facts: dict[int, PieceFacts] = field(default_factory=dict)


def _groups(session: Session, criterion_ids: Sequence[int], seen_by: Actor | None) -> dict[int, _Groups]:
    """Return, by the criterion, its pieces alike in all that the gate looks at, each group as one piece."""
    key: tuple[ColumnElement[Any], ...] = (
        Evidence.criterion_id.expression,
        Evidence.product_id.expression,
        Evidence.state.expression,
        Evidence.accepted_at.is_not(None),
        Evidence.deadline_id.expression,
        Document.kind.expression,
    )
    counted = (
        select(*key, func.min(Evidence.id), *ALIKE, *FACTS)
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Evidence.criterion_id.in_(criterion_ids), sees_evidence(seen_by))
        .group_by(*key, *ALIKE)
        .order_by(func.min(Evidence.id))
    )
    found: dict[int, _Groups] = defaultdict(_Groups)
    for row in session.execute(counted):
        criterion_id, product_id, state, accepted, deadline_id, kind, first = row[:7]
        paper = facts_of_row(row[7:])
        group = found[criterion_id]
        group.pieces.append(PieceView(first, state, product_id, bool(accepted), paper.count))
        group.facts[first] = PieceFacts(
            paper.number,
            paper.issued_on,
            has_text=is_readable(paper.state),
            link=(paper.link or _NO_LINK) if kind is DocumentKind.LINK else None,
            deadline_id=deadline_id,
        )
    return found


def _doubled(session: Session, criterion_ids: Sequence[int], seen_by: Actor | None) -> dict[int, int]:
    """Return, by the criterion, how many of its pieces have a paper that another document is too."""
    version = DocumentVersion
    in_packs = (
        Evidence.criterion_id.in_(criterion_ids),
        Evidence.state != EvidenceState.WITHDRAWN,
        Evidence.accepted_at.is_not(None),
        version.number_key.is_not(None),
        version.header_issued_on.is_not(None),
    )
    several = (
        select(version.number_key)
        .join(Evidence, Evidence.version_id == version.id)
        .where(*in_packs)
        .group_by(Evidence.criterion_id, version.number_key, version.header_issued_on)
        .having(func.count(version.document_id.distinct()) > 1)
    )
    candidates = (
        select(
            Evidence.criterion_id,
            version.number_key,
            version.header_issued_on,
            version.header_issuer,
            version.document_id,
            Evidence.id,
        )
        .join(version, version.id == Evidence.version_id)
        .where(version.number_key.in_(several), *in_packs, sees_evidence(seen_by))
    )
    known: dict[int, dict[int, tuple[Identity | None, int]]] = defaultdict(dict)
    for criterion_id, number, issued_on, issuer, document, piece in session.execute(candidates):
        known[criterion_id][piece] = identity(number, issuer, issued_on), document
    return {each: len(pieces_of_one_paper(pieces)) for each, pieces in known.items()}
