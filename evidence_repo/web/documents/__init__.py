"""Documents: pages as pictures with their words, header fields, versions, where they are cited."""

from flask import Blueprint

blueprint = Blueprint("documents", __name__)

from evidence_repo.web.documents import page_views as page_views  # noqa: E402 - the views need the blueprint
from evidence_repo.web.documents import views as views  # noqa: E402 - the views need the blueprint
