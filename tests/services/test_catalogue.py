"""Importing a plan: the diff before, nothing twice, ids kept, nothing that holds evidence taken away."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, NotAllowed, NotVisible, Refused
from evidence_repo.models import (
    AssessmentCycle,
    Assignment,
    AuditEvent,
    Criterion,
    CriterionField,
    Deadline,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Measurement,
    Target,
)
from evidence_repo.representations.catalogue import criterion_json
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.plan.catalogue import (
    CatalogueDiff,
    compare_plan,
    criteria_of_cycle,
    find_criterion,
    import_plan,
)
from tests.services.assigning import Assigning
from tests.services.measuring import Measuring
from tests.services.world import World
from workflows.cycle import CycleState
from workflows.packs import PackState
from workflows.targets import Operator, TargetKind

YEAR = 2018


@dataclass(frozen=True)
class Product:
    text: str
    is_optional: bool = False
    supplied_by: str = "agency"
    medium: str = "file"


@dataclass(frozen=True)
class Due:
    label: str
    due_on: date
    is_derived: bool = False
    source_text: str = "Trước ngày 01/12"


@dataclass(frozen=True)
class Figure:
    measure: str
    operator: Operator = Operator.AT_LEAST
    value: Decimal = Decimal(30)
    kind: TargetKind = TargetKind.PERCENT
    is_soft: bool = False
    source_text: str = "từ 30% trở lên"


@dataclass(frozen=True)
class Contradiction:
    code: str
    text_vi: str
    text_en: str


@dataclass(frozen=True)
class IndexField:
    code: str
    name: str


@dataclass(frozen=True)
class Row:
    code: str
    title: str = "Báo cáo"
    agency: str = "SỞ NỘI  VỤ"
    agency_order: str = "I"
    ordinal: int = 1
    kind: str = "TCTP"
    group: str = "process"
    field: str = "1"
    requirement: str = "100%"
    coordinating_text: str = "Sở, ban, ngành, UBND huyện, tx, tp"
    coordinating: tuple[str, ...] = ("department", "district")
    products: tuple[Product, ...] = (Product("Báo cáo"), Product("Văn bản giải trình", is_optional=True))
    deadlines: tuple[Due, ...] = (Due("", date(2018, 12, 1)),)
    targets: tuple[Figure, ...] = (Figure("Tỷ lệ"),)
    warnings: tuple[Contradiction, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.kind} {self.code}"


@dataclass(frozen=True)
class GivenPlan:
    criteria: tuple[Row, ...]
    number: str | None = "416/KH-UBND"
    title: str | None = "Kế hoạch"
    issued_on: date | None = date(2018, 7, 14)
    fields: tuple[IndexField, ...] = field(default=(IndexField("1", "Chỉ đạo"), IndexField("2", "Thể chế")))


PLAN = GivenPlan(
    (
        Row("1.1.3"),
        Row("1.1", kind="TC", ordinal=2, warnings=(Contradiction("x", "mâu thuẫn", "contradiction"),)),
        Row("2.1.1", agency="Sở Tư pháp", agency_order="V", field="2", coordinating=("Sở Nội vụ",)),
        Row("9.1", agency="Sở Tư pháp", agency_order="IV", field="2"),
    )
)


def _import(world: World, plan: GivenPlan, who: str = "coordinator") -> CatalogueDiff:
    with world.database.transaction() as session:
        return import_plan(session, world.actor(who), plan, world.clock, year=YEAR)


def _with(code: str, **changes: object) -> GivenPlan:
    rows = [replace(row, **changes) if row.code == code else row for row in PLAN.criteria]  # type: ignore[arg-type]
    return replace(PLAN, criteria=tuple(rows))


def _cycle(session: Session) -> AssessmentCycle:
    return session.scalars(select(AssessmentCycle).where(AssessmentCycle.year == YEAR)).one()


def _ids(world: World) -> dict[str, list[int]]:
    with world.reading() as session:
        cycle = _cycle(session)
        criteria = session.scalars(select(Criterion).where(Criterion.cycle_id == cycle.id)).all()
        return {c.code: [c.id, *(p.id for p in c.products), *(d.id for d in c.deadlines)] for c in criteria}


def test_an_import_makes_criteria_products_deadlines_and_open_packs(world: World) -> None:
    diff = _import(world, PLAN)
    assert diff.added == ("TCTP 1.1.3", "TC 1.1", "TCTP 2.1.1", "TCTP 9.1")
    with world.reading() as session:
        cycle = _cycle(session)
        assert (cycle.plan_number, cycle.province.code) == ("416/KH-UBND", "tinh")
        rows = [criterion_json(each) for each in criteria_of_cycle(session, cycle)]
        packs = session.scalars(
            select(EvidencePack.state).join(Criterion).where(Criterion.cycle_id == cycle.id)
        )
        assert list(packs) == [PackState.OPEN] * 4
    assert [row["code"] for row in rows] == ["1.1.3", "1.1", "9.1", "2.1.1"]  # IV before V
    assert rows[0] == {
        "year": YEAR,
        "agency": "Sở Nội vụ",
        "ordinal": 1,
        "kind": "TCTP",
        "code": "1.1.3",
        "group": "process",
        "field": "1",
        "title": "Báo cáo",
        "products": [
            {"ordinal": 1, "text": "Báo cáo", "optional": False, "supplied_by": "agency"},
            {"ordinal": 2, "text": "Văn bản giải trình", "optional": True, "supplied_by": "agency"},
        ],
        "requirement": "100%",
        "coordinating": "Sở, ban, ngành, UBND huyện, tx, tp",
        "coordinating_agencies": ["Sở Tư pháp", "UBND thành phố Châu Đốc"],  # without the lead itself
        "deadlines": [{"label": "", "due_on": "2018-12-01"}],
        "warnings": [],
    }
    assert rows[1]["warnings"] == [{"code": "x", "text_vi": "mâu thuẫn", "text_en": "contradiction"}]
    assert rows[3]["coordinating_agencies"] == ["Sở Nội vụ"]


def test_a_second_import_changes_nothing_at_all(world: World) -> None:
    _import(world, PLAN)
    before = _ids(world)
    assert _import(world, PLAN).is_empty
    assert _ids(world) == before
    with world.reading() as session:
        events = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "import_plan")
        assert session.scalar(events) == 1


def test_the_diff_tells_what_a_changed_plan_would_do_and_does_nothing(world: World) -> None:
    _import(world, PLAN)
    changed = _with("1.1.3", requirement="90%", products=(Product("Báo cáo"),))
    changed = replace(changed, criteria=(*changed.criteria[:3], Row("9.2", agency="Sở Tư pháp")))
    with world.reading() as session:
        diff = compare_plan(session, changed, YEAR)
    assert (diff.added, diff.removed) == (("TCTP 9.2",), ("TCTP 9.1",))
    parts = {change.part: (change.before, change.after) for change in diff.changed}
    assert parts["requirement"] == ("100%", "90%")
    assert len(parts["products"][0]) == 2
    assert len(parts["products"][1]) == 1
    assert {change.criterion for change in diff.changed} == {"TCTP 1.1.3"}
    assert set(_ids(world)) == {"1.1.3", "1.1", "2.1.1", "9.1"}


def test_a_changed_plan_keeps_the_ids_of_what_stays(world: World) -> None:
    _import(world, PLAN)
    before = _ids(world)["1.1.3"]
    products = (Product("Kế hoạch"), Product("Báo cáo"), Product("Văn bản giải trình", is_optional=True))
    deadlines = (Due("quý III", date(2018, 9, 15)), Due("", date(2018, 12, 10)))
    plan = _with("1.1.3", title="Tên mới", products=products, deadlines=deadlines)
    assert not _import(world, plan).is_empty
    assert _import(world, plan).is_empty
    with world.reading() as session:
        criterion = session.get_one(Criterion, before[0])
        assert criterion.title == "Tên mới"
        assert [product.text for product in criterion.products] == [
            "Kế hoạch",
            *(p.text for p in products[1:]),
        ]
        assert [product.id for product in criterion.products[1:]] == before[1:3]
        assert [(d.ordinal, d.label) for d in criterion.deadlines] == [(1, "quý III"), (2, "")]
        assert criterion.deadlines[1].id == before[3]
        assert session.scalars(select(Deadline).where(Deadline.ordinal < 1)).all() == []
        assert session.scalars(select(ExpectedProduct).where(ExpectedProduct.ordinal < 1)).all() == []


def test_an_edited_field_name_survives_an_import(world: World) -> None:
    _import(world, PLAN)
    with world.database.transaction() as session:
        cycle = _cycle(session)
        named = select(CriterionField).where(CriterionField.cycle_id == cycle.id, CriterionField.code == "1")
        session.scalars(named).one().name = "Công tác chỉ đạo"
    _import(world, _with("1.1.3", title="Tên mới"))
    with world.reading() as session:
        assert "Công tác chỉ đạo" in session.scalars(select(CriterionField.name)).all()


def _plan_of_the_world() -> GivenPlan:
    """Give a plan that leaves out what the small province's own cycle holds."""
    return replace(PLAN, criteria=(Row("5.2.1"),))


