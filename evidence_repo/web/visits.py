"""Whose browser asks: the cookie holds a random token, the session that it opens stands in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Flask, Response, g, request, session

from evidence_repo.client_address import client_address as address_behind
from evidence_repo.client_address import networks_of
from evidence_repo.services.people.sessions import (
    NOTED_EVERY,
    Lifetime,
    end_by_token,
    find_session,
    note_seen,
)
from evidence_repo.services.people.sign_in import SignedIn
from evidence_repo.web.assets import KEPT
from evidence_repo.web.context import container, read_session, transaction

_TOKEN = "visit"  # noqa: S105 - the name under which the cookie has it
_BACKGROUND = "X-Background"
"""What a script says that asks by itself: it keeps no session alive."""
_DEVICE_KEPT = timedelta(days=365)
_LONGEST_AGENT = 400
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Coc_Coc", "Cốc Cốc"), ("Firefox", "Firefox"))
_MORE_BROWSERS = (("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
_MORE_SYSTEMS = (("Mac OS", "macOS"), ("Linux", "Linux"))


def lifetime() -> Lifetime:
    """Return how long sessions last here."""
    settings = container().settings
    return Lifetime(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))


def begin_visit(signed_in: SignedIn, response: Response) -> Response:
    """Hand the browser its new session, and the token by which it is known from now on."""
    renew_visit(signed_in.token)
    response.set_cookie(
        _device_cookie(),
        signed_in.device_token,
        max_age=_DEVICE_KEPT,
        httponly=True,
        samesite="Strict",
        secure=container().settings.secure_cookies,
    )
    return response


def renew_visit(token: str) -> None:
    """Go on under another token, with another token for forms; only the language stays."""
    language = session.get("language")
    session.clear()
    session[_TOKEN] = token
    if language:
        session["language"] = language


def end_visit() -> None:
    """End the session of this browser, here and in the database."""
    token = session.get(_TOKEN)
    if token:
        with transaction() as writing:
            end_by_token(writing, token, container().clock.real_now())
    session.clear()


def visit_id() -> int | None:
    """Return the session that this request belongs to."""
    found: int | None = g.get("visit_id")
    return found


def device_token() -> str | None:
    """Return by what this browser is known, if it is."""
    return request.cookies.get(_device_cookie())


def device_words() -> str:
    """Return the browser and the system that sent this request, as people call them."""
    agent = request.headers.get("User-Agent", "")[:_LONGEST_AGENT]
    named = (_named(agent, (*_BROWSERS, *_MORE_BROWSERS)), _named(agent, (*_SYSTEMS, *_MORE_SYSTEMS)))
    return ", ".join(filter(None, named)) or "?"


def _named(agent: str, names: Sequence[tuple[str, str]]) -> str:
    return next((name for mark, name in names if mark in agent), "")


def client_address() -> str:
    """Return where the request comes from, as proxies say that the settings trust."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    trusted = networks_of(container().settings.trusted_proxies)
    return address_behind(request.remote_addr or "", forwarded, trusted)


def _device_cookie() -> str:
    return f"evidence_device_{container().settings.port}"


def _open_visit() -> None:
    """Find who asks; note at most once a minute that they do."""
    token = session.get(_TOKEN)
    if not token or request.endpoint in KEPT:
        return
    now = container().clock.real_now()
    found = find_session(read_session(), token, lifetime(), now)
    if found is None:
        session.pop(_TOKEN)
        return
    g.person, g.visit_id = found.person, found.id
    if now - found.seen_at >= NOTED_EVERY and _BACKGROUND not in request.headers:
        with transaction() as writing:
            note_seen(writing, found.id, now)


def set_up_visits(app: Flask) -> None:
    """Know at each request whose it is, before anything else looks at it."""
    settings = app.extensions["container"].settings
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"evidence_{settings.port}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=settings.hosts,
        WTF_CSRF_TIME_LIMIT=None,  # the token ends with the session
    )
    app.before_request(_open_visit)
