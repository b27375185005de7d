"""The council: its rules and members, its votes and their minutes."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("council", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.council import setting_up as setting_up  # noqa: E402 - the views need the blueprint
from evidence_repo.web.council import votes as votes  # noqa: E402 - the views need the blueprint
