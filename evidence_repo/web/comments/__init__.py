"""Comments: threads, one comment changed or struck out, and the list of a year's."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("comments", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.comments import views as views  # noqa: E402 - the views need the blueprint
