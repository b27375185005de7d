"""The board: how far the province and each lead agency are."""

from flask import Blueprint

blueprint = Blueprint("board", __name__)

from evidence_repo.web.board import views as views  # noqa: E402 - the views need the blueprint
