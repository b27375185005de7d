"""What the benchmark of pages opens: who opens which addresses, and what these name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import AppraisalRound, Assignment, Evidence, RoundQuestion
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.workflow.cycles import find_cycle
from evidence_repo.web.criteria.codes import code_of
from workflows.states import EvidenceState, PackState

YEAR = 2017
"""The year of the plan that the product ships."""
QUERIES = ("cai cach hanh chinh", "kế hoạch cải cách hành chính", "83/KH-UBND", '"một cửa liên thông"', "")


@dataclass(frozen=True, slots=True)
class Found:
    """What the addresses name: the crowded criterion, packs and pieces in the states that pages are about."""

    crowded: str
    open: str
    returned: str
    approved: str
    document: int
    own_document: int
    waiting: int
    draft: int
    disputed: int
    passed: int
    assignment: int | None
    round: int | None
    question: int | None


def find(session: Session) -> Found:
    """Look up what the pages are about."""
    packs = packs_of_cycle(session, find_cycle(session, YEAR))
    own = [pack for pack in packs if pack.criterion.lead_agency_id == packs[0].criterion.lead_agency_id]

    def code(state: PackState) -> str:
        return code_of(next(pack.criterion for pack in own if pack.state is state))

    def piece(state: EvidenceState, pack_state: PackState) -> Evidence:
        within = [pack.criterion_id for pack in own if pack.state is pack_state]
        wanted = select(Evidence).where(Evidence.state == state, Evidence.criterion_id.in_(within))
        return session.scalars(wanted.order_by(Evidence.id)).unique().first() or session.get_one(Evidence, 1)

    draft = piece(EvidenceState.DRAFT, PackState.OPEN)
    waiting = piece(EvidenceState.SUBMITTED, PackState.SUBMITTED)
    of_year = select(AppraisalRound.id).where(AppraisalRound.cycle_id == packs[0].criterion.cycle_id)
    asked = select(RoundQuestion.id).where(RoundQuestion.round_id.in_(of_year))
    return Found(
        crowded=code_of(packs[0].criterion),
        open=code(PackState.OPEN),
        returned=code(PackState.RETURNED),
        approved=code(PackState.APPROVED),
        document=waiting.version.document_id,
        own_document=draft.version.document_id,
        waiting=waiting.id,
        draft=draft.id,
        disputed=piece(EvidenceState.NEEDS_EXPLANATION, PackState.RETURNED).id,
        passed=piece(EvidenceState.SUFFICIENT, PackState.SUBMITTED).id,
        assignment=session.scalars(select(Assignment.id).order_by(Assignment.id)).first(),
        round=session.scalars(of_year.order_by(AppraisalRound.id)).first(),
        question=session.scalars(asked.order_by(RoundQuestion.id)).first(),
    )


def pages_of_the_year(found: Found) -> list[str]:
    """Return the lists of registers, points, rounds, questions and assignments, where there are such."""
    if found.round is None:
        return []
    every_year = [
        f"/{year}/{page}"
        for year in (YEAR, YEAR - 1)
        for page in ("scores", "scores/scheme", "rounds", "rounds/lost", "rounds/questions", "registers")
    ]
    return [
        *every_year,
        *("/2017/scores?sort=-internal", "/2017/rounds/years", "/2017/rounds/report", "/2017/rounds/entry"),
        *(f"/2017/rounds/entry/{found.crowded}", f"/2017/rounds/{found.round}"),
        f"/2017/rounds/questions/{found.question}",
        *(f"/2017/criteria/{found.crowded}/{page}" for page in ("score", "registers/plan_tasks")),
        f"/2017/criteria/{found.crowded}/registers/plan_tasks?page=20",
        *("/2017/assignments", "/2017/assignments?page=20", "/2017/assignments?sort=-agency"),
        f"/2017/assignments/{found.assignment}",
        "/2017/board/chairman",
    ]


def pages_of_everybody(found: Found) -> list[str]:
    """Return what everybody of the province opens."""
    searches = [f"/search?q={quote(query)}" for query in QUERIES]
    document = f"/documents/{found.document}"
    return [
        *("/", "/2017/criteria", "/2017/criteria?group=agency", "/2017/board", "/account"),
        *(f"/2017/criteria/{code}" for code in (found.crowded, found.open, found.returned, found.approved)),
        *(f"/2017/criteria/{found.crowded}?{query}" for query in ("page=10", "piece=900", "words=cai+cach")),
        *searches,
        *(f"{searches[0]}&sort=date", f"{searches[1]}&state=sufficient", f"{searches[0]}&page=10"),
        *(document, f"{document}?page=3"),
        *(f"{document}/versions/1/pages/1", f"{document}/versions/1/pages/2/words"),
        f"{document}/versions/1/pages/2/text",
    ]


def pages_of(who: str, found: Found) -> list[str]:
    """Return what a person opens; the Ministry sees no more than what was sealed."""
    log = ["/audit", "/audit?page=50", "/audit?action=record_verdict", "/audit?check=1", "/audit.csv"]
    bundles = ["/2017/bundles", "/2017/bundles/1"]
    gate = ["/2017/bundles?sort=finding", "/2017/bundles?level=warn"]
    own = {
        "lan": [
            f"/documents/{found.own_document}",
            f"/2017/criteria/{found.open}/cite?product=1",
            f"/2017/criteria/{found.open}/link?product=1",
            f"/2017/criteria/{found.open}/explain?product=1",
            *(f"/2017/evidence/{found.draft}/{act}" for act in ("pages", "move", "header")),
            *(f"/2017/evidence/{found.disputed}/{act}" for act in ("explain", "replace")),
            *("/2017/pieces", "/2017/pieces?page=20", "/2017/pieces?fields=unconfirmed"),
            f"/2017/criteria/{found.crowded}/targets/1/figures",
            f"/2017/criteria/{found.crowded}/assignments/new?product=1",
        ],
        "hoa": [
            *("/2017/review", "/2017/review?page=2", "/2017/review?field=1"),
            f"/2017/review/{found.waiting}",
            *("/2017/review?sort=agency", "/2017/review?sort=-document", "/2017/review/agreement"),
            f"/2017/review/{found.passed}/undo",
            "/2017/figures/1/query",
            *(*bundles, *gate, *log),
        ],
        "quan": [
            *("/2017/packs", "/2017/packs?sort=-title", "/2017/council", "/2017/council/votes/1"),
            f"/2017/packs/{found.approved}/reopen",
            f"/2017/review/{found.passed}/ask-again",
            *bundles,
        ],
        "son": [
            *("/admin/", "/admin/people", "/admin/people/new", "/admin/people/1", "/admin/agencies"),
            *("/admin/agencies/2", "/admin/cycles", "/admin/catalogue", "/admin/health"),
            *("/2017/follow-up?due=all", "/2017/reports", "/2017/reports/1", "/2017/reports/1.docx"),
            *("/2017/crosswalk", "/2016/crosswalk", "/2017/next-year", "/admin/holidays", "/admin/comments"),
            *(*bundles, *gate, *log),
        ],
        "thu": bundles,
    }
    if who == "binh":
        return ["/", "/search?q=cai+cach", "/account", *bundles]
    return [*pages_of_everybody(found), *pages_of_the_year(found), *own.get(who, [])]
