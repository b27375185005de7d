"""Criteria: the list of all, and one with everything on it."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("criteria", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.criteria import editing as editing  # noqa: E402 - the views need the blueprint
from evidence_repo.web.criteria import views as views  # noqa: E402 - as above
