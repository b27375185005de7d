"""The pre-flight gate (kiểm tra trước khi chốt hồ sơ) over real packs: findings with sentences and advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import Refused
from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Criterion,
    Deadline,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Measurement,
    RoundQuestion,
    Target,
)
from evidence_repo.services.assignments.listing import open_by_criterion
from evidence_repo.services.packs.views import packs_of_cycle, views_of_packs, views_seen_by
from evidence_repo.services.policy.actors import Actor
from evidence_repo.words import N_
from index.extraction.states import ExtractionState
from workflows.gate import DONE, Finding, GatePack, Level, PieceFacts, check_gate
from workflows.papers import LinkFacts, identity

_READABLE = frozenset({ExtractionState.DONE, ExtractionState.PARTIAL})

SENTENCES: dict[str, str] = {
    "pack_empty": N_("The pack holds neither a document nor an explanation."),
    "pack_awaits_approval": N_("The pack passed its review and waits for approval."),
    "pack_not_submitted": N_("The agency has not submitted the pack."),
    "piece_draft": N_("Not submitted yet: %(piece)s"),
    "piece_submitted": N_("Not reviewed yet: %(piece)s"),
    "piece_needs_explanation": N_("The agency owes an explanation: %(piece)s"),
    "piece_explained": N_("The explanation waits for its review: %(piece)s"),
    "explanation_draft": N_("The explanation is not submitted yet: %(target)s"),
    "explanation_submitted": N_("The explanation waits for its review: %(target)s"),
    "explanation_rejected": N_("The explanation was rejected: %(target)s"),
    "product_uncovered": N_("No sufficient document and no accepted explanation for: %(product)s"),
    "question_unanswered": N_("A question of the Ministry is not answered: %(question)s"),
    "number_missing": N_("The number and symbol are missing: %(piece)s"),
    "issue_date_missing": N_("The issue date is missing: %(piece)s"),
    "link_incomplete": N_("The link lacks its title, the day it was seen, or the captured copy: %(piece)s"),
    "same_paper_twice": N_(
        "Another document here has the same number, symbol, issuer and day of issue: %(piece)s"
    ),
    "issued_outside_year": N_("Issued outside the year of assessment (%(date)s): %(piece)s"),
    "document_without_text": N_("The document has no searchable text: %(piece)s"),
    "assignments_open": N_("Assignments of coordinating agencies that nobody has accepted yet: %(count)s."),
    "measurement_draft": N_("Figures are not submitted yet: %(figures)s"),
    "measurement_submitted": N_("Figures wait for their review: %(figures)s"),
    "measurement_queried": N_("The agency owes an answer about figures: %(figures)s"),
    "target_not_met": N_("The target is not met, and neither explained nor waived: %(figures)s"),
    "soft_target_not_met": N_("The target to be striven for is not met: %(figures)s"),
    "targets_not_measured": N_("Targets of which it cannot be told whether they are met: %(count)s."),
    "deadline_without_piece": N_("No document serves the deadline “%(deadline)s” (%(date)s)."),
}
"""The sentence of every rule of the gate, a gettext msgid."""


@dataclass(frozen=True, slots=True)
class GateFinding:
    """A finding as people read it: `message` is a msgid, `params` fill it, `link` is where to fix it."""

    level: Level
    rule: str
    criterion: str
    message: str
    params: Mapping[str, str]
    link: str

    @property
    def is_block(self) -> bool:
        """Return whether this stops sealing."""
        return self.level is Level.BLOCK

    @property
    def sentence(self) -> str:
        """Return the sentence in English; the screens translate `message` themselves."""
        return self.message % self.params


@dataclass(frozen=True, slots=True)
class GateReport:
    """What stands between these packs and a sealed bundle; blocks first, then in the plan's order."""

    year: int
    approved: int
    total: int
    findings: tuple[GateFinding, ...]

    @property
    def blocks(self) -> tuple[GateFinding, ...]:
        """Return the findings that stop sealing."""
        return tuple(finding for finding in self.findings if finding.is_block)

    @property
    def warnings(self) -> tuple[GateFinding, ...]:
        """Return the findings that deserve a look."""
        return tuple(finding for finding in self.findings if not finding.is_block)

    @property
    def is_open(self) -> bool:
        """Return whether nothing blocks; a plan without packs can never be sealed."""
        return not self.blocks and self.total > 0


