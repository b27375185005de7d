"""The only place that turns errors into pages and codes."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from evidence_repo.errors import (
    BadInput,
    ChangedMeanwhile,
    EvidenceError,
    NotAllowed,
    NotVisible,
    Refused,
    Unavailable,
)
from evidence_repo.services.people.guesses import TooManyTries
from evidence_repo.web.addresses import WrongYear, with_query
from evidence_repo.web.context import person
from evidence_repo.words import N_

STATUS: dict[type[EvidenceError], int] = {
    BadInput: 400,
    NotAllowed: 403,
    NotVisible: 404,
    ChangedMeanwhile: 409,
    TooManyTries: 429,
    Refused: 409,
    Unavailable: 503,
}

TITLES = {
    400: N_("We could not accept this"),
    401: N_("You are signed out"),
    403: N_("You may not do this"),
    404: N_("There is no such page"),
    405: N_("This page could not be opened"),
    409: N_("This cannot be done right now"),
    413: N_("The file is too large"),
    416: N_("There is no such part of the file"),
    429: N_("Too many tries"),
    500: N_("Something went wrong here"),
    503: N_("A part of the system does not answer"),
}

SENTENCES = {
    400: N_("What was sent could not be understood. Nothing was changed."),
    403: N_("Your account has no right to do this. Nothing was changed."),
    404: N_("There is nothing at this address, or your account may not see it."),
    405: N_("Go back and use the buttons of the page."),
    413: N_("More was sent than is allowed at once. Nothing was stored."),
    416: N_("The file ends before the part that was asked for. Fetch it again from the beginning."),
    429: N_("Please wait a minute and try again."),
    500: N_("The fault was noted. What you had saved before is safe; try again or tell the administrator."),
}


def status_of(error: EvidenceError) -> int:
    """Return the HTTP code of one of our errors."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)


def message_of(error: EvidenceError) -> str:
    """Return the error's sentence in the reader's language; an error inside it is a sentence too."""
    filled = {
        name: message_of(value) if isinstance(value, EvidenceError) else value
        for name, value in error.params.items()
    }
    return str(gettext(error.message, **filled) if filled else gettext(error.message))


def advice_of(error: EvidenceError) -> str | None:
    """Return what to do next, in the reader's language."""
    if not error.advice:
        return None
    return str(gettext(error.advice, **error.params) if error.params else gettext(error.advice))


def wants_json() -> bool:
    """Return whether a script asked, which wants the sentence without the page around it."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _answer(status: int, sentence: str, advice: str | None, code: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(error={"code": code, "message": sentence, "advice": advice}), status
    title = gettext(TITLES.get(status, TITLES[500]))
    page = render_template(
        "errors/error.html", status=status, title=title, sentence=sentence, advice=advice, back=_way_back()
    )
    return page, status


def _way_back() -> str | None:
    """Return the page that the person came from, if it is one of ours."""
    here = request.host_url
    came_from = request.referrer or ""
    return came_from.removeprefix(here.rstrip("/")) if came_from.startswith(here) else None


def _of_ours(error: EvidenceError) -> ResponseReturnValue:
    if isinstance(error, WrongYear) and request.method in {"GET", "HEAD"}:
        return redirect(error.address, 303)
    return _answer(status_of(error), message_of(error), advice_of(error), error.code)


def _page_above() -> str | None:
    """Return the nearest page above this address.

    A form that was refused is shown at the address that it was sent to, where nothing can be fetched: who
    loads that address again, or keeps it, is led to the page that the form stands on.
    """
    if request.method != "GET" or wants_json():
        return None
    addresses = current_app.create_url_adapter(request)
    path = request.path
    while addresses and path.strip("/"):
        path = path.rpartition("/")[0] or "/"
        try:
            addresses.match(path, method="GET")
        except HTTPException:
            continue
        return with_query(f"{request.script_root}{path}")
    return None


def _of_http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    if status == 405 and (page := _page_above()):
        return redirect(page, 303)
    sentence = gettext(SENTENCES.get(status, SENTENCES[500]))
    answer = current_app.make_response(_answer(status, sentence, None, f"http_{status}"))
    for name, value in error.get_headers():  # Allow, Content-Range, Retry-After belong to the code
        if name != "Content-Type":
            answer.headers[name] = value
    return answer


def _of_foreign_host(_error: SecurityError) -> ResponseReturnValue:
    """Answer a request for another host than ours: no page, since no address can be built for it."""
    return Response(gettext(SENTENCES[400]), 400, mimetype="text/plain")


def _of_csrf(_error: CSRFError) -> ResponseReturnValue:
    if person() is None:
        return signed_out()
    sentence = gettext("The page was open too long, or was not sent from here. Nothing was changed.")
    return _answer(400, sentence, gettext("Open the page again and send it once more."), "csrf")


def signed_out() -> ResponseReturnValue:
    """Answer who sends something after their session has ended: the browser still has what they typed."""
    sentence = gettext("Your session has ended. Nothing was changed.")
    advice = gettext("Sign in again; what you have typed is then put back, and you can send it once more.")
    if wants_json():
        advice = gettext("Sign in again in another window, then send it once more.")
    return _answer(401, sentence, advice, "signed_out")


def _of_fault(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("a view failed", exc_info=error)
    return _answer(500, gettext(SENTENCES[500]), None, "fault")


def register_error_pages(app: Flask) -> None:
    """Answer every error with a sentence: ours, Flask's, and faults nobody foresaw."""
    app.register_error_handler(EvidenceError, _of_ours)
    app.register_error_handler(CSRFError, _of_csrf)
    app.register_error_handler(SecurityError, _of_foreign_host)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _of_fault)
