"""Vietnamese first, English for whoever chooses it; WTForms' sentences come from our own catalogue."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, request, session
from flask_babel import Babel, Domain, get_domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from evidence_repo.web.context import person

TRANSLATIONS = str(Path(__file__).resolve().parent.parent / "translations")
"""The folder of our catalogues."""

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def chosen_language() -> str:
    """Return the language of this answer: chosen in this session, kept with the account, else Vietnamese."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    who = person()
    return who.language if who is not None and who.language in LANGUAGES else "vi"


class _BoundDomain(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Looks the catalogue up once for each answer: a page has a thousand words."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of this answer's language."""
        if not g:
            return NullTranslations()
        bound: NullTranslations | None = g.get("catalogue")
        if bound is None:
            bound = g.catalogue = super().get_translations()
        return bound


class _BoundBabel(Babel):  # type: ignore[misc]  # Flask-Babel ships no types
    """Babel whose own domain is bound to the answer."""

    @cached_property
    def domain_instance(self) -> Domain:
        """Return the domain of our own words."""
        return _BoundDomain(domain=self.domain)


def _words(sentence: str) -> Markup:
    return Markup(sentence)  # noqa: S704 - a sentence of our own catalogue


@lru_cache(maxsize=8192)
def _template_words(catalogue: NullTranslations, sentence: str) -> Markup:
    return _words(catalogue.ugettext(sentence)) % {}


def _catalogue() -> NullTranslations:
    bound: NullTranslations = g.get("catalogue") or get_domain().get_translations()
    return bound


@pass_eval_context
def _gettext(context: EvalContext, sentence: str, **variables: Any) -> str:
    """Translate a template's sentence; what is put into a page's sentence is escaped."""
    if not context.autoescape:
        return str(_catalogue().ugettext(sentence)) % variables
    if not variables:
        return _template_words(_catalogue(), sentence)
    return _words(_catalogue().ugettext(sentence)) % variables


@pass_eval_context
def _ngettext(context: EvalContext, one: str, many: str, num: int, **variables: Any) -> str:
    """Translate a template's sentence about `num` things."""
    translated = str(_catalogue().ungettext(one, many, num))
    return (_words(translated) if context.autoescape else translated) % {"num": num, **variables}


def set_up_language(app: Flask) -> None:
    """Translate every answer; the catalogues lie in `evidence_repo/translations`."""
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    _BoundBabel(app, locale_selector=lambda: chosen_language() if request else "vi")
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)
