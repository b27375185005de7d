"""Signing in and out, and a new password for whoever has forgotten theirs."""

from flask import Blueprint

blueprint = Blueprint("sign_in", __name__)

from evidence_repo.web.sign_in import views as views  # noqa: E402 - the views need the blueprint
