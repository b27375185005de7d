"""Registers: the list of a cycle, one as a table to fill in, its documents, imports and exports."""

from flask import Blueprint

from evidence_repo.web.addresses import UNDER_YEAR

blueprint = Blueprint("registers", __name__, url_prefix=UNDER_YEAR)

from evidence_repo.web.registers import choosing as choosing  # noqa: E402 - the views need the blueprint
from evidence_repo.web.registers import editing as editing  # noqa: E402 - as above
from evidence_repo.web.registers import importing as importing  # noqa: E402 - as above
from evidence_repo.web.registers import proving as proving  # noqa: E402 - as above
from evidence_repo.web.registers import views as views  # noqa: E402 - as above
