"""The demonstration's story: packs in every state, made by its people through the services.

They act on days of November 2017 up to the business date, the 27th; the audit log keeps real time. The year
before has been appraised by then (`last_year`).

TCTP 1.1.3 and TCTP 1.3.1 are left to the visitor; what to upload for them lies in `SAMPLES`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.catalogue.shipped import an_giang_2017
from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.demo import figure_acts, point_acts, register_rows, talk_acts
from evidence_repo.demo.accounts import DEMO_ACCOUNTS, DIEM, HOA, HUNG, LAN, MINH, QUAN, SON, TAI, TAM
from evidence_repo.demo.last_year import load_last_year_plan, play_last_year
from evidence_repo.demo.papers import LINKED_PAGES, write_papers, write_samples
from evidence_repo.demo.pdf import has_font
from evidence_repo.demo.stage import Stage
from evidence_repo.services.people.accounts import add_person
from evidence_repo.services.people.agencies import find_agency, load_agencies
from evidence_repo.services.people.passwords import hash_password
from evidence_repo.services.plan.catalogue import import_plan
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.services.workflow.packs import approve_pack, return_pack
from workflows.comments import ThingKind
from workflows.evidence import Reason
from workflows.registers import RegisterKind
from workflows.reports import ReportKind
from workflows.scoring import ScoreKind

SAMPLES = "tep-mau"
"""The folder of sample files inside the demonstration's own."""


def load_story(container: Container, say: Callable[[str], None], work: Callable[[], None]) -> None:
    """Fill a migrated, empty installation; `work` does the waiting background work."""
    _load_plan(container)
    say("Tables, agencies and plan 416/KH-UBND with its 67 criteria are there.")
    _add_people(container)
    load_last_year_plan(Stage(container, {}))
    say(f"{len(DEMO_ACCOUNTS)} people of every role can sign in.")
    with_pdf = has_font()
    write_samples(container.settings.var / SAMPLES, with_pdf=with_pdf)
    with TemporaryDirectory() as folder:
        stage = Stage(container, write_papers(Path(folder), with_pdf=with_pdf))
        _upload(stage)
    if not with_pdf:
        say("The font of fonts-dejavu-core is not here, so all letters are Word documents.")
    say(f"{len(stage.versions)} documents were written and uploaded; reading them …")
    work()
    _confirm(stage)
    play_last_year(stage)
    _play(stage)
    say("Packs were submitted, reviewed, returned, explained and approved; sealing a bundle …")
    work()
    say(f"Ready. Files to try an upload with: {container.settings.var / SAMPLES}")


def _load_plan(container: Container) -> None:
    with container.database.transaction() as session:
        load_agencies(session, SYSTEM, AN_GIANG_AGENCIES)
        import_plan(
            session, SYSTEM, an_giang_2017(), Clock.on(date(2017, 7, 20)), year=2017, province="An Giang"
        )


def _add_people(container: Container) -> None:
    """Open the accounts; their password is known to everybody, so nobody is asked to change it."""
    with container.database.transaction() as session:
        for account in DEMO_ACCOUNTS:
            user = add_person(
                session,
                SYSTEM,
                email=account.email,
                name=account.name,
                agency=find_agency(session, account.agency),
                roles=[account.role],
                clock=container.clock,
            ).user
            user.password, user.must_change_password = hash_password(account.password), False
            # Everybody knows a demonstration's passwords; nothing expires and nothing is marked.
            user.password_expires_at, user.password_is_shared = None, False


def _upload(stage: Stage) -> None:
    stage.on(6)
    stage.upload(
        LAN,
        *("quarter-report", "inspection-chau-phu", "inspection-building", "publicity-plan"),
        *("initiative", "rating-guidance"),
    )
    stage.day = date(2016, 11, 14)
    stage.upload(LAN, "recruitment")
    stage.on(6)
    stage.upload(
        TAM,
        *("legal-texts", "enforcement-report", "review-plan", "review-report"),
        *("announcement-homes", "announcement-health"),
    )
    stage.on(13)
    stage.upload(TAM, "drafting-report")
    stage.on(15)
    stage.upload(DIEM, "district-report")
    stage.on(17)
    stage.upload(LAN, "rating-report")
    stage.on(21)
    stage.upload(LAN, "year-report")
    for name, page in LINKED_PAGES.items():
        stage.link(LAN, name, page)
    stage.on(23)
    stage.new_version(LAN, "rating-report-whole", of="rating-report")


