"""The submission bundles: the check before sealing, sealing, and what was sealed."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("bundles", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.bundles import files as files  # noqa: E402 - the views need the blueprint
from evidence_repo.web.bundles import views as views  # noqa: E402 - as above
