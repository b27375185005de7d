"""What a reviewer fills in: a verdict with its reason, words and pins; a decision about an explanation."""

from __future__ import annotations

import json
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from evidence_repo.errors import BadInput
from evidence_repo.services.workflow.anchors import MAX_QUOTE
from evidence_repo.services.workflow.canned_comments import CommentsByReason, find_comment
from evidence_repo.web.forms import Form
from evidence_repo.web.numbers import number_in
from evidence_repo.web.words import REASON_WORDS
from evidence_repo.words import N_
from workflows.evidence import Reason, VerdictKind

LONGEST_COMMENT = 4000


class CommentedForm(Form):
    """A note for the agency, which may begin with a ready one: `canned` is the id of that."""

    canned = SelectField(_l("Ready comment"), choices=[], validate_choice=False)
    comment = TextAreaField(
        _l("Note for the agency"), validators=[Length(max=LONGEST_COMMENT)], render_kw={"rows": 3}
    )

    def offering(self, comments: CommentsByReason) -> Self:
        """Offer these comments; without any the field is empty."""
        groups = {
            str(REASON_WORDS[reason]): [SelectChoice(str(each.id), each.text) for each in rows]
            for reason, rows in comments.items()
        }
        none = SelectChoice("", _l("None"))
        self.canned.choices = [none] + [
            SelectChoice(each.value, each.label, optgroup=group)
            for group, rows in groups.items()
            for each in rows
        ]
        return self

    def words(self, session: Session) -> str | None:
        """Return the ready comment that was chosen, and what was typed under it."""
        chosen = number_in(self.canned.data)
        ready = find_comment(session, chosen).text if chosen is not None else None
        return "\n".join(part for part in (ready, (self.comment.data or "").strip()) if part) or None


class VerdictForm(CommentedForm):
    """A verdict; `anchors` holds the pins that a script gathered, the other two fields one typed pin."""

    verdict = RadioField(
        _l("Your verdict"),
        choices=[SelectChoice(kind.value, kind.value) for kind in VerdictKind],
        validators=[InputRequired(_l("Choose a verdict."))],
        validate_choice=False,
    )
    reason = SelectField(
        _l("Reason"),
        choices=[
            SelectChoice("", _l("Choose the reason")),
            *(SelectChoice(one.value, REASON_WORDS[one]) for one in Reason),
        ],
        validate_choice=False,
    )
    anchors = HiddenField()
    pin_page = IntegerField(_l("Page"), validators=[Optional(), NumberRange(min=1)])
    pin_quote = StringField(_l("Quotation"), validators=[Length(max=MAX_QUOTE)])

    def kind(self) -> VerdictKind:
        """Return the verdict that was chosen."""
        try:
            return VerdictKind(self.verdict.data)
        except ValueError as error:
            raise BadInput(N_("Choose a verdict."), field="verdict") from error

    def given_reason(self) -> Reason | None:
        """Return the reason; it counts only for a verdict that asks for one."""
        if not self.reason.data or self.kind() is not VerdictKind.NEEDS_EXPLANATION:
            return None
        try:
            return Reason(self.reason.data)
        except ValueError as error:
            raise BadInput(N_("Choose the reason from the list."), field="reason") from error

    def pins(self) -> list[Any]:
        """Return the pins that the form holds, what was typed by hand last; raise `BadInput`."""
        return [*self.gathered(), *self._typed()]

    def gathered(self) -> list[Any]:
        """Return the pins that a script gathered."""
        try:
            found = json.loads(self.anchors.data or "[]")
        except ValueError:
            found = None
        if not isinstance(found, list):
            raise BadInput(N_("The pinned passages cannot be understood."), field="anchors")
        return found

    def shown_pins(self) -> list[dict[str, Any]]:
        """Return the gathered pins as far as they can be shown again."""
        try:
            found = self.gathered()
        except BadInput:
            return []
        return [pin for pin in found if isinstance(pin, dict) and isinstance(pin.get("page"), int)]

    def _typed(self) -> list[dict[str, Any]]:
        quote = " ".join((self.pin_quote.data or "").split())
        if self.pin_page.data is None:
            if quote:
                raise BadInput(N_("Give the page of the quoted words."), field="pin_page")
            return []
        return [{"page": self.pin_page.data, "quote": quote, "boxes": []}]


class DecisionForm(CommentedForm):
    """Whether a product's explanation is accepted, with words for the agency."""

    decision = RadioField(
        _l("Your verdict"),
        choices=[
            SelectChoice("accept", _l("Accept the explanation")),
            SelectChoice("reject", _l("Do not accept it")),
        ],
        validators=[InputRequired(_l("Choose a verdict."))],
    )
