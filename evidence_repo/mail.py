"""The mail server that the settings name, and sending through it where there is no web request."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from gettext import NullTranslations, translation
from pathlib import Path
from urllib.parse import unquote, urlsplit

from evidence_repo.errors import BadInput, Unavailable
from evidence_repo.settings import Settings
from evidence_repo.words import N_

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
TIMEOUT_SECONDS = 15
_PERMANENT = 500
_LONGEST_REASON = 500
_NO_SMTPUTF8 = "SMTPUTF8 not supported: the address is not ASCII"  # in the words of mail servers
_TRANSLATIONS = Path(__file__).parent / "translations"


class PutOff(Unavailable):
    """The server takes no mail for this one address now; it may do so later."""


class AddressRefused(Unavailable):
    """The server takes no mail for this address, and says that trying again is of no use."""

    def __init__(self, reason: str) -> None:
        super().__init__(N_("The mail server refuses this address."))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out: `smtp` without TLS, `smtp+tls` with STARTTLS, `smtps` with TLS from the start."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str

    def send(
        self, to: str, subject: str, text: str, html: str | None = None, settings_link: str | None = None
    ) -> None:
        """Send one mail, as text and where given as HTML; `settings_link` is where one ends such mails.

        Raises `AddressRefused` if the server never takes mail for this address, `PutOff` if not now, and
        `Unavailable` if it takes no mail now at all.
        """
        message = self._message(to, subject, text, html, settings_link)
        try:
            with self._connected() as server:
                if self.user is not None:
                    server.login(self.user, self.password or "")
                _check_takes(server, to)
                server.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
            raise _refusal(error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(N_("The mail server does not take mail now.")) from error

    def _message(
        self, to: str, subject: str, text: str, html: str | None, settings_link: str | None
    ) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip("> ") or None)
        message["Auto-Submitted"] = "auto-generated"
        if settings_link:
            message["List-Unsubscribe"] = f"<{settings_link}>"
        message.set_content(text)
        if html is not None:
            message.add_alternative(html, subtype="html")
        return message

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


def _check_takes(server: smtplib.SMTP, to: str) -> None:
    """Raise `AddressRefused` for an address that is not ASCII where the server takes no such (RFC 6531)."""
    server.ehlo_or_helo_if_needed()
    if not to.isascii() and not server.has_extn("smtputf8"):
        raise AddressRefused(_NO_SMTPUTF8)


def _refusal(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> Unavailable:
    """Return what the server's answer about one recipient means: 5xx is for good (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPDataError):
        code, said = error.smtp_code, error.smtp_error
    else:
        code, said = next(iter(error.recipients.values()))
    reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    is_for_good = _PERMANENT <= code < _PERMANENT + 100
    if is_for_good:
        return AddressRefused(f"{code} {' '.join(reason.split())}"[:_LONGEST_REASON])
    return PutOff(N_("The mail server does not take mail now."))


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
