"""What this installation stands on, part by part: what works, what is missing, what to do about it."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from evidence_repo.container import Container
from evidence_repo.errors import EvidenceError
from evidence_repo.mail import mail_server
from evidence_repo.settings import OfficeUse
from index.extraction import Unreadable
from index.isolation import Isolation, Layer, Obstacle
from index.search import IndexDamaged, SearchError
from storage import StorageError

ESSENTIAL = frozenset({Layer.FILES, Layer.CALLS})
"""Without one of these a parser that a file took over reads what the program may read."""

_LITTLE_ROOM = 2 * 1024**3
LAYER_MEANINGS: Mapping[Layer, str] = {
    Layer.ENVIRONMENT: "no settings and no secrets in its environment",
    Layer.OWN_USER: "a user that owns nothing",
    Layer.FILES: "no files but its one input (Landlock)",
    Layer.NETWORK: "a network of its own that leads nowhere",
    Layer.CALLS: "no new processes, sockets or hands on others (seccomp)",
    Layer.MEMORY: "memory that its like cannot read or write",
}
OBSTACLE_MEANINGS: Mapping[Obstacle, str] = {
    Obstacle.SWITCHED_OFF: "switched off by EVIDENCE_ISOLATION",
    Obstacle.NOT_OFFERED: "this kernel or container does not offer it",
    Obstacle.NOT_ROOT: "only a program that root starts can become another user",
    Obstacle.CLOSED_FOLDERS: "the program lies in a folder that only its owner may read",
    Obstacle.UNKNOWN_MACHINE: "this processor is not known",
}


class Verdict(StrEnum):
    """How a part does."""

    OK = "ok"
    WARNING = "warning"  # works, and could be better
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One part and how it does, in a sentence for whoever runs the machine."""

    part: str
    verdict: Verdict
    message: str


@dataclass(frozen=True, slots=True)
class Isolations:
    """Which layers stand around what opens files; None where no LibreOffice is used."""

    readers: Isolation
    office: Isolation | None
    has_office_pages: bool


def isolations(container: Container) -> Isolations:
    """Put the layers up for a moment and return which of them hold."""
    renderer = container.renderer
    office = renderer.isolation() if renderer else None
    allowed = renderer is not None and office is not None and renderer.is_allowed(office)
    return Isolations(container.sandbox.isolation(), office, allowed)


def examine_installation(container: Container) -> list[Check]:
    """Look at every part; nothing is changed, and no mail is sent."""
    found = isolations(container)
    return [
        _database(container),
        _store(container),
        _search(container),
        _recognition(container),
        _office(container, found),
        _mail(container),
        _disk(container),
        *_layers("readers", found.readers, ESSENTIAL),
        # Without them there are no pages, unless somebody has set it otherwise.
        *(_layers("office", found.office, frozenset()) if found.office else ()),
    ]


def _database(container: Container) -> Check:
    try:
        with container.database.reading() as session:
            session.execute(text("SELECT 1"))
    except DBAPIError as error:
        return Check("database", Verdict.FAULT, str(error.orig).partition("\n")[0] or "does not answer")
    return Check("database", Verdict.OK, container.database.engine.dialect.name)


def _store(container: Container) -> Check:
    try:
        container.store.check()
    except StorageError as error:
        return Check("store", Verdict.FAULT, str(error))
    return Check("store", Verdict.OK, "answers")


def _search(container: Container) -> Check:
    try:
        container.engine.check()
    except IndexDamaged as error:
        return Check("search", Verdict.WARNING, f"{error} A worker rebuilds it.")
    except SearchError as error:
        return Check("search", Verdict.FAULT, str(error))
    return Check("search", Verdict.OK, "whole")


def _recognition(container: Container) -> Check:
    try:
        if container.sandbox.can_recognise():
            return Check("recognition", Verdict.OK, "Tesseract with Vietnamese")
    except Unreadable as error:
        return Check("recognition", Verdict.FAULT, f"cannot be started: {error}")
    return Check(
        "recognition", Verdict.WARNING, "Tesseract or its Vietnamese model is missing: scans have no text"
    )


def _office(container: Container, found: Isolations) -> Check:
    if container.settings.office is OfficeUse.OFF:
        return Check("office", Verdict.OK, "switched off by EVIDENCE_OFFICE")
    if found.office is None:
        return Check("office", Verdict.WARNING, "LibreOffice is not installed: office files have no pages")
    if not found.has_office_pages:
        message = "LibreOffice cannot be shut in: office files have no pages (EVIDENCE_OFFICE=unconfined)"
        return Check("office", Verdict.WARNING, message)
    return Check("office", Verdict.OK, "LibreOffice")


def _mail(container: Container) -> Check:
    try:
        server = mail_server(container.settings)
        if server is None:
            return Check("mail", Verdict.OK, "not set: an administrator gives new passwords")
        server.check()
    except (EvidenceError, OSError, smtplib.SMTPException) as error:
        return Check("mail", Verdict.FAULT, f"the server does not answer: {error}")
    return Check("mail", Verdict.OK, "answers")


def _disk(container: Container) -> Check:
    free = shutil.disk_usage(container.settings.var).free
    verdict = Verdict.OK if free >= _LITTLE_ROOM else Verdict.WARNING
    return Check("disk", verdict, f"{free / 1024**3:.1f} GB free")


def _layers(place: str, isolation: Isolation, essential: frozenset[Layer]) -> Iterator[Check]:
    """Yield a check for each layer; a fault is one that is missing where no other does its work."""
    for layer in Layer:
        part = f"{place}.{layer.value}"
        obstacle = isolation.missing.get(layer)
        if obstacle is None:
            yield Check(part, Verdict.OK, LAYER_MEANINGS[layer])
        else:
            verdict = Verdict.FAULT if layer in essential else Verdict.WARNING
            yield Check(part, verdict, f"not: {LAYER_MEANINGS[layer]}: {OBSTACLE_MEANINGS[obstacle]}")
