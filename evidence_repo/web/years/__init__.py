"""The years beside each other: the header's switch, and addresses from when they named no year."""

from flask import Blueprint

blueprint = Blueprint("years", __name__)

from evidence_repo.web.years import old_addresses as old_addresses  # noqa: E402 - the views need the blueprint
from evidence_repo.web.years import switch as switch  # noqa: E402 - as above
