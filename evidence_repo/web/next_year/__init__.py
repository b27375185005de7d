"""Next year from this year: a new cycle from this one's catalogue, and the crosswalk between the two."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("next_year", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.next_year import views as views  # noqa: E402 - the views need the blueprint
