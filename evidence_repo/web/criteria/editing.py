"""The plan's data of one criterion, edited by the coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from evidence_repo.catalogue.plan import CatalogueDeadline, CatalogueProduct, CatalogueTarget
from evidence_repo.errors import BadInput
from evidence_repo.models import Criterion, ProductMedium, SuppliedBy
from evidence_repo.services.people.agencies import list_agencies
from evidence_repo.services.plan.editing import (
    CriterionEdit,
    add_criterion,
    drop_criterion,
    edit_criterion,
    state_of,
)
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session
from evidence_repo.web.criteria import blueprint
from evidence_repo.web.criteria.codes import code_of, criterion_at
from evidence_repo.web.days import DayField
from evidence_repo.web.formats import day
from evidence_repo.web.forms import Form, PartForm
from evidence_repo.web.numbers import number_in
from evidence_repo.web.sending import send
from evidence_repo.web.words import OPERATOR_SIGNS, TARGET_KIND_WORDS
from evidence_repo.words import N_
from workflows.rights import Right
from workflows.targets import Operator, TargetKind, target_blockers

LONGEST_TEXT = 8_000
MOST_PARTS = 40
_SPARE = 2
_SUPPLIERS = (
    (SuppliedBy.AGENCY, _l("the agency")),
    (SuppliedBy.MINISTRY, _l("a ministry")),
    (SuppliedBy.AGENCY_AND_MINISTRY, _l("the agency, a ministry its own part")),
)
_MEDIA = ((ProductMedium.FILE, _l("file")), (ProductMedium.LINK, _l("link")))
_OPERATORS = tuple((each, OPERATOR_SIGNS[each]) for each in Operator)
_KINDS = tuple((each, TARGET_KIND_WORDS[each]) for each in TargetKind)


def _choices(pairs: Sequence[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(str(value), word) for value, word in pairs]


class ProductPart(PartForm):
    """One product; without words it is left out."""

    id = HiddenField()
    text = TextAreaField(_l("Words"), [Length(max=LONGEST_TEXT)], render_kw={"rows": 2})
    is_optional = BooleanField(_l("optional"))
    supplied_by = SelectField(_l("Supplied by"), choices=_choices(_SUPPLIERS))
    medium = SelectField(_l("Kind of proof"), choices=_choices(_MEDIA))


class DeadlinePart(PartForm):
    """One deadline; without a day it is left out."""

    id = HiddenField()
    label = StringField(_l("What for"), [Length(max=200)])
    due_on = DayField(_l("Before the day"))


class TargetPart(PartForm):
    """One target; without words it is left out."""

    id = HiddenField()
    measure = StringField(_l("What is measured"), [Length(max=1000)])
    operator = SelectField(_l("Comparison"), choices=_choices(_OPERATORS))
    value = DecimalField(_l("Figure"), [MayBeEmpty(), NumberRange(0, 10**9)], places=None)
    kind = SelectField(_l("Kind of target"), choices=_choices(_KINDS))
    is_soft = BooleanField(_l("to be striven for"))


class CriterionForm(Form):
    """All that the plan says of a criterion."""

    seen = HiddenField()
    name = StringField(_l("Kind and code, such as TCTP 1.1.3"), [Length(max=30)])
    title = TextAreaField(_l("Title"), [DataRequired(), Length(max=LONGEST_TEXT)], render_kw={"rows": 2})
    lead = SelectField(_l("Lead agency"))
    requirement = TextAreaField(
        _l("Requirement"), [DataRequired(), Length(max=LONGEST_TEXT)], render_kw={"rows": 6}
    )
    coordinating_text = TextAreaField(
        _l("Coordinating agencies"), [DataRequired(), Length(max=2000)], render_kw={"rows": 2}
    )
    products = FieldList(FormField(ProductPart), max_entries=MOST_PARTS)
    deadlines = FieldList(FormField(DeadlinePart), max_entries=MOST_PARTS)
    targets = FieldList(FormField(TargetPart), max_entries=MOST_PARTS)
    reason = StringField(_l("Reason"), [Length(max=1000)])

    def offer_lead_agencies(self) -> None:
        """Offer the agencies that can lead a criterion."""
        agencies = list_agencies(read_session())
        self.lead.choices = [SelectChoice(agency.code, agency.name) for agency in agencies]

    def add_spare_parts(self) -> None:
        """Add empty parts, to be filled in without a script."""
        for parts in (self.products, self.deadlines, self.targets):
            for _ in range(min(_SPARE, MOST_PARTS - len(parts))):
                parts.append_entry()

    def edit(self, criterion: Criterion | None = None) -> CriterionEdit:
        """Return what was typed."""
        products = [part for part in self.products if (part["text"].data or "").strip()]
        deadlines = [part for part in self.deadlines if part["due_on"].data]
        targets = [part for part in self.targets if (part["measure"].data or "").strip()]
        if not products or not deadlines:
            raise BadInput(N_("A criterion has at least one product and one deadline."))
        return CriterionEdit(
            lead=str(self.lead.data),
            title=_line(self.title.data),
            requirement=_line(self.requirement.data),
            coordinating_text=_line(self.coordinating_text.data),
            products=[_product(at, part) for at, part in enumerate(products, start=1)],
            deadlines=[_deadline(part, criterion) for part in deadlines],
            targets=[_target(part, criterion) for part in targets],
            product_ids=[number_in(part["id"].data) for part in products],
            deadline_ids=[number_in(part["id"].data) for part in deadlines],
            target_ids=[number_in(part["id"].data) for part in targets],
        )


class DropForm(Form):
    """Why a criterion is taken out."""

    why = StringField(_l("Reason"), [Length(max=1000)])


def _line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _product(ordinal: int, part: Any) -> CatalogueProduct:
    return CatalogueProduct(
        ordinal,
        _line(part["text"].data),
        bool(part["is_optional"].data),
        part["supplied_by"].data,
        part["medium"].data,
    )


def _deadline(part: Any, criterion: Criterion | None) -> CatalogueDeadline:
    """Return the deadline; the plan's own words stay where it is not changed."""
    label, due_on = _line(part["label"].data), part["due_on"].data
    stored = criterion.deadlines if criterion else ()
    for each in stored:
        if str(each.id) == part["id"].data and (each.label, each.due_on) == (label, due_on):
            return CatalogueDeadline(label, due_on, each.is_derived, each.source_text)
    before = f"trước ngày {day(due_on)}"
    return CatalogueDeadline(label, due_on, False, f"{label}: {before}" if label else before.capitalize())


