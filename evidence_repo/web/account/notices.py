"""How one is notified by mail."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from evidence_repo.errors import EvidenceError
from evidence_repo.services.notices.preferences import HOURS, choose_delivery, preferences_of
from evidence_repo.web.account import blueprint
from evidence_repo.web.context import actor, container, read_session, transaction
from evidence_repo.web.forms import Form
from workflows.notices import Delivery

DELIVERY_WORDS = {
    Delivery.DIGEST: _l("One mail a day with everything new"),
    Delivery.AT_ONCE: _l("A mail at once whenever something happens"),
    Delivery.NONE: _l("No mails: I look at my notices here"),
}


class DeliveryForm(Form):
    """When mails come."""

    delivery = RadioField(
        _l("Mails"), choices=[SelectChoice(each.value, words) for each, words in DELIVERY_WORDS.items()]
    )
    hour = SelectField(
        _l("Hour of the daily mail"),
        choices=[SelectChoice(str(hour), f"{hour:02d}:00") for hour in HOURS],
    )


@blueprint.route("/account/notices", methods=["GET", "POST"])
def notices() -> ResponseReturnValue:
    """Show how one is notified by mail; take another choice."""
    chosen = preferences_of(read_session(), actor().person_id)
    shown: dict[str, Any] = {"delivery": chosen.delivery.value, "hour": str(chosen.hour)}
    form = DeliveryForm(data=shown)
    if form.is_sent():
        try:
            with transaction() as session:
                delivery, hour = Delivery(form.delivery.data), int(form.hour.data)
                choose_delivery(session, actor(), delivery, hour, container().clock.now())
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("Your choice is saved."), "ok")
            return redirect(url_for("account.notices"), 303)
    has_mail = container().settings.mail_url is not None
    return render_template("account/notices.html", form=form, chosen=chosen, has_mail=has_mail), form.status
