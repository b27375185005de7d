"""The submission bundles: the check before sealing, sealing, and what was sealed."""

from flask import Blueprint

blueprint = Blueprint("bundles", __name__)

from evidence_repo.web.bundles import views as views  # noqa: E402 - the views need the blueprint