def test_what_holds_evidence_is_not_taken_away_without_a_reason(world: World) -> None:
    world.cite("1.1.3")
    with pytest.raises(Refused) as refused, world.database.transaction() as session:
        import_plan(session, world.actor("coordinator"), _plan_of_the_world(), world.clock, year=2017)
    assert refused.value.code == "criterion_in_use"
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(Criterion)) == 4


def test_with_a_reason_it_stays_marked_and_counts_no_more(world: World) -> None:
    world.cite("1.1.3")
    actor = world.actor("coordinator")
    with world.database.transaction() as session:
        plan, reason = _plan_of_the_world(), "Quyết định 99/QĐ-UBND"
        diff = import_plan(session, actor, plan, world.clock, year=2017, reason=reason)
    assert "TCTP 1.1.3" in diff.removed
    with world.reading() as session:
        cycle = world.cycle(session)
        dropped = world.criterion(session, "1.1.3")
        assert dropped.dropped_reason == reason
        assert [each.code for each in criteria_of_cycle(session, cycle)] == ["5.2.1"]
        assert [pack.criterion.code for pack in packs_of_cycle(session, cycle)] == ["5.2.1"]
        assert compare_plan(session, plan, 2017).is_empty


def test_a_product_with_evidence_that_the_plan_drops_stays_optional_and_marked(world: World) -> None:
    cited = world.cite("1.1.3")
    _import(world, PLAN)
    with world.database.transaction() as session:
        [criterion] = [each for each in criteria_of_cycle(session, _cycle(session)) if each.code == "1.1.3"]
        piece = session.get_one(Evidence, cited)
        piece.criterion_id, piece.product_id = criterion.id, criterion.products[0].id
        kept = criterion.products[0].id
    plan = _with("1.1.3", products=(Product("Quyết định công nhận sáng kiến"),))
    with pytest.raises(Refused):
        _import(world, plan)
    with world.database.transaction() as session:
        import_plan(session, world.actor("coordinator"), plan, world.clock, year=YEAR, reason="đổi")
    with world.reading() as session:
        product = session.get_one(ExpectedProduct, kept)
        assert (product.text, product.is_optional, product.dropped_reason) == ("Báo cáo", True, "đổi")
        texts = [each.text for each in product_siblings(session, product)]
        assert texts == ["Quyết định công nhận sáng kiến", "Báo cáo"]
        assert compare_plan(session, plan, YEAR).is_empty


