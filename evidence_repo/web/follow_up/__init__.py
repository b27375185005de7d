"""Following up: who owes what, and the letters that remind of it."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("follow_up", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.follow_up import letters as letters  # noqa: E402 - the views need the blueprint
from evidence_repo.web.follow_up import views as views  # noqa: E402 - as above
