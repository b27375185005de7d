"""Mails about an account: the link to a new password, a one-time password, and word of every change.

Jobs of the worker send them, so that no page waits for a mail server, and asking for a link takes the same
time whoever is asked for. A one-time password is made when its mail is sent: it stands in no queue, no log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.mail import MailServer, words_in
from evidence_repo.models import User
from evidence_repo.services.people.accounts import give_one_time_password
from evidence_repo.services.people.own_password import make_link
from evidence_repo.words import N_

CHANGES = {
    "own_password": N_("Your password for the evidence repository was changed."),
    "reset_password": N_("An administrator has given you a new one-time password."),
    "change_roles": N_("An administrator has changed the roles of your account."),
    "change_person": N_("An administrator has changed your name, e-mail address or agency."),
    "deactivate_person": N_("An administrator has closed your account."),
    "activate_person": N_("An administrator has opened your account again."),
}


def mail_change(database: Database, server: MailServer, payload: Mapping[str, Any]) -> None:
    """Mail the owner of an account what was changed."""
    with database.reading() as session:
        person = session.get_one(User, payload["person_id"])
    say = words_in(person.language)
    lines = (
        say(CHANGES[payload["what"]]),
        say(N_("If you did not expect this, tell your administrator at once.")),
    )
    server.send(
        payload.get("to") or person.email, say(N_("Your account was changed")), "\n\n".join(lines) + "\n"
    )


def mail_link(
    database: Database,
    server: MailServer,
    address: str,
    secret: str,
    payload: Mapping[str, Any],
    clock: Clock,
) -> None:
    """Send the link to a new password, if there is such an account; `address` is what links begin with."""
    with database.reading() as session:
        person = session.scalar(select(User).where(User.email == payload["account"], User.active.is_(True)))
    if person is None:
        return
    say = words_in(person.language)
    link = f"{address}/forgotten-password/{make_link(person, secret, clock.real_now())}"
    lines = (
        say(N_("Somebody, probably you, asked for a new password for the evidence repository.")),
        f"{say(N_('Choose it here:'))} {link}",
        say(N_("The link is good for two hours. If you did not ask for it, do nothing.")),
    )
    server.send(person.email, say(N_("Password reset instructions")), "\n\n".join(lines) + "\n")


def mail_password(
    database: Database, server: MailServer, address: str, payload: Mapping[str, Any], clock: Clock
) -> None:
    """Make a one-time password and send it to its person; sent again, it is another one."""
    with database.transaction() as session:
        person = session.get_one(User, payload["person_id"])
        if not person.must_change_password:
            return
        password = give_one_time_password(person, clock.now())
    say = words_in(person.language)
    lines = (
        say(N_("Your one-time password for the evidence repository:")),
        password,
        say(N_("It is good for 72 hours. At the first sign-in you choose a password of your own:")),
        f"{address}/sign-in",
    )
    server.send(person.email, say(N_("Your one-time password")), "\n\n".join(lines) + "\n")