def _confirm(stage: Stage) -> None:
    """Confirm the headers of what has gone on its way; drafts wait for their uploader."""
    stage.day = date(2016, 11, 14)
    stage.confirm(LAN, "recruitment")
    stage.on(7)
    stage.confirm(LAN, "quarter-report", "inspection-chau-phu", "inspection-building", "rating-guidance")
    stage.confirm(
        TAM,
        *("enforcement-report", "review-plan", "review-report", "announcement-homes", "announcement-health"),
    )
    stage.on(13)
    stage.confirm(TAM, "drafting-report")
    stage.on(15)
    stage.confirm(DIEM, "district-report")
    stage.on(17)
    stage.confirm(LAN, "rating-report")
    stage.on(21)
    stage.confirm(LAN, "year-report")
    stage.on(23)
    stage.confirm(LAN, "rating-report-whole")


def _play(stage: Stage) -> None:
    stage.on(6)
    point_acts.load_scheme(stage, SON)
    _asked(stage)
    _drafts(stage)
    _waiting_for_review(stage)
    _returned(stage)
    _explained(stage)
    _waiting_for_approval(stage)
    _approved(stage)
    _sealed(stage)
    _followed_up(stage)


def _followed_up(stage: Stage) -> None:
    """Prepare letters to whoever is late, and begin the year's report."""
    stage.on(24)
    talk_acts.prepare_letters(stage, SON)
    talk_acts.begin_report(
        stage,
        SON,
        ReportKind.YEAR,
        "Ủy ban nhân dân tỉnh đã ban hành Kế hoạch số 416/KH-UBND ngày 14/7/2017 và chỉ đạo các cơ quan, "
        "đơn vị chuẩn bị tài liệu kiểm chứng theo từng tiêu chí.",
    )


def _asked(stage: Stage) -> None:
    """Ask the coordinating agencies for four criteria; the district has one part overdue and one soon due."""
    stage.on(7)
    stage.ask(LAN, "TCTP 1.3.1", last_day=28, for_figures=True)
    stage.ask(LAN, "TCTP 1.4.1", last_day=24)
    stage.ask(LAN, "TCTP 1.1.3", last_day=29)
    stage.ask(TAM, "TCTP 2.3.2", last_day=29)
    stage.on(14)
    stage.deliver(
        DIEM,
        "TCTP 2.3.2",
        answer="Không phát sinh: qua rà soát năm 2017, huyện không có văn bản quy phạm pháp luật phải xử lý.",
    )
    stage.on(15)
    stage.accept(TAM, "TCTP 2.3.2", "UBND huyện Châu Phú")


def _drafts(stage: Stage) -> None:
    """Leave two packs in preparation, and a district's contribution to a third."""
    stage.on(8)
    stage.cite(LAN, "publicity-plan", "TCTP 1.4.1", 1)
    stage.cite(LAN, "initiative", "TC 1.5", 1, pages="1")
    figure_acts.fill(
        stage, LAN, "TCTP 1.4.1", RegisterKind.PLAN_TASKS, register_rows.publicity_tasks(), ["publicity-plan"]
    )
    stage.on(16)
    figure_acts.fill(stage, LAN, "TCTP 1.3.2", RegisterKind.FINDINGS, register_rows.findings())
    report = stage.cite(DIEM, "district-report", "TCTP 1.3.1", 1, pages="1")
    figure_acts.give(stage, DIEM, "TCTP 1.3.1", 1, 1, asked=True)
    stage.deliver(DIEM, "TCTP 1.3.1", piece=report)


