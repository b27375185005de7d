"""The calendar: what is due in a month, and the feed that calendar programs read."""

from flask import Blueprint

blueprint = Blueprint("calendar", __name__)

from evidence_repo.web.calendar import feeds as feeds  # noqa: E402 - the views need the blueprint
from evidence_repo.web.calendar import views as views  # noqa: E402 - the views need the blueprint
