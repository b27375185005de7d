"""One's notices: the inbox."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__)

from evidence_repo.web.notices import views as views  # noqa: E402 - the views need the blueprint
