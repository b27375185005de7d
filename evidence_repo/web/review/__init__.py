"""Review: the queue, the desk where one piece is judged, and explanations of products."""

from flask import Blueprint

blueprint = Blueprint("review", __name__)

from evidence_repo.web.review import explanations as explanations  # noqa: E402 - the views need the blueprint
from evidence_repo.web.review import verdicts as verdicts  # noqa: E402 - the views need the blueprint
from evidence_repo.web.review import views as views  # noqa: E402 - the views need the blueprint
