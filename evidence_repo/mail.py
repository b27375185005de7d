"""The mail server that the settings name, and sending through it where there is no web request."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from gettext import NullTranslations, translation
from pathlib import Path
from urllib.parse import unquote, urlsplit

from evidence_repo.errors import BadInput, Unavailable
from evidence_repo.settings import Settings
from evidence_repo.words import N_

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
TIMEOUT_SECONDS = 15
_TRANSLATIONS = Path(__file__).parent / "translations"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out: `smtp` without TLS, `smtp+tls` with STARTTLS, `smtps` with TLS from the start."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        """Send one mail; raise `Unavailable` if the server does not take it."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message.set_content(text)
        try:
            with self._connected() as server:
                if self.user is not None:
                    server.login(self.user, self.password or "")
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(N_("The mail server does not take mail now.")) from error

    def check(self) -> None:
        """Sign in and send nothing; raise `OSError` or `SMTPException` if the server does not let us."""
        with self._connected() as server:
            if self.user is not None:
                server.login(self.user, self.password or "")
            server.noop()

    def _connected(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.scheme == "smtp+tls":
            server.starttls(context=ssl.create_default_context())
        return server


def words_in(language: str) -> Callable[[str], str]:
    """Return what translates our sentences into this language, where there is no web request."""
    catalogue: NullTranslations = translation("messages", _TRANSLATIONS, [language], fallback=True)
    return catalogue.gettext


def mail_server(settings: Settings) -> MailServer | None:
    """Return the server that `smtp://USER:PASSWORD@HOST:PORT` names, None where no mail is set.

    Raises `BadInput` for an address that makes no sense.
    """
    if settings.mail_url is None:
        return None
    parts = urlsplit(settings.mail_url)
    if parts.scheme not in _PORTS or not parts.hostname:
        # The address may hold a password: it is not repeated.
        raise BadInput(
            N_("The mail address must look like smtp+tls://user:password@host:port."),
            field="EVIDENCE_MAIL_URL",
        )
    return MailServer(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        sender=settings.mail_sender or f"kho-tai-lieu@{parts.hostname}",
    )
