"""A real mail server on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.live.processes import free_port


@dataclass
class SmtpServer:
    """Say where the server listens and what it got, in order; `answers` are its own for some addresses."""

    host: str
    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient (aiosmtpd's hook)."""
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message, its envelope as X-MailFrom and X-RcptTo (aiosmtpd's hook)."""
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-MailFrom"] = envelope.mail_from
        message["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"


@contextmanager
def running_smtp_server(*, takes_every_script: bool = True) -> Iterator[SmtpServer]:
    """Serve on a free port, without TLS or sign-in, until the block ends.

    `takes_every_script`: the server knows SMTPUTF8, without which an address is ASCII.
    """
    server = SmtpServer("127.0.0.1", free_port())
    controller = Controller(
        server, hostname=server.host, port=server.port, enable_SMTPUTF8=takes_every_script
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
