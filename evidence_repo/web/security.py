"""Everything stands behind the sign-in by default; the safe headers go with every answer."""

from __future__ import annotations

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidence_repo.web.assets import KEPT
from evidence_repo.web.context import actor, container, person
from evidence_repo.web.errors import signed_out

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
        "calendar.feed",
        "sign_in.show",
        "sign_in.leave",
        "sign_in.forgotten",
        "sign_in.renew",
    }
)
"""What is open without signing in; everything else is not."""

BEFORE_FIRST_PASSWORD = PUBLIC_ENDPOINTS | {"account.first_password"}


def set_up_security(app: Flask) -> None:
    """Ask everybody to sign in, except on the public endpoints; send the safe headers with every answer."""
    app.before_request(_ask_to_sign_in)
    app.after_request(_add_headers)


def _ask_to_sign_in() -> ResponseReturnValue | None:
    """Answer whoever is not signed in before anything of what they send is read."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC_ENDPOINTS:
        return None
    who = person()
    if who is None:
        if request.method not in {"GET", "HEAD"}:
            return signed_out()
        wanted = request.full_path if request.query_string else request.path
        return redirect(url_for("sign_in.show", next=None if wanted == "/" else wanted))
    if who.must_change_password and endpoint not in BEFORE_FIRST_PASSWORD:
        return redirect(url_for("account.first_password"), 303)
    actor()
    return None


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