class NotSealable(Refused):
    """The gate is shut; `report` says why."""

    def __init__(self, report: GateReport) -> None:
        super().__init__(
            N_("The check found %(count)s points that prevent sealing, the first at %(criterion)s."),
            code="gate_shut",
            advice=N_("Fix what blocks, or seal a partial bundle of approved packs."),
            count=len(report.blocks),
            criterion=report.blocks[0].criterion,
        )
        self.report = report


def check_bundle(
    session: Session,
    cycle: AssessmentCycle,
    clock: Clock,
    packs: Sequence[EvidencePack] | None = None,
    *,
    seen_by: Actor | None = None,
) -> GateReport:
    """Check every pack of the cycle, or only `packs` for a partial bundle; changes nothing.

    With `seen_by` the findings name of pieces and explanations only what this person may see; a pack that is
    not approved blocks all the same.

    Takes a number of queries that does not grow with packs and pieces. The clock is not asked: no finding
    depends on the day.
    """
    chosen = packs_of_cycle(session, cycle) if packs is None else packs
    facts = _facts_of(session, [pack.criterion_id for pack in chosen])
    asked = open_by_criterion(session, [pack.criterion_id for pack in chosen])
    views = views_of_packs(session, chosen) if seen_by is None else views_seen_by(session, seen_by, chosen)
    seen = [
        GatePack(
            pack.criterion.label,
            view,
            {piece.id: facts.pieces[piece.id] for piece in view.pieces if piece.id in facts.pieces},
            tuple(deadline.id for deadline in pack.criterion.deadlines),
            asked.get(pack.criterion_id, 0),
        )
        for pack, view in views.items()
    ]
    findings = check_gate(seen, cycle.year)
    words = _Words(cycle, chosen, facts, _names_of_figures(session, findings))
    return GateReport(
        year=cycle.year,
        approved=sum(pack.state in DONE for pack in chosen),
        total=len(chosen),
        findings=tuple(words.describe(finding) for finding in findings),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    pieces: Mapping[int, PieceFacts]
    names: Mapping[int, str]
    documents: Mapping[int, int]
    questions: Mapping[int, str]


def _facts_of(session: Session, criterion_ids: Iterable[int]) -> _Facts:
    version = DocumentVersion
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.deadline_id,
            version.document_id,
            version.header_number,
            version.number_key,
            version.header_issued_on,
            version.header_issuer,
            version.sha256,
            version.header_subject,
            version.file_name,
            version.extraction_state,
            Document.kind,
            Document.link_title,
            Document.link_url,
            Document.link_seen_on,
        )
        .join(version, version.id == Evidence.version_id)
        .join(Document, Document.id == version.document_id)
        .where(Evidence.criterion_id.in_(criterion_ids))
    ).all()
    return _Facts(
        pieces={
            row.id: PieceFacts(
                row.header_number,
                row.header_issued_on,
                has_text=is_readable(row.extraction_state),
                link=_link_of(row) if row.kind is DocumentKind.LINK else None,
                deadline_id=row.deadline_id,
                identity=identity(row.number_key, row.header_issuer, row.header_issued_on),
                document_id=row.document_id,
            )
            for row in rows
        },
        names={row.id: name_of_piece(row.header_number, _title_of(row)) for row in rows},
        documents={row.id: row.document_id for row in rows},
        questions=_questions_of(session, criterion_ids),
    )


def _questions_of(session: Session, criterion_ids: Iterable[int]) -> dict[int, str]:
    asked = select(RoundQuestion.id, RoundQuestion.text).where(RoundQuestion.criterion_id.in_(criterion_ids))
    return {row.id: name_of_piece(None, row.text) for row in session.execute(asked)}


def is_readable(state: ExtractionState) -> bool:
    """Return whether a document has text; what is still being read may yet turn out to have it."""
    return state in _READABLE or not state.is_final


def _link_of(row: Any) -> LinkFacts:
    return LinkFacts(row.link_url, row.link_title, row.link_seen_on, has_capture=bool(row.sha256))


def _title_of(row: Any) -> str:
    return str(row.header_subject or row.link_title or row.file_name)


def name_of_piece(number: str | None, title: str) -> str:
    """Return what a finding or a change calls a document: its number, and its subject cut short."""
    words = " ".join(title.split())
    short = words if len(words) <= 90 else words[:90].rsplit(" ", 1)[0] + "…"
    return f"{number} ({short})" if number else short


_FIGURES = frozenset({"measurement", "target"})


