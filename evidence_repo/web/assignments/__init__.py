"""Assignments: the list of all, one with everything on it, the proposal, and what people do with one."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("assignments", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.assignments import deciding as deciding  # noqa: E402 - the views need the blueprint
from evidence_repo.web.assignments import delivering as delivering  # noqa: E402 - as above
from evidence_repo.web.assignments import proposing as proposing  # noqa: E402 - as above
from evidence_repo.web.assignments import proposing_year as proposing_year  # noqa: E402 - as above
from evidence_repo.web.assignments import views as views  # noqa: E402 - as above
