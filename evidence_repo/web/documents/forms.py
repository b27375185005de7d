"""The header of a document, prefilled by the parser, confirmed by a person."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from evidence_repo.models import DocumentVersion
from evidence_repo.services.workflow.headers import HEADER_FIELDS, header_of
from evidence_repo.web.days import DAY_ATTRIBUTES
from evidence_repo.web.formats import day
from evidence_repo.web.forms import Form


class HeaderForm(Form):
    """Number and symbol, type, day of issue, issuer, subject, signatory; empty means that it has none."""

    seen_lock = HiddenField()
    number = StringField(_l("Number and symbol"))
    type = StringField(_l("Type of document"), render_kw={"list": "document-types"})
    issued_on = StringField(_l("Day of issue"), render_kw=DAY_ATTRIBUTES)
    issuer = StringField(_l("Issuer"))
    subject = TextAreaField(_l("Subject"), render_kw={"rows": 3})
    signatory = StringField(_l("Signatory"))

    @classmethod
    def of(cls, version: DocumentVersion, **more: Any) -> HeaderForm:
        """Return the form as it stands in the database; `more` is WTForms' own, such as a prefix."""
        values: dict[str, Any] = dict(header_of(version))
        shown = values | {"issued_on": day(values["issued_on"]), "seen_lock": version.lock}
        return cls(formdata=None, data=shown, **more)

    def values(self) -> dict[str, str | None]:
        """Return what was typed."""
        return {name: self._fields[name].data for name in HEADER_FIELDS}