def product_siblings(session: Session, product: ExpectedProduct) -> list[ExpectedProduct]:
    return list(session.get_one(Criterion, product.criterion_id).products)


def test_targets_keep_their_ids_when_the_plan_comes_again(world: World) -> None:
    rise = Figure("Số xã", Operator.MORE_THAN, Decimal(0), TargetKind.INCREASE)
    _import(world, _with("1.1.3", targets=(Figure("Tỷ lệ"), rise)))

    def targets() -> dict[str, int]:
        with world.reading() as session:
            found = session.scalars(select(Target).join(Criterion).where(Criterion.code == "1.1.3"))
            return {
                target.measure: target.id for target in found if target.measure in ("Tỷ lệ", "Số xã", "Mới")
            }

    before = targets()
    figures = (
        Figure("Mới", Operator.EQUAL, Decimal(100)),
        rise,
        Figure("Tỷ lệ", value=Decimal(40)),
    )
    _import(world, _with("1.1.3", targets=figures))
    after = targets()
    assert {name: after[name] for name in before} == before
    assert len(after) == 3


def test_figures_and_assignments_stay_when_the_plan_comes_again(world: World) -> None:
    plan = _with("1.1.3", targets=(Figure("Tỷ lệ"),))
    _import(world, plan)
    world.year = YEAR
    [asked] = Assigning(world).assign("1.1.3")
    measuring = Measuring(world)
    target, figures = measuring.first(), measuring.give("45", "50")
    again = replace(plan, title="Kế hoạch điều chỉnh", criteria=tuple(reversed(plan.criteria)))
    assert not _import(world, again).is_empty
    with world.reading() as session:
        criterion = world.criterion(session, "1.1.3")
        assert [each.id for each in criterion.targets] == [target]
        kept = session.get_one(Measurement, figures)
        assert (kept.target_id, kept.numerator, kept.denominator) == (target, 45, 50)
        assignment = session.get_one(Assignment, asked)
        assert (assignment.criterion_id, assignment.is_live) == (criterion.id, True)


