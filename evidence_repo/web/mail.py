"""Mail through the server that the settings name, by Flask-Mailman."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_mailman import Mail

from evidence_repo.mail import TIMEOUT_SECONDS, mail_server
from evidence_repo.settings import Settings
from evidence_repo.web.context import container


def mail_config(settings: Settings) -> dict[str, Any]:
    """Return Flask-Mailman's settings for the server that the settings name, nothing where there is none."""
    server = mail_server(settings)
    if server is None:
        return {}
    return {
        "MAIL_SERVER": server.host,
        "MAIL_PORT": server.port,
        "MAIL_USERNAME": server.user,
        "MAIL_PASSWORD": server.password,
        "MAIL_USE_TLS": server.scheme == "smtp+tls",
        "MAIL_USE_SSL": server.scheme == "smtps",
        "MAIL_TIMEOUT": TIMEOUT_SECONDS,
        "MAIL_DEFAULT_SENDER": server.sender,
    }


def public_address(path: str) -> str:
    """Return the address that people type for a page of ours.

    Where the settings name it, it is theirs and not what the request says of itself: whoever asks for a
    mail to somebody else must not choose where its links lead.
    """
    public = container().settings.public_url
    return (public or request.host_url).rstrip("/") + path


def set_up_mail(app: Flask) -> None:
    """Let the application send mail where a server is set."""
    app.jinja_env.globals["public_address"] = public_address
    config = mail_config(app.extensions["container"].settings)
    if config:
        app.config.from_mapping(config)
        Mail(app)
