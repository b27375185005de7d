"""Criteria: the list of all, and one with everything on it."""

from flask import Blueprint

blueprint = Blueprint("criteria", __name__)

from evidence_repo.web.criteria import views as views  # noqa: E402 - the views need the blueprint