def test_what_holds_nothing_is_removed_with_its_pack(world: World) -> None:
    with world.database.transaction() as session:
        import_plan(session, world.actor("coordinator"), _plan_of_the_world(), world.clock, year=2017)
    with world.reading() as session:
        assert session.scalars(select(Criterion.code)).all() == ["5.2.1"]
        assert session.scalar(select(func.count()).select_from(EvidencePack)) == 1


@pytest.mark.parametrize("who", ["lan", "reviewer", "approver", "observer"])
def test_only_the_coordinator_imports(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        _import(world, PLAN, who)


def test_a_closed_cycle_is_only_read(world: World) -> None:
    world.set_cycle(CycleState.CLOSED)
    with pytest.raises(Refused), world.database.transaction() as session:
        import_plan(session, world.actor("coordinator"), PLAN, world.clock, year=2017)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (_with("1.1.3", agency="Sở Y tế"), "unknown_agency"),
        (_with("1.1.3", coordinating=("Đoàn TNCS HCM",)), "unknown_agency"),
        (replace(PLAN, criteria=(*PLAN.criteria, PLAN.criteria[0])), "criterion_twice"),
    ],
)
def test_a_plan_that_cannot_be_understood_changes_nothing(world: World, plan: GivenPlan, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        _import(world, plan)
    assert refused.value.code == code
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(AssessmentCycle)) == 1


def test_a_criterion_is_found_by_its_names(world: World) -> None:
    _import(world, replace(PLAN, criteria=(*PLAN.criteria, Row("1.1", ordinal=4))))
    with world.reading() as session:
        cycle = _cycle(session)
        for name in ("TCTP 1.1.3", "TCTP-1.1.3", "1.1.3", " tctp  1.1.3 "):
            assert find_criterion(session, cycle, name).code == "1.1.3"
        assert find_criterion(session, cycle, "TC 1.1").kind == "TC"
        with pytest.raises(BadInput):
            find_criterion(session, cycle, "1.1")  # TC 1.1 and TCTP 1.1
        for name in ("1.1.4", "TC 1.1.3", "XX 1.1.3", "", "a b c"):
            with pytest.raises(NotVisible):
                find_criterion(session, cycle, name)
