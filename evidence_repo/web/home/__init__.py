"""Home: what waits for this person, most urgent first."""

from flask import Blueprint

blueprint = Blueprint("home", __name__)

from evidence_repo.web.home import views as views  # noqa: E402 - the views need the blueprint
