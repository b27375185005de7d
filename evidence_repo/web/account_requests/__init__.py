"""Changes of accounts that wait for a second person."""

from flask import Blueprint

blueprint = Blueprint("account_requests", __name__)

from evidence_repo.web.account_requests import views as views  # noqa: E402 - the views need the blueprint
