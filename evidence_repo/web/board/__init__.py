"""The board: how far the province and each lead agency are."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("board", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.board import views as views  # noqa: E402 - the views need the blueprint
