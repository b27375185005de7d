"""Scores: the sheet of a cycle, one criterion's own scores, the scheme that they follow."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("scores", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.scores import schemes as schemes  # noqa: E402 - the views need the blueprint
from evidence_repo.web.scores import setting as setting  # noqa: E402 - as above
from evidence_repo.web.scores import views as views  # noqa: E402 - as above
