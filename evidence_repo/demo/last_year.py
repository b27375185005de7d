"""The year before the story's, closed by now: appraised twice, a question answered, points lost.

Its plan is this year's, moved back by a year; its points are those of the illustrative scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from evidence_repo.catalogue.plan import CatalogueCriterion, CataloguePlan
from evidence_repo.catalogue.shipped import an_giang_2017
from evidence_repo.clock import Clock
from evidence_repo.demo import point_acts
from evidence_repo.demo.accounts import HOA, HUNG, LAN, QUAN, SON, TAM
from evidence_repo.demo.point_acts import RoundLine
from evidence_repo.demo.stage import Stage
from evidence_repo.services.plan.catalogue import import_plan
from evidence_repo.services.plan.crosswalk import change_crosswalk, criteria_by_label
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.services.rounds.importing import RoundFacts
from evidence_repo.services.scores.scheme_sheet import with_comma
from evidence_repo.services.scores.sheet import ScoreLine, score_sheet
from evidence_repo.services.workflow.cycles import find_cycle
from evidence_repo.services.workflow.packs import approve_pack
from workflows.cycle import CycleAction
from workflows.rounds import LossCause, RoundKind

YEAR = 2016
RECRUITMENT = "TCTP 5.2.1"


@dataclass(frozen=True, slots=True)
class Lost:
    """What the Ministry took from a criterion's maximum, at first and in the end, and why.

    `own` is what the lead agency had left out itself.
    """

    first: str
    final: str
    reason: str
    cause: LossCause | None = None
    remedy: str = ""
    own: str = "0"


LOST = {
    "TCTP 1.1.3": Lost(
        *("0.25", "0.25", "Một số nhiệm vụ trong Kế hoạch CCHC hoàn thành chậm so với thời hạn."),
        LossCause.LATE,
        "Lập sổ theo dõi nhiệm vụ kế hoạch ngay từ đầu năm; đôn đốc các đơn vị hằng tháng.",
    ),
    "TCTP 1.3.2": Lost(
        *("0.5", "0.5", "Thiếu văn bản xử lý một số vấn đề phát hiện qua kiểm tra."),
        LossCause.PARTIAL_EVIDENCE,
        "Mỗi vấn đề phát hiện phải kèm văn bản xử lý; cập nhật sổ theo dõi sau từng đợt kiểm tra.",
    ),
    RECRUITMENT: Lost(
        *("0.75", "0.25", "Công bố kết quả tuyển dụng chậm so với quy định."),
        LossCause.LATE,
        "Công bố kết quả trong 10 ngày kể từ ngày phê duyệt.",
    ),
    "TCTP 2.2.1": Lost(
        *("0.5", "0.5", "Mới hoàn thành 90% Kế hoạch theo dõi thi hành pháp luật."),
        LossCause.REQUIREMENT_NOT_MET,
        "Giao đầu mối từng nhiệm vụ, kiểm tra tiến độ vào cuối mỗi quý.",
        own="0.25",
    ),
    "TCTP 3.3.1": Lost(
        *("0.25", "0.25", "03 đơn vị chưa công khai đầy đủ thủ tục hành chính tại bộ phận một cửa."),
        LossCause.REQUIREMENT_NOT_MET,
        "Kiểm tra việc niêm yết tại 100% đơn vị trong quý II.",
    ),
    "TCTP 8.3.3": Lost("0.5", "0.5", "Còn đơn vị cấp xã có hồ sơ trễ hạn."),
    "TC 6.1": Lost("0.5", "0.5", "Báo cáo chưa có số liệu của toàn bộ đơn vị trực thuộc."),
    "TCTP 6.2.2": Lost("1", "1", "Số đơn vị tự bảo đảm chi thường xuyên không tăng so với năm trước."),
    "TCTP 7.1.1": Lost("0.75", "0.75", "Kế hoạch ứng dụng CNTT hoàn thành 76%."),
    "TCTP 7.2.1": Lost("1", "1", "Tỷ lệ hồ sơ trực tuyến mức độ 3 đạt 18%."),
    "TCTP 7.2.2": Lost("1.5", "1.5", "Chưa phát sinh hồ sơ trực tuyến mức độ 4."),
    "TCTP 7.3.2": Lost("0.75", "0.75", "Mới có 22% số xã công bố Hệ thống quản lý chất lượng."),
    "TC 8.3": Lost(
        "0.4", "0.4", "Mức độ hài lòng đạt 74,2%.", LossCause.SURVEY, "Tổ chức đối thoại hằng quý."
    ),
    "TC 1.1": Lost("0.5", "0.5", "Tổng vốn thu hút đầu tư tăng thấp."),
}
"""The points lost, out of 100 that are made up."""

_QUESTION = "Đề nghị cung cấp quyết định phê duyệt kết quả tuyển dụng và giải trình ngày công bố kết quả."
_ANSWER = (
    "Kết quả tuyển dụng công chức năm 2016 được phê duyệt ngày 12/12/2016 và công bố ngày 28/12/2016; việc "
    "công bố chậm 06 ngày do phải phúc khảo 03 bài thi."
)


def load_last_year_plan(stage: Stage) -> None:
    """Bring in the plan of the year before, and say that this year's criteria continue its."""
    clock = Clock.on(date(YEAR, 7, 20))
    with stage.container.database.transaction() as session:
        import_plan(session, SYSTEM, _moved_back(an_giang_2017()), clock, year=YEAR, province="An Giang")
    with stage.acting(SON) as (session, actor):
        cycle = stage.cycle(session)
        earlier = criteria_by_label(session, find_cycle(session, YEAR))
        same = {each.id: [earlier[label].id] for label, each in criteria_by_label(session, cycle).items()}
        change_crosswalk(session, actor, cycle, same, clock=stage.clock)


