"""The Ministry's rounds: results and questions, entry sheets, points lost, the report's data, the years."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("rounds", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.rounds import entries as entries  # noqa: E402 - the views need the blueprint
from evidence_repo.web.rounds import importing as importing  # noqa: E402 - as above
from evidence_repo.web.rounds import losses as losses  # noqa: E402 - as above
from evidence_repo.web.rounds import questions as questions  # noqa: E402 - as above
from evidence_repo.web.rounds import report as report  # noqa: E402 - as above
from evidence_repo.web.rounds import views as views  # noqa: E402 - as above
