"""Administration: agencies, people, the cycle, the catalogue, the health of the system."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from evidence_repo.web.admin import agencies as agencies  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import catalogue as catalogue  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import overview as overview  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import people as people  # noqa: E402 - the views need the blueprint
