"""The pre-flight gate (kiểm tra trước khi chốt hồ sơ): what blocks sealing and what deserves a look.

Decisions where the rules leave room:

- A pack that is not approved is named by what stands in its way; only if nothing in it does, by its own state
  (not submitted, or waiting for approval).
- An empty pack says that it is empty, and not each product that it lacks as well.
- Warnings are about counted pieces of every pack, approved ones too. A link is judged by what a link has.
- On the latest-round criteria an issue date outside the year is no finding once the piece has passed.
- A deadline without a piece is a warning only where the criterion has several deadlines.
- A soft target that is not met warns, and so do targets of which it cannot be told, once for each criterion.
- Assignments that nobody has accepted warn, once for each criterion, whatever the pack's state.
- The catalogue's contradictions are no findings: they are facts of the plan, shown at the criterion, and
  nothing in a pack could fix them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workflows.blockers import Blocker, ParamValue
from workflows.deadlines import cycle_contains
from workflows.explanations import LATEST_ROUND_CODES
from workflows.packs import PackView, content_blockers, open_targets
from workflows.papers import Identity, LinkFacts, missing_facts, pieces_of_one_paper
from workflows.states import PASSED, PackState
from workflows.targets import Outcome

DONE = frozenset({PackState.APPROVED, PackState.SEALED})


class Level(StrEnum):
    """Whether a finding stops sealing."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the gate found; `rule` is stable, `params` name what it is about and lead to its advice."""

    level: Level
    rule: str
    criterion: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PieceFacts:
    """What the gate knows of the version that a piece pins."""

    number: str | None
    issued_on: date | None
    has_text: bool
    link: LinkFacts | None = None
    deadline_id: int | None = None
    identity: Identity | None = None
    document_id: int = 0


@dataclass(frozen=True, slots=True)
class GatePack:
    """A pack as the gate sees it: `facts` by piece id, `deadlines` the ids of the criterion's deadlines.

    `open_assignments` counts what agencies were asked for and nobody has accepted yet.
    """

    criterion: str
    pack: PackView
    facts: Mapping[int, PieceFacts] = field(default_factory=dict)
    deadlines: tuple[int, ...] = ()
    open_assignments: int = 0


def _pack_blocker(state: PackState) -> Blocker:
    if state is PackState.SUBMITTED:
        return Blocker("pack_awaits_approval")
    return Blocker("pack_not_submitted", {"pack_state": state})


def _blocks(gate_pack: GatePack) -> Iterator[Finding]:
    pack = gate_pack.pack
    if pack.state in DONE:
        return
    blockers = content_blockers(pack) or (_pack_blocker(pack.state),)
    empty = tuple(blocker for blocker in blockers if blocker.code == "pack_empty")
    for blocker in empty or blockers:
        yield Finding(Level.BLOCK, blocker.code, gate_pack.criterion, blocker.params)


def _fact_warnings(
    facts: PieceFacts, year: int, *, other_year_is_fine: bool
) -> Iterator[tuple[str, str | None]]:
    for rule in missing_facts(facts.number, facts.issued_on, facts.link):
        yield rule, None
    if facts.issued_on and not other_year_is_fine and not cycle_contains(year, facts.issued_on):
        yield "issued_outside_year", facts.issued_on.isoformat()
    if not facts.has_text:
        yield "document_without_text", None


def _piece_warnings(gate_pack: GatePack, year: int) -> Iterator[Finding]:
    latest_round = gate_pack.pack.criterion_code in LATEST_ROUND_CODES
    for piece in gate_pack.pack.counted_pieces():
        facts = gate_pack.facts.get(piece.id)
        if facts is None:
            continue
        fine = latest_round and piece.state in PASSED
        for rule, value in _fact_warnings(facts, year, other_year_is_fine=fine):
            yield Finding(Level.WARN, rule, gate_pack.criterion, {"piece": piece.id, "value": value})


def _doubled_warnings(gate_pack: GatePack) -> Iterator[Finding]:
    counted = [piece.id for piece in gate_pack.pack.counted_pieces() if piece.id in gate_pack.facts]
    facts = gate_pack.facts
    for piece in pieces_of_one_paper({id: (facts[id].identity, facts[id].document_id) for id in counted}):
        yield Finding(Level.WARN, "same_paper_twice", gate_pack.criterion, {"piece": piece})


def _deadline_warnings(gate_pack: GatePack) -> Iterator[Finding]:
    if len(gate_pack.deadlines) < 2:
        return
    counted = {piece.id for piece in gate_pack.pack.counted_pieces()}
    served = {facts.deadline_id for piece, facts in gate_pack.facts.items() if piece in counted}
    for deadline in gate_pack.deadlines:
        if deadline not in served:
            yield Finding(Level.WARN, "deadline_without_piece", gate_pack.criterion, {"deadline": deadline})


def _assignment_warnings(gate_pack: GatePack) -> Iterator[Finding]:
    if count := gate_pack.open_assignments:
        yield Finding(Level.WARN, "assignments_open", gate_pack.criterion, {"count": count})


def _target_warnings(gate_pack: GatePack) -> Iterator[Finding]:
    for target in open_targets(gate_pack.pack):
        if target.is_soft:
            yield Finding(Level.WARN, "soft_target_not_met", gate_pack.criterion, {"target": target.id})
    unknown = sum(target.outcome is Outcome.UNKNOWN for target in gate_pack.pack.targets)
    if unknown:
        yield Finding(Level.WARN, "targets_not_measured", gate_pack.criterion, {"count": unknown})


def check_gate(packs: Iterable[GatePack], year: int) -> tuple[Finding, ...]:
    """Return every finding over these packs: blocks first, each level in the order of the packs."""
    seen = tuple(packs)
    blocks = [finding for gate_pack in seen for finding in _blocks(gate_pack)]
    warnings = [
        finding
        for gate_pack in seen
        for finding in (
            *_piece_warnings(gate_pack, year),
            *_doubled_warnings(gate_pack),
            *_deadline_warnings(gate_pack),
            *_assignment_warnings(gate_pack),
            *_target_warnings(gate_pack),
        )
    ]
    return (*blocks, *warnings)


def is_open(findings: Iterable[Finding]) -> bool:
    """Return whether the gate lets the bundle through: nothing blocks."""
    return all(finding.level is not Level.BLOCK for finding in findings)
