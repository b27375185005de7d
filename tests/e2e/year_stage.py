"""The province of the year's test: six lead agencies, and what their people do beside the browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.app import build_container
from evidence_repo.container import Container
from evidence_repo.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount
from evidence_repo.demo.papers import Paper
from evidence_repo.demo.stage import Stage
from evidence_repo.models import Criterion, Measurement, User
from evidence_repo.services.council.setting_up import set_up_council
from evidence_repo.services.people.accounts import add_person
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.people.passwords import hash_password
from evidence_repo.services.plan.catalogue import find_criterion
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.services.rounds.scheme import scheme_rows
from evidence_repo.services.scores.setting import Given, set_score
from evidence_repo.services.scores.sheet import ScoreSheet, score_sheet
from evidence_repo.services.workflow.cycles import change_cycle_state, find_cycle
from evidence_repo.services.workflow.figure_reviews import decide_figures
from evidence_repo.services.workflow.measurements import GivenFigures, give_figures
from evidence_repo.services.workflow.packs import approve_pack
from evidence_repo.services.workflow.second_reviews import set_share
from evidence_repo.settings import Settings
from tests.cli.machine import Machine
from tests.demo.runs import Run, started
from tests.documents import build_admin_pdf
from workflows.council import CouncilRules
from workflows.cycle import CycleAction
from workflows.roles import Role
from workflows.scoring import ScoreKind


@dataclass(frozen=True, slots=True)
class Led:
    """A criterion of the year, who works for its lead agency, and the figures of its target."""

    code: str
    agency: str
    people: str
    products: int
    figures: tuple[str, str] | None

    @property
    def uploader(self) -> str:
        """Return what the uploader's address begins with."""
        return f"chuyenvien.{self.people}"

    @property
    def head(self) -> str:
        """Return what the head's address begins with."""
        return f"lanhdao.{self.people}"


LED = (
    Led("TCTP 1.1.3", "Sở Nội vụ", "snv", 1, None),
    Led("TCTP 2.1.1", "Sở Tư pháp", "stp", 1, ("12", "12")),
    Led("TCTP 6.2.2", "Sở Tài chính", "stc", 1, ("31", "27")),
    Led("TCTP 7.1.3", "Sở Thông tin và Truyền thông", "stttt", 1, ("88", "100")),
    Led("TCTP 7.3.3", "Sở Khoa học và Công nghệ", "skhcn", 1, ("9", "9")),
    Led("TC 1.1", "Sở Kế hoạch và Đầu tư", "skhdt", 1, ("5.2", "4.9")),
)
"""One criterion of each of the plan's six lead agencies; the first is played in the browser."""

OWN, OTHERS = LED[0], LED[1:]
YEAR = 2017


def criterion_of(session: Session, led: Led) -> Criterion:
    """Return the criterion of the year that this agency leads here."""
    return find_criterion(session, find_cycle(session, YEAR), led.code)


