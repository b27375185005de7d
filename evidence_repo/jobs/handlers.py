"""What is done for each kind of job; every handler may be run again, after any interruption."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from evidence_repo.container import Container
from evidence_repo.jobs.sweep import sweep
from evidence_repo.mail import mail_server
from evidence_repo.services.examining.examination import examine_document
from evidence_repo.services.maintenance.upkeep import check_derived_data
from evidence_repo.services.outbox.kinds import JobKind, JobLane
from evidence_repo.services.outbox.tag_requests import tag_blob
from evidence_repo.services.people.mails import mail_change, mail_link, mail_password
from evidence_repo.services.reading.recognising import read_pages
from evidence_repo.services.reading.texts import read_first_page, read_office_pages, read_whole_document
from evidence_repo.services.searching.alerts import send_alerts
from evidence_repo.services.searching.writing import request_again, update_index
from index.search import IndexBusy

Handler = Callable[[Container, Mapping[str, Any]], None]

_INDEX_PAUSE = timedelta(seconds=1)


class NotNow(Exception):
    """The job's turn has not come: it goes back to the queue for `pause`, and the attempt does not count."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__()
        self.pause = pause


def _read_first_page(container: Container, payload: Mapping[str, Any]) -> None:
    read_first_page(container, payload["sha256"], again=payload.get("again", False))


def _read_document(container: Container, payload: Mapping[str, Any]) -> None:
    read_whole_document(container, payload["sha256"], again=payload.get("again", False))


def _read_pages(container: Container, payload: Mapping[str, Any]) -> None:
    read_pages(container, payload["sha256"], payload["pages"])


def _render_office(container: Container, payload: Mapping[str, Any]) -> None:
    read_office_pages(container, payload["sha256"])


def _update_index(container: Container, payload: Mapping[str, Any]) -> None:
    bring_up_to_date = check_derived_data if payload.get("check") else update_index
    if "version_id" in payload:
        request_again(container.database, payload["version_id"])
    parts = (container.database, container.store, container.engine)
    try:
        bring_up_to_date(*parts, is_affordable=container.sandbox.can_index)
    except IndexBusy as error:  # another process writes; what it does not see waits for us
        raise NotNow(_INDEX_PAUSE) from error


def _tag_blob(container: Container, payload: Mapping[str, Any]) -> None:
    tag_blob(container.database, container.store, payload["sha256"])


def _render_bundle(container: Container, payload: Mapping[str, Any]) -> None:
    from evidence_repo.services.bundles import render_bundle  # loads what packs ZIPs

    render_bundle(container.database, container.store, payload["bundle_id"], container.clock)


def _examine_document(container: Container, payload: Mapping[str, Any]) -> None:
    examine_document(container, payload["sha256"])


def _sweep(container: Container, payload: Mapping[str, Any]) -> None:
    sweep(container)


def _send_alerts(container: Container, payload: Mapping[str, Any]) -> None:
    server = mail_server(container.settings)
    if server is not None:
        address = container.settings.public_address
        send_alerts(container.database, container.engine, server, address, container.clock)


def _mail_link(container: Container, payload: Mapping[str, Any]) -> None:
    if server := mail_server(container.settings):
        settings = container.settings
        address, secret = settings.public_address, settings.secret_key
        mail_link(container.database, server, address, secret, payload, container.clock)


def _mail_password(container: Container, payload: Mapping[str, Any]) -> None:
    if server := mail_server(container.settings):
        address = container.settings.public_address
        mail_password(container.database, server, address, payload, container.clock)


def _mail_change(container: Container, payload: Mapping[str, Any]) -> None:
    if server := mail_server(container.settings):
        mail_change(container.database, server, payload)


HANDLERS: Mapping[str, Handler] = {
    JobKind.READ_FIRST_PAGE: _read_first_page,
    JobKind.READ_DOCUMENT: _read_document,
    JobKind.READ_PAGES: _read_pages,
    JobKind.RENDER_OFFICE: _render_office,
    JobKind.UPDATE_INDEX: _update_index,
    JobKind.TAG_BLOB: _tag_blob,
    JobKind.RENDER_BUNDLE: _render_bundle,
    JobKind.EXAMINE_DOCUMENT: _examine_document,
    JobKind.SWEEP: _sweep,
    JobKind.SEND_ALERTS: _send_alerts,
    JobKind.MAIL_LINK: _mail_link,
    JobKind.MAIL_PASSWORD: _mail_password,
    JobKind.MAIL_CHANGE: _mail_change,
}


@dataclass(frozen=True, slots=True)
class Lane:
    """What one thread of a worker takes, in which order, and how long it rests after each job."""

    kinds: frozenset[str]
    rest_seconds: float = 0.0
    newest_first: bool = False


def _lane(name: JobLane, **order: Any) -> Lane:
    return Lane(frozenset(kind for kind in JobKind if name in kind.lanes), **order)


QUICK_LANES = (
    # Who has just sent a file looks at its page; the readers' lanes take those that have waited longest.
    _lane(JobLane.QUICK, newest_first=True),
    # The index has one writer; many small commits cost more than few larger ones.
    _lane(JobLane.INDEX, rest_seconds=0.5),
)
READERS_LANE = _lane(JobLane.READERS)
"""A worker has one of each quick lane and as many of the readers' as the settings say."""
