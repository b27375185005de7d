"""One's own account: language, password, and what stands around Flask-Security's sign-in."""

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from evidence_repo.web.account import absence as absence  # noqa: E402 - the views need the blueprint
from evidence_repo.web.account import notices as notices  # noqa: E402 - the views need the blueprint
from evidence_repo.web.account import views as views  # noqa: E402 - the views need the blueprint
