"""Reports on administrative reform: periods, versions, sections, preview, paper, annexes."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("reports", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.reports import asking as asking  # noqa: E402 - the views need the blueprint
from evidence_repo.web.reports import views as views  # noqa: E402 - as above
from evidence_repo.web.reports import writing as writing  # noqa: E402 - as above
