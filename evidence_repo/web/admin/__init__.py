"""Administration: agencies, people, the cycle, the catalogue, the health of the system."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from evidence_repo.web.admin import agencies as agencies  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import agency_changes as agency_changes  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import agency_kinds as agency_kinds  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import catalogue as catalogue  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import comments as comments  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import cycles as cycles  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import delegations as delegations  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import (  # noqa: E402 - the views need the blueprint
    explanation_templates as explanation_templates,
)
from evidence_repo.web.admin import holidays as holidays  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import imports as imports  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import overview as overview  # noqa: E402 - the views need the blueprint
from evidence_repo.web.admin import people as people  # noqa: E402 - the views need the blueprint