@dataclass(frozen=True)
class Year:
    """The running product, and its own container for what is done beside the browser."""

    run: Run
    machine: Machine
    stage: Stage

    @property
    def base(self) -> str:
        """Return the address of the pages."""
        return f"http://127.0.0.1:{self.run.port}"

    def sheet(self) -> ScoreSheet:
        """Return the scores sheet as the rules have it."""
        with self.stage.acting("quantri") as (session, actor):
            sheet = score_sheet(session, actor, find_cycle(session, YEAR))
            assert sheet.lines
            str([(line.label, line.maximum, line.lost, line.agency) for line in sheet.lines])
            return sheet

    def maxima(self) -> dict[str, Decimal]:
        """Return the scheme's maxima by the criterion's name."""
        with self.stage.acting("quantri") as (session, _):
            rows = scheme_rows(session, find_cycle(session, YEAR))
            return {f"{row.criterion.label}": row.maximum for row in rows if row.criterion and row.maximum}

    def move_cycle(self, *actions: CycleAction) -> None:
        """Move the cycle on."""
        for action in actions:
            with self.stage.acting("quantri") as (session, actor):
                change_cycle_state(session, actor, find_cycle(session, YEAR), action, self.stage.clock)

    def draw_second_reviews(self) -> None:
        """Let every verdict to come be given twice."""
        with self.stage.acting("quantri") as (session, actor):
            set_share(session, actor, find_cycle(session, YEAR), 100, self.stage.clock, seed="2017")

    def switch_council_on(self, *members: str) -> None:
        """Let approval need the vote of these members."""
        with self.stage.acting("quantri") as (session, actor):
            emails = [f"{member}@angiang.example" for member in members]
            ids = session.scalars(select(User.id).where(User.email.in_(emails))).all()
            cycle, rules = find_cycle(session, YEAR), CouncilRules()
            set_up_council(session, actor, cycle, on=True, rules=rules, members=ids, clock=self.stage.clock)

    def prepare(self, led: Led) -> list[int]:
        """Upload, cite, give figures and submit a pack; return its pieces."""
        stage, name = self.stage, led.people
        stage.upload(led.uploader, name)
        pieces = [stage.cite(led.uploader, name, led.code, number + 1) for number in range(led.products)]
        if led.figures:
            with stage.acting(led.uploader) as (session, actor):
                target = criterion_of(session, led).targets[0]
                numbers = [Decimal(each) for each in led.figures]
                given = GivenFigures(numbers[0], date(2017, 11, 20), numbers[1])
                give_figures(session, actor, target, given, clock=stage.clock)
        stage.submit(led.head, led.code)
        return pieces

    def review(self, led: Led, pieces: list[int]) -> None:
        """Judge the pieces and the figures, and approve."""
        for piece in pieces:
            self.stage.judge("rasoat2", piece)
        self.confirm_figures(led)
        self.stage.settle("pheduyet", approve_pack, led.code)

    def confirm_figures(self, led: Led) -> None:
        """Let the reviewer confirm the figures of a criterion."""
        with self.stage.acting("rasoat2") as (session, actor):
            criterion = criterion_of(session, led)
            given = select(Measurement).where(Measurement.criterion_id == criterion.id)
            for each in session.scalars(given):
                decide_figures(session, actor, each, confirmed=True, clock=self.stage.clock)

    def score(self, led: Led, who: str, kind: ScoreKind, points: Decimal) -> None:
        """Give a criterion its points."""
        with self.stage.acting(who) as (session, actor):
            criterion = criterion_of(session, led)
            given = Given(points, reason="Theo hồ sơ của đơn vị")
            set_score(session, actor, criterion, kind, given, clock=self.stage.clock)


@contextmanager
def running_year(folder: Path) -> Iterator[Year]:
    """Make an installation with plan 416 and people of six agencies; run it until the block ends."""
    var = folder / "var"
    settings = {"EVIDENCE_VAR": str(var)}
    machine = Machine(folder, settings)
    machine.run("init")
    with closing(build_container(Settings.from_env(settings))) as container:
        _add_people(container)
        stage = Stage(container, _papers(folder), day=container.clock.today())
        with started(var) as run:
            run.wait_until_ready()
            yield Year(run, machine, stage)


def _add_people(container: Container) -> None:
    known = {account.email for account in DEMO_ACCOUNTS}
    wanted = [
        DemoAccount(f"{who}@angiang.example", f"{name} {led.agency}", led.agency, role)
        for led in LED
        for who, name, role in (
            (led.uploader, "Chuyên viên", Role.UPLOADER),
            (led.head, "Lãnh đạo", Role.AGENCY_HEAD),
        )
    ]
    hashed = hash_password(DEMO_PASSWORD)
    with container.database.transaction() as session:
        for account in (*DEMO_ACCOUNTS, *(each for each in wanted if each.email not in known)):
            user = add_person(
                session,
                SYSTEM,
                email=account.email,
                name=account.name,
                agency=find_agency(session, account.agency),
                roles=[account.role],
                clock=container.clock,
            ).user
            user.password, user.must_change_password = hashed, False
            user.password_expires_at, user.password_is_shared = None, False


def _papers(folder: Path) -> dict[str, Paper]:
    """Write one report of each lead agency, under the names that people give their files."""
    papers = {}
    for number, led in enumerate(LED, 101):
        path = folder / f"Báo cáo {led.code} của {led.agency} năm 2017.pdf"
        subject = f"Kết quả thực hiện {led.code} năm 2017"
        pages = (f"Báo cáo của {led.agency}.", "Kết quả đạt được.")
        papers[led.people] = Paper(
            build_admin_pdf(path, number=f"{number}/BC-{led.people.upper()}", subject=subject, pages=pages)
        )
    return papers
