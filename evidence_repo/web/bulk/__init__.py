"""Bulk work: many pieces or packs at once, each by the same service as alone, each with its own answer."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("bulk", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.bulk import assignments as assignments  # noqa: E402 - the views need the blueprint
from evidence_repo.web.bulk import packs as packs  # noqa: E402 - as above
from evidence_repo.web.bulk import pieces as pieces  # noqa: E402 - as above
from evidence_repo.web.bulk import verdicts as verdicts  # noqa: E402 - as above
