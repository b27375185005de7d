"""Editing one criterion of the plan: ids stay, history asks for a reason, the log has both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.catalogue.plan import CatalogueDeadline, CatalogueProduct, CatalogueTarget
from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, Refused
from evidence_repo.models import AuditEvent, Criterion, EvidencePack
from evidence_repo.services.plan.editing import (
    CriterionEdit,
    add_criterion,
    drop_criterion,
    edit_criterion,
    state_of,
)
from tests.services.world import World
from workflows.cycle import CycleState
from workflows.targets import Operator, TargetKind

DUE = CatalogueDeadline("", date(2017, 12, 1), False, "Trước ngày 01/12/2017")


def _edit_of(criterion: Criterion) -> CriterionEdit:
    products = criterion.products
    return CriterionEdit(
        lead=criterion.lead_agency.code,
        title="Tên mới",
        requirement="100%",
        coordinating_text="Sở, ban, ngành",
        products=[
            CatalogueProduct(n, each.text, each.is_optional, each.supplied_by.value, each.medium.value)
            for n, each in enumerate(products, start=1)
        ],
        deadlines=[DUE],
        targets=[
            CatalogueTarget(
                "Tỷ lệ", TargetKind.PERCENT, Operator.AT_LEAST, Decimal(80), True, "từ 80% trở lên"
            )
        ],
        product_ids=[each.id for each in products],
        deadline_ids=[each.id for each in criterion.deadlines][:1],
    )


def _edit(world: World, who: str = "coordinator", reason: str | None = None, **changed: object) -> None:
    with world.database.transaction() as session:
        criterion = world.criterion(session, "1.1.3")
        edit = replace(_edit_of(criterion), **changed)  # type: ignore[arg-type]
        edit_criterion(session, world.actor(who), criterion, edit, seen=state_of(criterion), reason=reason)


def _last(session: Session) -> AuditEvent:
    return session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()  # type: ignore[return-value]


def test_an_edit_keeps_ids_and_is_logged_with_both_sides(world: World) -> None:
    with world.reading() as session:
        before = [each.id for each in world.criterion(session, "1.1.3").products]
    _edit(world)
    with world.reading() as session:
        criterion = world.criterion(session, "1.1.3")
        assert (criterion.title, criterion.targets[0].value) == ("Tên mới", 80)
        assert [each.id for each in criterion.products] == before
        details = _last(session).details
        assert (details["before"]["title"], details["after"]["title"]) == ("Tiêu chí 1.1.3", "Tên mới")
        assert details["criterion"] == "TCTP 1.1.3"
        assert "kind" not in details["before"], "what stays is not logged"


def test_an_edit_that_changes_nothing_writes_nothing(world: World) -> None:
    _edit(world)
    with world.reading() as session:
        before = _last(session).sequence
        targets = [each.id for each in world.criterion(session, "1.1.3").targets]
    _edit(world, target_ids=targets)
    with world.reading() as session:
        assert _last(session).sequence == before


def test_what_holds_evidence_is_changed_with_a_reason_only(world: World) -> None:
    world.cite("1.1.3")
    with pytest.raises(Refused) as refused:
        _edit(world)
    assert refused.value.code == "criterion_in_use"
    _edit(world, reason="Công văn 12/SNV")
    with world.reading() as session:
        assert _last(session).details["reason"] == "Công văn 12/SNV"


@pytest.mark.parametrize("who", ["lan", "head", "reviewer", "approver", "observer"])
def test_only_the_coordinator_edits(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        _edit(world, who)


def test_a_closed_cycle_is_not_edited(world: World) -> None:
    world.set_cycle(CycleState.CLOSED)
    with pytest.raises(Refused):
        _edit(world)


def test_an_edit_of_what_was_changed_meanwhile_is_refused(world: World) -> None:
    actor = world.actor("coordinator")
    with world.database.transaction() as session:
        criterion = world.criterion(session, "1.1.3")
        edit = _edit_of(criterion)
        with pytest.raises(ChangedMeanwhile):
            edit_criterion(session, actor, criterion, edit, seen="older")


def test_an_agency_that_is_not_registered_is_refused(world: World) -> None:
    with pytest.raises(BadInput):
        _edit(world, coordinating_text="Sở Không Có")


def test_a_criterion_is_added_behind_those_of_its_agency_and_deleted_again(world: World) -> None:
    actor = world.actor("coordinator")
    with world.database.transaction() as session:
        edit = replace(_edit_of(world.criterion(session, "1.1.3")), product_ids=(), deadline_ids=())
        made = add_criterion(session, actor, world.cycle(session), "tctp-1.2.9".upper(), edit, world.clock)
        assert (made.label, made.agency_order, made.field.code) == ("TCTP 1.2.9", "I", "1")
        assert made.ordinal > 1
        with pytest.raises(BadInput):
            add_criterion(session, actor, world.cycle(session), "TCTP 1.2.9", edit, world.clock)
    with world.database.transaction() as session:
        drop_criterion(session, actor, world.criterion(session, "1.2.9"), None)
    with world.reading() as session:
        assert session.scalars(select(Criterion).where(Criterion.code == "1.2.9")).all() == []
        assert session.query(EvidencePack).count() == session.query(Criterion).count()


def test_a_criterion_with_a_history_is_marked_and_taken_in_again(world: World) -> None:
    world.cite("1.1.3")
    actor = world.actor("coordinator")
    with pytest.raises(Refused), world.database.transaction() as session:
        drop_criterion(session, actor, world.criterion(session, "1.1.3"), None)
    with world.database.transaction() as session:
        drop_criterion(session, actor, world.criterion(session, "1.1.3"), "Bộ bỏ tiêu chí")
    with world.reading() as session:
        assert world.criterion(session, "1.1.3").dropped_reason == "Bộ bỏ tiêu chí"
    _edit(world, reason="Bộ giữ lại")
    with world.reading() as session:
        assert world.criterion(session, "1.1.3").dropped_reason is None
