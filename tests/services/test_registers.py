"""Registers in a real database: kept, filled, imported, proved, seen, and all of it in the log."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, NotVisible, Refused
from evidence_repo.models import DocumentVersion, ProposedFigure, Target
from evidence_repo.services.people.sheets import Outcome
from evidence_repo.services.plan.copying import copy_cycle
from evidence_repo.services.policy.visibility import find_version
from evidence_repo.services.registers.importing import name_of, pasted_rows
from evidence_repo.services.registers.listing import list_registers
from evidence_repo.services.registers.pasting import read_paste
from tests.services.registering import FINDING, TASK, Registering
from tests.services.world import World
from workflows.cycle import CycleState
from workflows.register_figures import Standing
from workflows.registers import RegisterKind
from workflows.targets import Operator, TargetKind

HEAD = ("Mã dòng", "Nhiệm vụ", "Sản phẩm", "Hạn hoàn thành", "Ngày hoàn thành", "Văn bản, tài liệu")
CELLS = {"task": "Ban hành kế hoạch", "due_on": "2017-06-30", "done_on": "2017-06-15"}


@pytest.fixture
def tasks(any_world: World) -> Registering:
    return Registering(any_world)


class TestKeeping:
    def test_rows_have_numbers_that_are_never_given_again(self, tasks: Registering) -> None:
        assert [tasks.add(), tasks.add()] == [1, 2]
        tasks.remove(2)
        assert tasks.add() == 3
        assert tasks.rows() == {1: CELLS, 3: CELLS}

    def test_every_change_stands_in_the_log_with_what_it_changed(self, tasks: Registering) -> None:
        tasks.add()
        tasks.change(1, {**TASK, "done_on": ""})
        tasks.remove(1)
        actions, details = zip(*tasks.log(), strict=True)
        assert actions == (
            "choose_registers",
            "add_register_row",
            "change_register_row",
            "remove_register_row",
        )
        assert details[2]["cells"] == {"done_on": ["2017-06-15", None]}
        assert details[3]["cells"] == {"task": [CELLS["task"], None], "due_on": ["2017-06-30", None]}
        assert {each["row"] for each in details[1:]} == {1}
        assert {each["criterion"] for each in details} == {"TCTP 1.1.3"}

    def test_a_change_of_nothing_writes_nothing(self, tasks: Registering) -> None:
        tasks.add()
        before = tasks.lock(1), len(tasks.log())
        tasks.change(1, TASK)
        assert (tasks.lock(1), len(tasks.log())) == before

    def test_of_two_who_edit_a_row_the_second_looks_again(self, tasks: Registering) -> None:
        tasks.add()
        seen = tasks.lock(1)
        tasks.change(1, {**TASK, "product": "Quyết định"}, "mai", seen)
        with pytest.raises(ChangedMeanwhile):
            tasks.change(1, {**TASK, "product": "Báo cáo"}, "lan", seen)
        with pytest.raises(ChangedMeanwhile):
            tasks.remove(1, "lan", seen)
        assert tasks.rows()[1]["product"] == "Quyết định"

    def test_two_who_edit_different_rows_do_not_meet(self, tasks: Registering) -> None:
        tasks.add()
        tasks.add()
        seen = tasks.lock(1), tasks.lock(2)
        tasks.change(1, {**TASK, "product": "A"}, "mai", seen[0])
        tasks.change(2, {**TASK, "product": "B"}, "lan", seen[1])

    def test_a_row_that_somebody_removed_was_changed_meanwhile(self, tasks: Registering) -> None:
        tasks.add()
        tasks.remove(1)
        with pytest.raises(ChangedMeanwhile):
            tasks.change(1, TASK, "lan", 1)
        with pytest.raises(NotVisible):
            tasks.remove(1)

    def test_who_submits_the_pack_learns_that_a_row_changed(self, tasks: Registering) -> None:
        tasks.world.cite()
        with tasks.world.reading() as session:
            seen = tasks.world.pack(session, "1.1.3").lock
        tasks.add()
        with tasks.world.reading() as session:
            assert tasks.world.pack(session, "1.1.3").lock > seen

    @pytest.mark.parametrize("who", ["reviewer", "approver", "coordinator", "observer", "justice"])
    def test_only_the_agencies_people_keep_it(self, tasks: Registering, who: str) -> None:
        tasks.add()
        for act in (lambda: tasks.add(who=who), lambda: tasks.remove(1, who)):
            with pytest.raises(NotAllowed):
                act()

    def test_it_opens_and_closes_with_the_pack(self, tasks: Registering) -> None:
        tasks.add()
        tasks.world.cite()
        tasks.world.submit()
        with pytest.raises(Refused):
            tasks.add()
        tasks.world.recall()
        assert tasks.add() == 2

    def test_a_frozen_cycle_asks_why_so_late(self, tasks: Registering) -> None:
        tasks.add()
        tasks.world.set_cycle(CycleState.FROZEN)
        with pytest.raises(BadInput) as refused:
            tasks.add()
        assert refused.value.code == "late_reason_missing"
        tasks.add(late="Chờ văn bản ký")
        assert tasks.log()[-1][1]["late_reason"] == "Chờ văn bản ký"

    def test_a_register_that_the_criterion_does_not_have_is_not_there(self, any_world: World) -> None:
        other = Registering(any_world, RegisterKind.FINDINGS)
        other.kind = RegisterKind.UNITS
        with pytest.raises(NotVisible):
            other.add({"unit": "Xã A"})

    def test_a_register_with_rows_stays_whatever_is_chosen(self, tasks: Registering) -> None:
        tasks.add()
        tasks.choose()
        assert tasks.page().shown.tally.rows == 1

    def test_the_same_unit_is_not_counted_twice(self, any_world: World) -> None:
        units = Registering(any_world, RegisterKind.UNITS)
        units.add({"unit": "UBND xã Vĩnh Hậu"})
        with pytest.raises(BadInput) as refused:
            units.add({"unit": "ubnd xã  Vĩnh Hậu"})
        assert (refused.value.code, refused.value.field) == ("unit_twice", "unit")
        units.change(1, {"unit": "UBND xã Vĩnh Hậu", "in_order": "Có"})
        units.remove(1)
        units.add({"unit": "UBND xã Vĩnh Hậu"})


def test_what_was_chosen_goes_on_in_next_years_cycle(any_world: World) -> None:
    activities = Registering(any_world, RegisterKind.ACTIVITIES)
    activities.choose(RegisterKind.ACTIVITIES, forms=("Tập huấn", "Trang tin"))
    with any_world.database.transaction() as session:
        copy_cycle(session, any_world.actor("coordinator"), any_world.cycle(session), 2018, any_world.clock)
    any_world.year = 2018
    assert activities.page().shown.planned.forms == ("Tập huấn", "Trang tin")
    assert activities.page().shown.rows == []


class TestFigures:
    def test_a_register_proposes_the_figure_of_its_target(self, any_world: World) -> None:
        with any_world.database.transaction() as session:
            criterion = any_world.criterion(session, "1.1.3")
            session.add(_percent_target(criterion.id))
        tasks = Registering(any_world)
        tasks.add()
        tasks.add({**TASK, "done_on": "01/07/2017"})
        tasks.add({**TASK, "done_on": ""})
        page = tasks.page()
        standings = [row.standing for row in page.shown.rows]
        assert standings == [Standing.DONE, Standing.LATE, Standing.OVERDUE]
        [proposed] = page.figures
        assert (proposed.figure.numerator, proposed.figure.denominator) == (1, 3)
        assert self._kept(any_world) == (1, 3, "Sổ theo dõi nhiệm vụ kế hoạch: 1/3")
        tasks.remove(3)
        assert self._kept(any_world) == (1, 2, "Sổ theo dõi nhiệm vụ kế hoạch: 1/2")
        for number in (1, 2):
            tasks.remove(number)
        assert self._kept(any_world) is None

    @staticmethod
    def _kept(world: World) -> tuple[int, int, str] | None:
        """Return what is kept beside the figures that a person gives."""
        with world.reading() as session:
            found = session.scalar(select(ProposedFigure))
            return (int(found.numerator), int(found.denominator or 0), found.source) if found else None

    def test_agencies_rows_add_up_and_each_sees_its_own(self, tasks: Registering) -> None:
        tasks.add()
        tasks.add({**TASK, "done_on": ""}, "district")
        lead = tasks.page("lan")
        assert [view.agency.code for view in lead.everything] == ["noi-vu", "chau-doc"]
        assert (lead.together.counted, lead.together.whole) == (1, 2)
        assert tasks.page("lan", "chau-doc").may_keep is False
        district = tasks.page("district")
        assert [view.agency.code for view in district.everything] == ["chau-doc"]
        assert (district.may_keep, district.together.whole) == (True, 1)
        with pytest.raises(NotVisible):
            tasks.page("district", "noi-vu")

    def test_reviewers_see_what_a_submission_brought_them(self, tasks: Registering) -> None:
        tasks.add()
        tasks.world.cite()
        for who in ("reviewer", "approver", "observer"):
            assert tasks.page(who).together.rows == 0
        assert tasks.page("coordinator").together.rows == 1
        with pytest.raises(NotVisible):
            tasks.page("justice")
        tasks.world.submit()
        for who in ("reviewer", "approver", "observer"):
            assert tasks.page(who).together.rows == 1

    def test_the_list_of_the_cycle_counts_the_same(self, tasks: Registering) -> None:
        tasks.add()
        tasks.add({**TASK, "done_on": ""})
        world = tasks.world
        with world.reading() as session:
            listed = list_registers(session, world.actor("lan"), world.cycle(session), world.clock.today())
        [own] = [each for each in listed if each.criterion.code == "1.1.3"]
        assert own.tally == tasks.page().together
        assert own.agencies == 1

    def test_open_findings_have_an_age(self, any_world: World) -> None:
        findings = Registering(any_world, RegisterKind.FINDINGS)
        findings.add(FINDING)
        findings.add({**FINDING, "outcome": "Đã xử lý", "settled_on": "03/05/2017"})
        assert [row.age for row in findings.page().shown.rows] == [209, None]

    def test_a_form_is_proved_by_a_document(self, any_world: World) -> None:
        activities = Registering(any_world, RegisterKind.ACTIVITIES)
        activities.choose(RegisterKind.ACTIVITIES, forms=("Tập huấn", "Trang tin"))
        course = {"form": "1", "held_on": "02/05/2017", "title": "Lớp 1", "participants": "40"}
        activities.add(course)
        activities.add({**course, "form": "trang tin", "link": "https://angiang.gov.vn/tin"})
        version = any_world.document()
        activities.cite(1, version)
        together = activities.page().together
        assert dict(together.by_form) == {"Tập huấn": 1, "Trang tin": 1}
        assert together.proved_forms == {"Tập huấn"}
        with pytest.raises(BadInput):
            activities.add({**course, "form": "Tuần hành"})


def _percent_target(criterion_id: int) -> Target:
    return Target(
        criterion_id=criterion_id,
        ordinal=1,
        measure="Mức độ hoàn thành",
        kind=TargetKind.PERCENT,
        operator=Operator.EQUAL,
        value=Decimal(100),
        source_text="100%",
    )


class TestProofs:
    def test_a_document_that_is_a_piece_here_is_cited_as_that_piece(self, tasks: Registering) -> None:
        number, version = tasks.add(), tasks.world.document()
        tasks.world.cite(version=version)
        tasks.cite(number, version)
        tasks.cite(number, version)
        [row] = tasks.page().shown.rows
        with tasks.world.reading():
            [proof] = row.row.proofs
            assert proof.evidence is not None
        assert [details["cells"] for action, details in tasks.log() if action == "change_register_row"] == [
            {"proof": [None, proof.shown_version.title]}
        ]

    def test_reviewers_open_what_a_row_cites_once_it_is_submitted(self, tasks: Registering) -> None:
        number, version = tasks.add(), tasks.world.document()
        tasks.cite(number, version)
        world = tasks.world
        with world.reading() as session, pytest.raises(NotVisible):
            find_version(session, world.actor("approver"), version)
        world.cite()
        world.submit()
        with world.reading() as session:
            assert find_version(session, world.actor("approver"), version).id == version
            with pytest.raises(NotVisible):
                find_version(session, world.actor("justice"), version)

    def test_it_can_be_taken_away(self, tasks: Registering) -> None:
        number, version = tasks.add(), tasks.world.document()
        tasks.cite(number, version)
        with tasks.world.reading() as session:
            document_id = session.get_one(DocumentVersion, version).document_id
        tasks.uncite(number, document_id)
        assert tasks.page().shown.rows[0].row.proofs == []
        with pytest.raises(NotVisible):
            tasks.uncite(number, document_id)


class TestFilling:
    def test_units_come_from_the_agencies_list_at_its_day(self, any_world: World) -> None:
        units = Registering(any_world, RegisterKind.UNITS)
        with any_world.database.transaction() as session:
            any_world.agency(session, "tu-phap").began_on = date(2017, 7, 1)
        assert units.fill("department", "district") == 2
        assert [cells["unit"] for cells in units.rows().values()] == [
            "Sở Nội vụ",
            "UBND thành phố Châu Đốc",
        ]
        assert units.fill("department", day=date(2017, 7, 1)) == 1
        page = units.page()
        assert page.shown.register is not None
        assert page.shown.register.listed_on == date(2017, 7, 1)
        assert (page.together.counted, page.together.whole) == (0, 3)

    def test_kinds_that_had_nobody_are_refused(self, any_world: World) -> None:
        units = Registering(any_world, RegisterKind.UNITS)
        with pytest.raises(BadInput):
            units.fill("special_zone")
        with pytest.raises(BadInput):
            Registering(any_world).fill("department")

    def test_whoever_saw_another_day_looks_again(self, any_world: World) -> None:
        units = Registering(any_world, RegisterKind.UNITS)
        units.describe(date(2017, 6, 1), None, seen="/")
        with pytest.raises(ChangedMeanwhile):
            units.describe(date(2017, 6, 2), None, seen="/")
        assert units.log()[-1][1]["cells"] == {"listed_on": [None, "2017-06-01"]}


class TestImporting:
    def test_new_rows_and_rows_that_are_there_already(self, tasks: Registering) -> None:
        row = ("", "Ban hành kế hoạch", "", "30/06/2017", "15/06/2017", "")
        other = ("", "Tuyên truyền", "Chuyên mục", "2017-12-01", "", "12/KH-SNV")
        report = tasks.import_(HEAD, row, other, other)
        assert [each.outcome for each in report.rows] == [Outcome.NEW, Outcome.NEW, Outcome.THERE]
        assert tasks.import_(HEAD, row).count(Outcome.THERE) == 1
        assert len(tasks.rows()) == 2

    def test_a_row_that_names_itself_is_changed_unless_somebody_was_quicker(self, tasks: Registering) -> None:
        tasks.add()
        name = name_of(tasks.page().shown.rows[0].row)
        changed = (name, "Ban hành kế hoạch", "Quyết định", "30/06/2017", "", "")
        report = tasks.import_(HEAD, changed)
        assert report.count(Outcome.CHANGED) == 1
        assert tasks.rows() == {1: {"task": CELLS["task"], "product": "Quyết định", "due_on": "2017-06-30"}}
        with pytest.raises(BadInput):
            tasks.import_(HEAD, changed)

    def test_each_wrong_cell_is_named_and_nothing_is_taken(self, tasks: Registering) -> None:
        rows = [
            ("", "Đúng", "", "30/06/2017", "", ""),
            ("", "", "", "31/06/2017", "mai", ""),
            ("9-1", "Không có", "", "30/06/2017", "", ""),
        ]
        with pytest.raises(BadInput) as refused:
            tasks.import_(HEAD, *rows)
        assert refused.value.params["count"] == 2
        assert tasks.rows() == {}

    def test_a_paste_needs_no_heading(self, any_world: World) -> None:
        pasted = 'Ban hành\t\t30/06/2017\t\t"a ""b""\nc"\r\n"Một cửa" điện tử\t\t1/7/2017\n\n'
        rows = pasted_rows(RegisterKind.PLAN_TASKS, read_paste(pasted))
        assert [(row["task"], row["due_on"], row["document"]) for row in rows] == [
            ("Ban hành", "30/06/2017", 'a "b" c'),
            ('"Một cửa" điện tử', "1/7/2017", ""),
        ]
        under_heading = pasted_rows(
            RegisterKind.PLAN_TASKS, read_paste("Hạn hoàn thành\tNhiệm vụ\n1/7/2017\tA")
        )
        assert [(row["task"], row["due_on"]) for row in under_heading] == [("A", "1/7/2017")]


CELL = st.one_of(
    st.sampled_from(
        ["", "30/06/2017", "2017-06-30", "31/02/2017", "1-1", "2-1", "=1+1", "Có", "\0", "1.234"]
    ),
    st.text(max_size=30),
    st.integers().map(str),
)


class TestNonsense:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(rows=st.lists(st.tuples(*[CELL] * 6), min_size=1, max_size=6), data=st.data())
    def test_it_is_refused_by_row_and_never_half_taken(
        self, world: World, rows: list[tuple[str, ...]], data: st.DataObject
    ) -> None:
        tasks = Registering(world)
        sound = ("", "Đúng", "", "30/06/2017", "", "")
        place = data.draw(st.integers(0, len(rows)))
        before, log = tasks.rows(), len(tasks.log())
        try:
            report = tasks.import_(HEAD, *rows[:place], sound, *rows[place:])
        except BadInput:
            assert (tasks.rows(), len(tasks.log())) == (before, log)
        else:
            new, changed = report.count(Outcome.NEW), report.count(Outcome.CHANGED)
            assert len(tasks.rows()) == len(before) + new
            assert len(tasks.log()) == log + new + changed
            for cells in tasks.rows().values():
                assert date.fromisoformat(cells["due_on"])
                assert cells["task"]

    @given(text=st.text(max_size=300))
    def test_any_paste_is_rows(self, text: str) -> None:
        rows = read_paste(text)
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))

    @given(rows=st.lists(st.lists(st.text(alphabet='a" ', max_size=5), min_size=1, max_size=3), min_size=1))
    def test_what_a_spreadsheet_quotes_comes_back(self, rows: list[list[str]]) -> None:
        quoted = "\n".join("\t".join('"' + cell.replace('"', '""') + '\n"' for cell in row) for row in rows)
        assert [list(row.values) for row in read_paste(quoted)] == [
            [cell + "\n" for cell in row] for row in rows
        ]
