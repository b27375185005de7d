"""Signing in: Flask-Security on our own people, a strict CSP, everything behind the sign-in by default."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import Security
from flask_security.datastore import UserDatastore
from sqlalchemy import func, select

from evidence_repo.container import Container
from evidence_repo.demo.accounts import DEMO_ACCOUNTS
from evidence_repo.models import RoleRow, User
from evidence_repo.services.people.accounts import keep_forgotten_password
from evidence_repo.services.people.passwords import PASSWORD_LENGTH_MIN
from evidence_repo.web.assets import KEPT
from evidence_repo.web.context import actor, container, read_session, transaction
from evidence_repo.web.language import TRANSLATIONS
from evidence_repo.words import N_

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No request leaves the server's own origin; Bootstrap's style sheet needs `data:` pictures."""

PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "bootstrap.static",
        "assets.icons",
        "account.language",
        "security.login",
        "security.logout",
        "security.forgot_password",
        "security.reset_password",
    }
)
"""What is open without signing in; everything else is not."""

BEFORE_FIRST_PASSWORD = PUBLIC_ENDPOINTS | {"account.first_password"}


class People(UserDatastore):
    """Our accounts for Flask-Security: read in the request's session, written in its one transaction."""

    def __init__(self) -> None:
        super().__init__(User, RoleRow)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:
        """Return the account whose column has this value; e-mail addresses are kept in lower case."""
        [(name, value)] = kwargs.items()
        column = getattr(User, name)
        if case_insensitive:
            return read_session().scalar(select(User).where(func.lower(column) == str(value).lower()))
        return read_session().scalar(select(User).where(column == value))

    def find_role(self, role: str) -> RoleRow | None:
        """Return the role of this name."""
        return read_session().scalar(select(RoleRow).where(RoleRow.name == role))

    def put(self, model: User) -> User:
        """Write the password that Flask-Security has set; nothing else of an account is changed by it."""
        with transaction() as session:
            return keep_forgotten_password(
                session,
                model.id,
                password=model.password or "",
                uniquifier=model.fs_uniquifier,
                clock=container().clock,
            )

    def commit(self) -> None:
        """Do nothing: `put` has its own transaction."""


def _config(settings_container: Container) -> dict[str, Any]:
    settings = settings_container.settings
    return {
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH_MIN,
        "SECURITY_RECOVERABLE": settings.mail_url is not None,
        "SECURITY_CHANGEABLE": False,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_TRACKABLE": False,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RESET_URL": "/forgotten-password",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_POST_RESET_VIEW": "/",
        "SECURITY_LOGIN_USER_TEMPLATE": "account/sign_in.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "account/forgotten_password.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "account/new_password.html",
        "SECURITY_FLASH_MESSAGES": True,
        # A first visit is no fault: the page asks to sign in, in the tone of news.
        "SECURITY_MSG_UNAUTHENTICATED": (N_("You must sign in to view this resource."), "info"),
        "SECURITY_FRESHNESS": timedelta(days=-1),  # nothing here asks to sign in twice: no such page
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # no question to a DNS server
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [TRANSLATIONS],
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": _l("Password reset instructions"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": _l("Your password has been reset"),
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_NAME": f"evidence_{settings.port}",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.secure_cookies,
    }


def set_up_security(app: Flask) -> None:
    """Ask everybody to sign in, except on the public endpoints; send the safe headers with every answer."""
    app.config.from_mapping(_config(app.extensions["container"]))
    Security(app, People(), register_blueprint=True)
    app.extensions["security"].login_context_processor(_demo_accounts)
    app.before_request(_ask_to_sign_in)
    app.after_request(_add_headers)


def _demo_accounts() -> dict[str, Any]:
    return {"demo_accounts": DEMO_ACCOUNTS if container().settings.demo else ()}


def _ask_to_sign_in() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC_ENDPOINTS:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if current_user.must_change_password and endpoint not in BEFORE_FIRST_PASSWORD:
        return redirect(url_for("account.first_password"), 303)
    actor()
    return None


def _to_sign_in() -> ResponseReturnValue:
    answer: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    return answer


def _add_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint not in KEPT:
        response.headers.setdefault("Cache-Control", "no-store")
    if container().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
