"""Packs as a whole: submit, recall, return, approve, reopen; and what waits for approval."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("packs", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.packs import views as views  # noqa: E402 - the views need the blueprint