def _waiting_for_review(stage: Stage) -> None:
    stage.on(22)
    stage.cite(LAN, "year-report", "TCTP 1.4.2", 1, pages="2-3")
    for name in LINKED_PAGES:
        stage.cite(LAN, name, "TCTP 1.4.2", 2)
    figure_acts.fill(
        stage, LAN, "TCTP 1.4.2", RegisterKind.ACTIVITIES, register_rows.activities(), [*LINKED_PAGES]
    )
    for product in (1, 2):
        stage.explain_absence(
            LAN,
            "TCTP 5.2.1",
            product,
            "Năm 2017 tỉnh không tổ chức tuyển dụng công chức; kỳ tuyển dụng gần nhất là năm 2016 (gửi kèm "
            "thông báo).",
            "recruitment",
        )
    point_acts.score(stage, LAN, ScoreKind.SELF, {"TCTP 1.4.2": "1.5", "TCTP 5.2.1": "1.5"})
    stage.submit(HUNG, "TCTP 1.4.2", "TCTP 5.2.1")
    stage.on(9)
    stage.cite(TAM, "announcement-homes", "TCTP 3.2.1", 1, pages="1")
    stage.cite(TAM, "announcement-health", "TCTP 3.2.1", 1, pages="1")
    figure_acts.give(stage, TAM, "TCTP 3.2.1", 268, 275)
    unmet = figure_acts.explain(
        stage,
        TAM,
        "TCTP 3.2.1",
        "Còn 07 thủ tục lĩnh vực y tế công bố chậm 09 ngày do văn bản của Trung ương có hiệu lực ngay từ "
        "ngày ký; đến nay đã công bố đủ 275/275 thủ tục.",
        "Khoản 2 Điều 15 Nghị định số 63/2010/NĐ-CP",
    )
    why = {"TCTP 3.2.1": "Các thủ tục chậm công bố đã có giải trình, đề nghị tính đủ điểm."}
    point_acts.score(stage, TAM, ScoreKind.SELF, {"TCTP 3.2.1": "1.5"}, why)
    stage.submit(MINH, "TCTP 3.2.1")
    stage.on(15)
    stage.accept_explanation(TAI, unmet)


def _returned(stage: Stage) -> None:
    stage.on(8)
    whole = stage.cite(LAN, "inspection-chau-phu", "TCTP 4.2.1", 1, pages="1-2")
    thin = stage.cite(LAN, "inspection-building", "TCTP 4.2.1", 1, pages="1")
    units = register_rows.inspected_units()
    figure_acts.fill_with_units(stage, LAN, "TCTP 4.2.1", date(2017, 11, 1), units)
    note = "Tính thêm 01 đơn vị kiểm tra đột xuất, chưa ban hành thông báo kết luận."
    figure_acts.give(stage, LAN, "TCTP 4.2.1", len(units) + 1, 31, note=note)
    point_acts.score(stage, LAN, ScoreKind.SELF, {"TCTP 4.2.1": "1.5"})
    stage.submit(HUNG, "TCTP 4.2.1")
    stage.on(14)
    stage.judge(HOA, whole)
    stage.judge(
        HOA,
        thin,
        reason=Reason.PARTIAL_COVERAGE,
        comment=(
            "Thông báo chưa nêu việc xử lý tồn tại sau kiểm tra và chưa có danh sách đơn vị được kiểm "
            "tra. Đề nghị bổ sung hoặc giải trình."
        ),
    )
    asked = "Danh sách có 21 đơn vị được kiểm tra, số liệu ghi 22. Đơn vị kiểm tra đột xuất là đơn vị nào?"
    figure_acts.query(stage, HOA, "TCTP 4.2.1", asked)
    less = {"TCTP 4.2.1": "Chưa có văn bản xử lý tồn tại sau kiểm tra tại Sở Xây dựng."}
    point_acts.score(stage, HOA, ScoreKind.INTERNAL, {"TCTP 4.2.1": "1.25"}, less)
    stage.on(15)
    talk_acts.say(stage, TAI, ThingKind.EVIDENCE, thin, "Chờ danh sách của Sở Xây dựng.", internal=True)
    stage.settle(HOA, return_pack, "TCTP 4.2.1")
    stage.on(16)
    ask = "Đề nghị @Nguyễn Thị Lan gửi thêm danh sách đơn vị được kiểm tra đột xuất."
    talk_acts.say(stage, HOA, ThingKind.EVIDENCE, thin, ask)
    stage.on(17)
    reply = "Đã đề nghị Sở Xây dựng cung cấp, dự kiến có trước ngày 22/11/2017."
    talk_acts.say(stage, LAN, ThingKind.EVIDENCE, thin, reply)


