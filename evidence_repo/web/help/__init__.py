"""Help inside the product: a short page per screen, a glossary, legends, files that cannot be read."""

from flask import Blueprint

blueprint = Blueprint("help", __name__)

from evidence_repo.web.help import views as views  # noqa: E402 - the views need the blueprint
