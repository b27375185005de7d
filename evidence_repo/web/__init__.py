"""The pages: one package per topic, each with its blueprint, views and forms; they call services."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect

from evidence_repo.web.addresses import set_up_addresses
from evidence_repo.web.assets import set_up_assets
from evidence_repo.web.context import close_reading
from evidence_repo.web.errors import register_error_pages
from evidence_repo.web.language import set_up_language
from evidence_repo.web.layout import set_up_layout
from evidence_repo.web.numbers import set_up_numbers
from evidence_repo.web.receiving import set_up_receiving
from evidence_repo.web.security import set_up_security
from evidence_repo.web.visits import set_up_visits

TOPICS = (
    "sign_in",
    "account",
    "home",
    "notices",
    "calendar",
    "criteria",
    "evidence",
    "figures",
    "assignments",
    "comments",
    "follow_up",
    "registers",
    "scores",
    "documents",
    "board",
    "audit",
    "search",
    "packs",
    "bulk",
    "review",
    "council",
    "admin",
    "account_requests",
    "next_year",
    "bundles",
    "rounds",
    "reports",
    "years",
    "help",
)


def set_up_pages(app: Flask) -> None:
    """Register everything that a person meets in the browser; `app.extensions` holds the container."""
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    set_up_numbers(app)
    set_up_addresses(app)
    set_up_visits(app)
    set_up_security(app)
    set_up_receiving(app)
    CSRFProtect(app)
    set_up_language(app)
    set_up_assets(app)
    set_up_layout(app)
    register_error_pages(app)
    app.teardown_appcontext(close_reading)
    for topic in TOPICS:
        app.register_blueprint(import_module(f"evidence_repo.web.{topic}").blueprint)