def _explained(stage: Stage) -> None:
    stage.on(17)
    guidance = stage.cite(LAN, "rating-guidance", "TC 5.5", 1, pages="1")
    report = stage.cite(LAN, "rating-report", "TC 5.5", 2)
    point_acts.score(stage, LAN, ScoreKind.SELF, {"TC 5.5": "1.5"})
    stage.submit(HUNG, "TC 5.5")
    stage.on(20)
    stage.judge(HOA, guidance)
    stage.judge(
        HOA,
        report,
        reason=Reason.MISSING_CONTENT,
        comment="Báo cáo chưa có số liệu theo từng cơ quan. Đề nghị bổ sung phụ lục.",
    )
    stage.on(21)
    stage.settle(HOA, return_pack, "TC 5.5")
    stage.on(23)
    stage.explain(
        LAN,
        report,
        "Số liệu theo từng cơ quan nằm trong Phụ lục kèm theo Báo cáo, khi tải lên còn thiếu; nay bổ sung "
        "bản đầy đủ.",
        "Điều 28 Nghị định số 56/2015/NĐ-CP",
        "rating-report-whole",
    )
    stage.on(24)
    stage.submit(HUNG, "TC 5.5")


def _waiting_for_approval(stage: Stage) -> None:
    stage.on(8)
    pieces = [
        stage.cite(TAM, "review-plan", "TCTP 3.1.1", 1, pages="1"),
        stage.cite(TAM, "review-report", "TCTP 3.1.1", 2),
    ]
    figure_acts.give(stage, TAM, "TCTP 3.1.1", 32, 32)
    point_acts.score(stage, TAM, ScoreKind.SELF, {"TCTP 3.1.1": "1.5"})
    stage.submit(MINH, "TCTP 3.1.1")
    stage.on(16)
    for piece in pieces:
        stage.judge(TAI, piece)
    figure_acts.confirm(stage, TAI, "TCTP 3.1.1")
    point_acts.score(stage, TAI, ScoreKind.INTERNAL, {"TCTP 3.1.1": "1.5"})


def _approved(stage: Stage) -> None:
    stage.on(21)
    pieces = [
        stage.cite(LAN, "quarter-report", "TCTP 1.2.1", 1, deadline=1),
        stage.cite(LAN, "year-report", "TCTP 1.2.1", 1, deadline=2),
    ]
    point_acts.score(stage, LAN, ScoreKind.SELF, {"TCTP 1.2.1": "1.5"})
    stage.submit(HUNG, "TCTP 1.2.1")
    stage.on(22)
    for piece in pieces:
        stage.judge(TAI, piece)
    point_acts.score(stage, TAI, ScoreKind.INTERNAL, {"TCTP 1.2.1": "1.5"})
    stage.on(23)
    stage.settle(QUAN, approve_pack, "TCTP 1.2.1")


def _sealed(stage: Stage) -> None:
    stage.on(13)
    pieces = [
        stage.cite(TAM, "drafting-report", "TCTP 2.1.1", 1, pages="1"),
        stage.cite(TAM, "legal-texts", "TCTP 2.1.1", 1),
        stage.cite(TAM, "enforcement-report", "TCTP 2.2.2", 1, pages="1"),
    ]
    tasks = register_rows.legal_text_tasks()
    figure_acts.fill(stage, TAM, "TCTP 2.1.1", RegisterKind.PLAN_TASKS, tasks, ["legal-texts"])
    figure_acts.give(stage, TAM, "TCTP 2.1.1", len(tasks), len(tasks))
    both = {"TCTP 2.1.1": "1.5", "TCTP 2.2.2": "1.5"}
    point_acts.score(stage, TAM, ScoreKind.SELF, both)
    stage.submit(MINH, "TCTP 2.1.1", "TCTP 2.2.2")
    stage.on(17)
    for piece in pieces:
        stage.judge(HOA, piece)
    figure_acts.confirm(stage, HOA, "TCTP 2.1.1")
    point_acts.score(stage, HOA, ScoreKind.INTERNAL, both)
    stage.on(22)
    stage.settle(QUAN, approve_pack, "TCTP 2.1.1", "TCTP 2.2.2")
    stage.on(24)
    stage.seal(QUAN, "TCTP 2.1.1", "TCTP 2.2.2")
