"""How often somebody may try a password; counted in the memory of one process."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

TRIES = "10 per minute"


def _account_tried() -> str:
    """Count by address and account, so that nobody locks out a colleague behind the same address."""
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()}"


def set_up_limits(app: Flask) -> None:
    """Limit the tries to sign in and to ask for a new password."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    for endpoint in ("security.login", "security.forgot_password"):
        view = app.view_functions.get(endpoint)
        if view is not None:
            limit = limiter.limit(TRIES, key_func=_account_tried, methods=["POST"])
            limited: Any = limit(view)
            app.view_functions[endpoint] = limited