def _target(part: Any, criterion: Criterion | None) -> CatalogueTarget:
    measure, value = _line(part["measure"].data), part["value"].data
    stored = {str(each.id): each.source_text for each in (criterion.targets if criterion else ())}
    kind, operator = TargetKind(part["kind"].data), Operator(part["operator"].data)
    if kind is TargetKind.NONE:
        operator, value = Operator.EQUAL, Decimal(0)
    refuse_if(target_blockers(kind, operator, value))
    return CatalogueTarget(
        measure=measure,
        kind=kind,
        operator=operator,
        value=value,
        is_soft=bool(part["is_soft"].data),
        source_text=stored.get(part["id"].data, measure),
    )


def _filled(criterion: Criterion) -> dict[str, Any]:
    """Return what the form shows at first."""
    return {
        "seen": state_of(criterion),
        "title": criterion.title,
        "lead": criterion.lead_agency.code,
        "requirement": criterion.requirement,
        "coordinating_text": criterion.coordinating_text,
        "products": [
            {
                "id": each.id,
                "text": each.text,
                "is_optional": each.is_optional,
                "supplied_by": each.supplied_by.value,
                "medium": each.medium.value,
            }
            for each in criterion.products
            if each.dropped_reason is None
        ],
        "deadlines": [
            {"id": each.id, "label": each.label, "due_on": each.due_on} for each in criterion.deadlines
        ],
        "targets": [
            {
                "id": each.id,
                "measure": each.measure,
                "operator": each.operator,
                "value": None if each.value is None else Decimal(f"{each.value:g}"),
                "kind": each.kind,
                "is_soft": each.is_soft,
            }
            for each in criterion.targets
        ],
    }


def _form(criterion: Criterion | None) -> CriterionForm:
    form = CriterionForm(data=_filled(criterion) if criterion else None)
    form.offer_lead_agencies()
    return form


@blueprint.route("/criteria/<code>/edit", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def edit(code: str) -> ResponseReturnValue:
    """Edit what the plan says of a criterion."""
    criterion = criterion_at(read_session(), cycle(), code)
    form, onward = _form(criterion), url_for("criteria.show", code=code_of(criterion), year=cycle().year)

    def change(session: Session) -> None:
        stored = criterion_at(session, cycle_in(session), code)
        typed = form.edit(stored)
        seen, reason = str(form.seen.data), _line(form.reason.data) or None
        edit_criterion(session, actor(), stored, typed, seen=seen, reason=reason)

    if answer := send(form, change, gettext("The criterion is changed."), onward):
        return answer
    form.add_spare_parts()
    criterion = criterion_at(read_session(), cycle(), code)
    page = render_template("criteria/edit.html", form=form, criterion=criterion)
    return page, form.status


@blueprint.route("/criteria/new", methods=["GET", "POST"])
@needs(Right.MANAGE_CATALOGUE)
def add() -> ResponseReturnValue:
    """Add a criterion to the plan."""
    form = _form(None)
    made: list[str] = []

    def change(session: Session) -> None:
        clock, name = container().clock, str(form.name.data or "")
        criterion = add_criterion(session, actor(), cycle_in(session), name, form.edit(), clock)
        made.append(code_of(criterion))

    if send(form, change, gettext("The criterion is added."), url_for("criteria.list_all")):
        return redirect(url_for("criteria.show", code=made[0], year=cycle().year), 303)
    form.add_spare_parts()
    return render_template("criteria/edit.html", form=form, criterion=None), form.status


@blueprint.post("/criteria/<code>/drop")
@needs(Right.MANAGE_CATALOGUE)
def drop(code: str) -> ResponseReturnValue:
    """Take a criterion out of the plan."""
    form = DropForm()

    def change(session: Session) -> None:
        reason = _line(form.why.data) or None
        drop_criterion(session, actor(), criterion_at(session, cycle_in(session), code), reason)

    onward = url_for("criteria.list_all", year=cycle().year)
    if answer := send(form, change, gettext("The criterion is no part of the plan any more."), onward):
        return answer
    criterion = criterion_at(read_session(), cycle(), code)
    page = render_template("criteria/drop_criterion.html", form=form, criterion=criterion)
    return page, form.status
