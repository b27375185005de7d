"""Figures of targets: given, removed, confirmed or queried, explained, and targets waived."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("figures", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.figures import deciding as deciding  # noqa: E402 - the views need the blueprint
from evidence_repo.web.figures import explaining as explaining  # noqa: E402 - as above
from evidence_repo.web.figures import giving as giving  # noqa: E402 - as above
