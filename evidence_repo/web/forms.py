"""What every form shares: words from our own catalogue, and errors of the services beside their fields."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField
from wtforms import Form as WTForm
from wtforms.validators import Length

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.web.errors import advice_of, message_of, status_of
from evidence_repo.words import N_

LONGEST_REASON = 1_000
"""Characters of a reason."""

# WTForms' and Flask-WTF's own sentences that our forms can show: named here so that they are translated.
_SENTENCES_OF_WTFORMS = (
    N_("This field is required."),
    N_("Not a valid choice."),
    N_("Not a valid choice"),
    N_("Invalid Choice: could not coerce."),
    N_("Not a valid integer value."),
    N_("Not a valid date value."),
    N_("Invalid email address."),
    N_("Invalid input."),
    N_("Field must be at least %(min)d character long."),
    N_("Field cannot be longer than %(max)d character."),
    N_("Field must be between %(min)d and %(max)d characters long."),
    N_("The CSRF token is missing."),
    N_("The CSRF session token is missing."),
    N_("The CSRF tokens do not match."),
    N_("The CSRF token has expired."),
    N_("The CSRF token is invalid."),
)


class _OurCatalogue:
    """Looks WTForms' sentences up where all others stand."""

    def gettext(self, sentence: str) -> str:
        """Return the sentence in the reader's language."""
        return str(gettext(sentence))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the sentence for `count` things, which WTForms fills in; Vietnamese has one form for all."""
        translated = self.gettext(one)
        return many if translated == one and count != 1 else translated


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form that keeps what was typed when a service refuses it; `status` is the answer's code then."""

    status = 200

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        """Where the words come from."""

        def get_translations(self, _form: Any) -> _OurCatalogue:
            """Return our catalogue instead of the one that WTForms brings."""
            return _OurCatalogue()

    def is_sent(self) -> bool:
        """Return whether a valid form was sent; a faulty one gets status 400."""
        if not self.is_submitted():
            return False
        is_valid = bool(self.validate())
        self.status = 200 if is_valid else 400
        return is_valid

    def refuse(self, error: EvidenceError) -> None:
        """Show the error's sentence beside its field, or above the form if it is about none of them."""
        sentence, advice = message_of(error), advice_of(error)
        message = f"{sentence} {advice}" if advice else sentence
        name = error.field if isinstance(error, BadInput) else None
        field: Field | None = self._fields.get(name) if name else None
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]
        self.status = status_of(error)


def late_reason_field() -> TextAreaField:
    """Return the field for why something comes late, which a frozen cycle asks for."""
    return TextAreaField(
        _l("Reason for lateness"), validators=[Length(max=LONGEST_REASON)], render_kw={"rows": 2}
    )


class PartForm(WTForm):  # type: ignore[misc]  # WTForms ships no types
    """One of several equal parts of a form, without a token of its own."""

    class Meta(WTForm.Meta):  # type: ignore[misc]  # as above
        """Where the words come from."""

        def get_translations(self, _form: Any) -> _OurCatalogue:
            """Return our catalogue instead of the one that WTForms brings."""
            return _OurCatalogue()


def described(field: Field, hint: str | None) -> dict[str, str]:
    """Return the attributes that tie a field to its hint and its errors for screen readers."""
    ids = [f"{field.id}-hint"] if hint else []
    ids += [f"{field.id}-error-{place}" for place, _ in enumerate(field.errors, start=1)]
    attributes = {"aria-describedby": " ".join(ids)} if ids else {}
    return attributes | ({"aria-invalid": "true"} if field.errors else {})