def _moved_back(plan: CataloguePlan) -> CataloguePlan:
    criteria = tuple(_of_year_before(each) for each in plan.criteria)
    title = f"Kế hoạch duy trì, cải thiện Chỉ số cải cách hành chính năm {YEAR}"
    return replace(plan, number=None, issued_on=None, title=title, year=YEAR, criteria=criteria)


def _of_year_before(each: CatalogueCriterion) -> CatalogueCriterion:
    return replace(
        each,
        title=_back(each.title),
        requirement=_back(each.requirement),
        products=tuple(replace(product, text=_back(product.text)) for product in each.products),
        deadlines=tuple(
            replace(
                deadline,
                label=_back(deadline.label),
                due_on=deadline.due_on.replace(year=deadline.due_on.year - 1),
                source_text=_back(deadline.source_text),
            )
            for deadline in each.deadlines
        ),
        targets=tuple(
            replace(target, measure=_back(target.measure), source_text=_back(target.source_text))
            for target in each.targets
        ),
        warnings=(),
    )


def _back(words: str) -> str:
    return words.replace("2017", str(YEAR)).replace("2018", "2017")


def play_last_year(stage: Stage) -> None:
    """Let the year go its way, up to the Ministry's last word and what is done about the points lost."""
    earlier = replace(stage, year=YEAR)
    _prove(earlier)
    _score(earlier)
    _first_result(earlier)
    _last_result(earlier)


def _prove(stage: Stage) -> None:
    """Prove the criterion that the Ministry will ask about."""
    stage.day = date(YEAR, 11, 14)
    pieces = [stage.cite(LAN, "recruitment", RECRUITMENT, product, pages="1") for product in (1, 2)]
    stage.submit(HUNG, RECRUITMENT)
    stage.day = date(YEAR, 11, 21)
    for piece in pieces:
        stage.judge(HOA, piece)
    stage.settle(QUAN, approve_pack, RECRUITMENT)


def _score(stage: Stage) -> None:
    stage.day = date(YEAR, 11, 28)
    point_acts.load_scheme(stage, SON)
    lines = [line for line in _lines(stage) if line.is_self_scored]
    for who, agency in ((LAN, "Sở Nội vụ"), (TAM, "Sở Tư pháp")):
        own = {line.label: _own(line) for line in lines if line.agency and line.agency.name == agency}
        point_acts.score_plainly(stage, who, own)
    stage.day = date(YEAR, 12, 15)
    point_acts.move_cycle(stage, SON, CycleAction.FREEZE)
    stage.day = date(YEAR + 1, 1, 10)
    point_acts.move_cycle(stage, SON, CycleAction.SUBMIT)


def _first_result(stage: Stage) -> None:
    stage.day = date(YEAR + 1, 3, 15)
    facts = RoundFacts(RoundKind.PRELIMINARY, stage.day, "1187/BNV-CCHC")
    rows = [_row(line, first=True) for line in _lines(stage)]
    point_acts.take_round(stage, SON, facts, rows, "Kết quả thẩm định sơ bộ năm 2016.xlsx")
    stage.day = date(YEAR + 1, 3, 17)
    point_acts.accept(stage, QUAN, RECRUITMENT)
    stage.day = date(YEAR + 1, 3, 21)
    answer = point_acts.answer(stage, LAN, RECRUITMENT, _ANSWER, "Điều 18 Nghị định số 24/2010/NĐ-CP")
    stage.submit(HUNG, RECRUITMENT)
    stage.day = date(YEAR + 1, 3, 24)
    stage.accept_explanation(HOA, answer)
    stage.settle(QUAN, approve_pack, RECRUITMENT)


def _last_result(stage: Stage) -> None:
    stage.day = date(YEAR + 1, 5, 29)
    point_acts.move_cycle(stage, SON, CycleAction.APPRAISE)
    facts = RoundFacts(RoundKind.FINAL, stage.day, "2411/BNV-CCHC", rank=27, ranked_of=63)
    rows = [_row(line, first=False) for line in _lines(stage)]
    point_acts.take_round(stage, SON, facts, rows, "Kết quả Chỉ số CCHC năm 2016.xlsx")
    stage.day = date(YEAR + 1, 6, 12)
    explained = {code: (lost.cause, lost.remedy) for code, lost in LOST.items() if lost.cause}
    point_acts.record_losses(stage, SON, explained)
    stage.day = date(YEAR + 1, 6, 30)
    point_acts.move_cycle(stage, SON, CycleAction.CLOSE)


def _lines(stage: Stage) -> Sequence[ScoreLine]:
    with stage.acting(SON) as (session, actor):
        return score_sheet(session, actor, stage.cycle(session)).lines


def _own(line: ScoreLine) -> Decimal:
    lost, maximum = LOST.get(line.label), line.maximum or Decimal(0)
    return maximum - Decimal(lost.own) if lost else maximum


def _row(line: ScoreLine, *, first: bool) -> RoundLine:
    """Return what the Ministry's workbook says of a criterion."""
    lost, maximum = LOST.get(line.label), line.maximum or Decimal(0)
    taken = Decimal(lost.first if first else lost.final) if lost else Decimal(0)
    given = with_comma(maximum - taken)
    asked = (_QUESTION, "31/03/2017") if first and line.label == RECRUITMENT else ("", "")
    own, survey = (with_comma(_own(line)), "") if line.is_self_scored else ("", given)
    title = " ".join(line.title.split())[:900]
    return (line.label, title, with_comma(maximum), own, given, survey, lost.reason if lost else "", *asked)
