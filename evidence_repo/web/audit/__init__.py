"""The audit log: who did what, when, on what."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__)

from evidence_repo.web.audit import views as views  # noqa: E402 - the views need the blueprint
