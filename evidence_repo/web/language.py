"""Vietnamese first, English for whoever chooses it; WTForms' sentences come from our own catalogue."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request, session
from flask_babel import Babel
from flask_login import current_user

TRANSLATIONS = str(Path(__file__).resolve().parent.parent / "translations")
"""The folder of our catalogues, Flask-Security's sentences included."""

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def chosen_language() -> str:
    """Return the language of this answer: chosen in this session, kept with the account, else Vietnamese."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    return "vi"


def set_up_language(app: Flask) -> None:
    """Translate every answer; the catalogues lie in `evidence_repo/translations`."""
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=lambda: chosen_language() if request else "vi")
