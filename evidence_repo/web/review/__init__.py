"""Review: the queue, the desk where one piece is judged, and explanations of products."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("review", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.review import agreement as agreement  # noqa: E402 - the views need the blueprint
from evidence_repo.web.review import claims as claims  # noqa: E402 - the views need the blueprint
from evidence_repo.web.review import explanations as explanations  # noqa: E402 - the views need the blueprint
from evidence_repo.web.review import seconds as seconds  # noqa: E402 - the views need the blueprint
from evidence_repo.web.review import verdicts as verdicts  # noqa: E402 - the views need the blueprint
from evidence_repo.web.review import views as views  # noqa: E402 - the views need the blueprint
