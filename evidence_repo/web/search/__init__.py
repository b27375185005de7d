"""Search: every word there, exact to the page, only what this person may see."""

from flask import Blueprint

blueprint = Blueprint("search", __name__)

from evidence_repo.web.search import export as export  # noqa: E402 - the views need the blueprint
from evidence_repo.web.search import own as own  # noqa: E402 - the views need the blueprint
from evidence_repo.web.search import suggestions as suggestions  # noqa: E402 - the views need the blueprint
from evidence_repo.web.search import views as views  # noqa: E402 - the views need the blueprint
