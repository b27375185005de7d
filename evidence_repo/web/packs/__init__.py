"""Packs as a whole: submit, recall, return, approve, reopen; and what waits for approval."""

from flask import Blueprint

blueprint = Blueprint("packs", __name__)

from evidence_repo.web.packs import views as views  # noqa: E402 - the views need the blueprint
