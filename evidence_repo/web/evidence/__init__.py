"""Pieces of evidence: everything that an agency does with one, and with the products of a criterion."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("evidence", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.evidence import adding as adding  # noqa: E402 - the views need the blueprint
from evidence_repo.web.evidence import changing as changing  # noqa: E402 - as above
from evidence_repo.web.evidence import explaining as explaining  # noqa: E402 - as above
from evidence_repo.web.evidence import showing as showing  # noqa: E402 - as above
