"""Mail through the server that the settings name, by Flask-Mailman."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, request
from flask_mailman import Mail

from evidence_repo.errors import BadInput
from evidence_repo.settings import Settings
from evidence_repo.web.context import container
from evidence_repo.words import N_

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_config(settings: Settings) -> dict[str, Any]:
    """Return Flask-Mailman's settings for `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://USER:PASSWORD@HOST:PORT`.

    Empty where no mail is set; raises `BadInput` for an address that makes no sense.
    """
    if settings.mail_url is None:
        return {}
    parts = urlsplit(settings.mail_url)
    if parts.scheme not in _PORTS or not parts.hostname:
        # The address may hold a password: it is not repeated.
        raise BadInput(
            N_("The mail address must look like smtp+tls://user:password@host:port."),
            field="EVIDENCE_MAIL_URL",
        )
    return {
        "MAIL_SERVER": parts.hostname,
        "MAIL_PORT": parts.port or _PORTS[parts.scheme],
        "MAIL_USERNAME": unquote(parts.username) if parts.username else None,
        "MAIL_PASSWORD": unquote(parts.password) if parts.password else None,
        "MAIL_USE_TLS": parts.scheme == "smtp+tls",
        "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_TIMEOUT": 15,
        "MAIL_DEFAULT_SENDER": settings.mail_sender or f"kho-tai-lieu@{parts.hostname}",
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