def _names_of_figures(session: Session, findings: Iterable[Finding]) -> Mapping[tuple[str, Any], str]:
    """Return what the targets and the figures that findings are about are called, by kind and id."""
    asked = [(kind, each.params[kind]) for each in findings for kind in _FIGURES.intersection(each.params)]
    if not asked:
        return {}
    targets = select(Target.id, Target.measure).where(Target.id.in_([id for _, id in asked]))
    measured = (
        select(Measurement.id, Target.measure, Agency.name)
        .join(Target, Target.id == Measurement.target_id)
        .join(Agency, Agency.id == Measurement.agency_id)
        .where(Measurement.id.in_([id for _, id in asked]))
    )
    names = {("target", row.id): name_of_piece(None, row.measure) for row in session.execute(targets)}
    for row in session.execute(measured):
        names["measurement", row.id] = f"{name_of_piece(None, row.measure)} ({row.name})"
    return names


class _Words:
    """Turn the rules' findings into sentences about these packs' products, pieces and deadlines."""

    def __init__(
        self,
        cycle: AssessmentCycle,
        packs: Sequence[EvidencePack],
        facts: _Facts,
        figures: Mapping[tuple[str, Any], str],
    ) -> None:
        self._figures = figures
        self._year = f"/{cycle.year}"
        self._criteria = {pack.criterion.label: pack.criterion for pack in packs}
        self._products: dict[Any, ExpectedProduct] = {
            product.id: product for pack in packs for product in pack.criterion.products
        }
        self._deadlines: dict[Any, Deadline] = {
            deadline.id: deadline for pack in packs for deadline in pack.criterion.deadlines
        }
        self._names: dict[Any, str] = dict(facts.names)
        self._documents: dict[Any, int] = dict(facts.documents)
        self._questions: dict[Any, str] = dict(facts.questions)

    def describe(self, finding: Finding) -> GateFinding:
        """Return the finding with its sentence and the address of its advice."""
        return GateFinding(
            finding.level,
            finding.rule,
            finding.criterion,
            SENTENCES[finding.rule],
            self._params(finding),
            self._link(finding),
        )

    def _params(self, finding: Finding) -> dict[str, str]:
        params = finding.params
        if finding.rule == "deadline_without_piece":
            deadline = self._deadlines[params["deadline"]]
            return {"deadline": deadline.label, "date": _day(deadline.due_on)}
        if finding.rule == "question_unanswered":
            return {"question": self._questions[params["question"]]}
        if finding.rule == "product_uncovered":
            return {"product": self._product(params["product"])}
        if finding.rule.startswith("explanation_"):
            return {"target": self._target(params)}
        if finding.rule in {"assignments_open", "targets_not_measured"}:
            return {"count": str(params["count"])}
        for kind in _FIGURES.intersection(params):
            return {"figures": self._figures[kind, params[kind]]}
        if "piece" not in params:
            return {}
        params_shown = {"piece": self._names[params["piece"]]}
        if finding.rule == "issued_outside_year":
            params_shown["date"] = _day(date.fromisoformat(str(params["value"])))
        return params_shown

    def _target(self, params: Mapping[str, Any]) -> str:
        if params.get("question") is not None:
            return self._questions[params["question"]]
        if params.get("measurement") is not None:
            return self._figures["measurement", params["measurement"]]
        piece = params["piece"]
        return self._product(params["product"]) if piece is None else self._names[piece]

    def _product(self, product_id: Any) -> str:
        product = self._products[product_id]
        return name_of_piece(None, product.text)

    def _page_of(self, criterion: Criterion) -> str:
        return f"{self._year}/criteria/{criterion.kind}-{criterion.code}"

    def _link(self, finding: Finding) -> str:
        params, page = finding.params, self._page_of(self._criteria[finding.criterion])
        if finding.rule == "pack_awaits_approval":
            return f"{self._year}/packs"
        if finding.rule in {"piece_submitted", "piece_explained"}:
            return f"{self._year}/review/{params['piece']}"
        if finding.rule in {
            "number_missing",
            "issue_date_missing",
            "link_incomplete",
            "document_without_text",
        }:
            return f"/documents/{self._documents[params['piece']]}"
        if finding.rule == "assignments_open":
            return f"{page}#assignments"
        if finding.rule == "targets_not_measured" or _FIGURES.intersection(params):
            return f"{page}#figures"
        if params.get("piece") is not None:
            return f"{page}#piece-{params['piece']}"
        if params.get("question") is not None:
            return f"{self._year}/rounds/questions/{params['question']}"
        if params.get("product") is not None:
            return f"{page}#product-{self._products[params['product']].ordinal}"
        return page


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
