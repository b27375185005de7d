"""No page asks more of the database the more rows there are: each page's statements, with few and with many.

Pieces go from N to 4 N; points, rounds, figures, registers, votes, claims and assignments from 3 to 30 rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Evidence, EvidencePack, Measurement, RoundQuestion
from evidence_repo.services.packs.views import packs_of_cycle
from tests.crowd import (
    Hands,
    add_agencies,
    add_assignments,
    add_criteria,
    add_pieces,
    add_year,
    put_into,
)
from tests.crowded_year import (
    add_claims,
    add_crosswalk,
    add_figures,
    add_register_rows,
    add_rounds,
    add_scores,
    add_votes,
)
from tests.services.world import World
from tests.web.site import Site
from workflows.cycle import CycleState
from workflows.packs import PackState
from workflows.rounds import QuestionState, RoundKind
from workflows.states import EvidenceState

PIECES = 360
STATES = {
    "1.1.3": PackState.SUBMITTED,
    "1.3.1": PackState.RETURNED,
    "5.2.1": PackState.OPEN,
    "2.1.1": PackState.APPROVED,
}
CROWDED, RETURNED, OPEN, APPROVED = (f"TCTP-{code}" for code in STATES)
EVERYBODY = (
    "/",
    "/2017/criteria",
    f"/2017/criteria/{CROWDED}",
    "/2017/board",
    "/calendar?month=2017-11&scope=province",
)
CRITERIA = (
    *(f"/2017/criteria/{code}" for code in (RETURNED, OPEN, APPROVED)),
    f"/2017/criteria/{CROWDED}?page=2",
    f"/2017/criteria/{CROWDED}?words=bao+cao&state=sufficient",
)
LOG = ("/audit", "/audit?page=2", "/audit?action=cite_document", "/audit?check=1")
PAGES: dict[str, tuple[str, ...]] = {
    "lan": (
        *EVERYBODY,
        *CRITERIA,
        "/account",
        "/2017/pieces",
        "/2017/evidence/{waiting}",
        f"/2017/criteria/{OPEN}/cite?product=1",
    ),
    "justice": EVERYBODY,
    "reviewer": (
        *(*EVERYBODY, *CRITERIA),
        *(
            "/2017/review",
            "/2017/review?page=2",
            "/2017/review?field=1",
            "/2017/review?sort=-document",
            "/2017/review?sort=agency",
        ),
        *(
            "/2017/review/{waiting}",
            "/2017/bundles",
            "/2017/bundles?level=warn",
            "/2017/bundles?sort=finding",
            *LOG,
        ),
    ),
    "approver": (*EVERYBODY, "/2017/packs", "/2017/packs?sort=-title", "/2017/bundles"),
    "coordinator": (
        *("/", "/2017/criteria", "/2017/bundles", *LOG),
        *("/admin/", "/admin/people", "/admin/people/1", "/admin/agencies", "/admin/agencies/2"),
        *("/admin/cycles", "/admin/cycles/2017", "/admin/catalogue", "/admin/health"),
    ),
    "observer": ("/", f"/2017/criteria/{CROWDED}", "/2017/bundles"),
    "ministry": ("/", "/2017/bundles", "/account"),
}


KINDS = (RoundKind.PRELIMINARY, RoundKind.FINAL)
OF_THE_YEAR = (
    *("/2017/scores", "/2017/scores?sort=-internal", "/2017/scores/scheme"),
    *("/2017/registers", f"/2017/criteria/{CROWDED}/registers/plan_tasks"),
    *("/2017/rounds", "/2017/rounds/1", "/2017/rounds/years", "/2017/rounds/lost", "/2017/rounds/report"),
    *("/2017/rounds/questions", "/2017/rounds/questions/{question}", "/2017/rounds/questions?state=asked"),
    *("/2017/rounds/entry", f"/2017/rounds/entry/{CROWDED}"),
    *(f"/2017/criteria/{CROWDED}/score", f"/2017/criteria/{CROWDED}", "/2017/criteria", "/", "/2017/board"),
    *("/2017/assignments", "/2017/assignments?sort=-agency", "/2017/assignments/1", "/2017/board/chairman"),
)
YEAR_PAGES: dict[str, tuple[str, ...]] = {
    "lan": (
        *OF_THE_YEAR,
        f"/2017/criteria/{OPEN}/targets/1/figures",
        f"/2017/criteria/{CROWDED}/assignments/new?product=1",
        f"/2017/criteria/{OPEN}/registers/plan_tasks/import",
        f"/2017/criteria/{OPEN}/registers/plan_tasks/rows/1/documents",
        f"/2017/rounds/lost/{CROWDED}",
        f"/2017/rounds/report/difficulty/{CROWDED}",
        "/2017/figures/{open_figures}/explain",
    ),
    "district": ("/", "/2017/assignments", "/2017/assignments/1", f"/2017/criteria/{CROWDED}"),
    "reviewer": (
        *OF_THE_YEAR,
        *("/2017/review", "/2017/review/{waiting}", "/2017/review/agreement", "/2017/bundles"),
        *("/2017/figures/{figures}/query", f"/2017/criteria/{CROWDED}/targets/1/waive"),
    ),
    "approver": (
        *("/", "/2017/packs", "/2017/bundles", "/2017/rounds/questions/{question}"),
        *("/2017/council", "/2017/council/votes/1"),
    ),
    "coordinator": (
        *OF_THE_YEAR,
        *("/2017/council", "/2017/council/setup", "/2017/council/votes/1", "/2017/review/agreement"),
        *("/2017/crosswalk", "/2017/next-year", "/2017/scores/scheme/import", "/2017/rounds/import"),
        *(f"/2017/criteria/{CROWDED}/registers", f"/2017/criteria/{CROWDED}/edit", "/2017/criteria/new"),
        *("/admin/comments", "/admin/explanation-templates", "/admin/holidays", "/admin/delegations"),
    ),
    "observer": OF_THE_YEAR,
}


def packs_in_order(session: Session, world: World) -> list[EvidencePack]:
    """Return the packs of the world, the crowded one first."""
    return [world.pack(session, code) for code in STATES]


def crowd_into(site: Site, count: int, *, is_first: bool) -> None:
    """Bring the packs into their states, and that many pieces into them."""
    world = site.world
    hands = Hands(*(world.person(name) for name in ("lan", "head", "reviewer", "approver")))
    with world.database.transaction() as session:
        packs = packs_in_order(session, world)
        for pack in packs if is_first else ():
            put_into(session, pack, STATES[pack.criterion.code], hands)
        if not is_first:
            add_criteria(session, packs[2], len(packs) * 3)
        add_pieces(session, packs, count, hands)


@contextmanager
def statements_of(site: Site) -> Iterator[list[str]]:
    """Give the statements that the database gets in this block."""
    statements: list[str] = []

    def note(*happened: object) -> None:
        statements.append(str(happened[2]))

    engine = site.container.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def fill_year(site: Site, rows: int) -> None:
    """Add that many criteria with points, answers and a crosswalk, and that many rows of everything else."""
    world = site.world
    hands = Hands(*(world.person(name) for name in ("lan", "head", "reviewer", "approver")))
    with world.database.transaction() as session:
        packs = packs_in_order(session, world)
        first = len(packs_of_cycle(session, world.cycle(session)))
        new = add_criteria(session, packs[0], rows, first=first)
        is_first = first == len(STATES)
        answered = [*packs[:1], *new] if is_first else new
        for pack in new:
            put_into(session, pack, PackState.SUBMITTED, hands)
        add_pieces(session, packs + new, rows * 8, hands)
        add_scores(session, answered, hands)
        add_rounds(session, answered, KINDS, hands)
        earlier = _year_before(session, world, rows, first)
        add_crosswalk(session, new, earlier, hands)
        add_rounds(session, earlier, KINDS, hands)
        asked = [*add_agencies(session, rows), *([world.agency(session, "chau-doc").id] if is_first else [])]
        add_assignments(session, packs[:1], len(asked), hands, asked[::-1])
        for pack in (packs[0], packs[2]):
            add_register_rows(session, pack, rows, hands)
            add_figures(session, [pack], 1, hands)
        add_votes(session, new, rows, hands)
        add_claims(session, packs, rows, hands)


def _year_before(session: Session, world: World, rows: int, first: int) -> list[EvidencePack]:
    """Return that many packs of the year before, with the codes of the new ones."""
    cycle = world.cycle(session)
    before = session.scalar(select(AssessmentCycle).where(AssessmentCycle.year == cycle.year - 1))
    if before is None:
        return add_year(session, cycle, cycle.year - 1, CycleState.APPRAISED)[-rows:]
    return add_criteria(session, packs_of_cycle(session, before)[0], rows, first=first)


def _ids(site: Site) -> dict[str, int]:
    """Return what the addresses name: a piece that waits, figures in review and open ones, a question."""
    waiting = select(Evidence.id).where(Evidence.state == EvidenceState.SUBMITTED)
    figures = select(Measurement.id).join(EvidencePack, EvidencePack.criterion_id == Measurement.criterion_id)
    accepted = select(RoundQuestion.id).where(RoundQuestion.state == QuestionState.ACCEPTED)
    wanted = {
        "waiting": waiting.order_by(Evidence.id),
        "figures": figures.where(EvidencePack.state == PackState.SUBMITTED).order_by(Measurement.id),
        "open_figures": figures.where(EvidencePack.state == PackState.OPEN).order_by(Measurement.id),
        "question": accepted.order_by(RoundQuestion.id),
    }
    with site.world.reading() as session:
        return {name: session.scalars(query).first() or 0 for name, query in wanted.items()}


def _count_statements(site: Site, opened: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], int]:
    """Return how many statements each page takes."""
    counts, ids = {}, _ids(site)
    for who, pages in opened.items():
        visitor = site.visitor(who)
        for page in pages:
            address = page.format(**ids)
            with statements_of(site) as statements:
                answer = visitor.client.get(address)
            assert answer.status_code in (200, 303), (who, address, answer.status_code)
            counts[who, page] = len(statements)
    return counts


def _grown(few: Mapping[tuple[str, str], int], many: Mapping[tuple[str, str], int]) -> dict[Any, Any]:
    return {page: (few[page], count) for page, count in many.items() if count > few[page]}


def test_no_page_asks_more_of_the_database_the_more_pieces_there_are(site: Site) -> None:
    crowd_into(site, PIECES, is_first=True)
    few = _count_statements(site, PAGES)
    crowd_into(site, 3 * PIECES, is_first=False)
    assert not _grown(few, _count_statements(site, PAGES))


def test_no_page_of_the_year_asks_more_of_the_database_the_more_rows_there_are(site: Site) -> None:
    crowd_into(site, 40, is_first=True)
    fill_year(site, 3)
    few = _count_statements(site, YEAR_PAGES)
    fill_year(site, 27)
    grown = _grown(few, _count_statements(site, YEAR_PAGES))
    assert not grown, "\n".join(map(str, grown.items()))
