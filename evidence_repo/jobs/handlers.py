"""What is done for each kind of job; every handler may be run again, after any interruption."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from evidence_repo.container import Container
from evidence_repo.errors import Unavailable
from evidence_repo.jobs.sweep import sweep
from evidence_repo.mail import mail_server
from evidence_repo.services.examining.examination import examine_document
from evidence_repo.services.maintenance.upkeep import check_derived_data
from evidence_repo.services.outbox.kinds import JobKind, JobLane
from evidence_repo.services.outbox.tag_requests import tag_blob
from evidence_repo.services.people.mails import mail_change, mail_link, mail_password
from evidence_repo.services.plan.arriving import read_plan
from evidence_repo.services.reading.recognising import read_pages
from evidence_repo.services.reading.texts import read_first_page, read_office_pages, read_whole_document
from evidence_repo.services.reorganising.carrying_out import carry_out_due
from evidence_repo.services.searching.alerts import notify_of_matches
from evidence_repo.services.searching.writing import request_again, update_index
from evidence_repo.services.sending.mails import send_notice_mails
from index.search import IndexBusy

Handler = Callable[[Container, Mapping[str, Any]], None]

_INDEX_PAUSE = timedelta(seconds=1)
_PROOF_PAUSE = timedelta(minutes=10)
"""How long a certificate or a time stamp server that failed is left alone."""
_MAIL_PAUSE = timedelta(minutes=10)
"""How long a mail server that takes no mail is left alone."""


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


def _read_plan(container: Container, payload: Mapping[str, Any]) -> None:
    read_plan(container, payload["key"], payload["called"], payload["year"])


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
    from evidence_repo.services.bundles import Notary, prove_bundle, render_bundle  # loads what packs ZIPs

    parts = (container.database, container.store, payload["bundle_id"])
    render_bundle(*parts, container.clock)
    try:
        prove_bundle(*parts, Notary.of(container.settings))
    except Unavailable as error:  # the bundle is whole without; whoever looks at it is told
        raise NotNow(_PROOF_PAUSE) from error


def _hash_volumes(container: Container, payload: Mapping[str, Any]) -> None:
    from evidence_repo.services.bundles import hash_volumes

    named = (payload["bundle_id"], payload["volume_size"])
    hash_volumes(container.database, container.store, *named, container.clock.now())


def _examine_document(container: Container, payload: Mapping[str, Any]) -> None:
    examine_document(container, payload["sha256"])


def _sweep(container: Container, payload: Mapping[str, Any]) -> None:
    sweep(container)


def _change_agencies(container: Container, payload: Mapping[str, Any]) -> None:
    carry_out_due(container.database, container.clock)


def _send_alerts(container: Container, payload: Mapping[str, Any]) -> None:
    notify_of_matches(container.database, container.engine, container.clock)


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


def _mail_notices(container: Container, payload: Mapping[str, Any]) -> None:
    if server := mail_server(container.settings):
        address = container.settings.public_address
        try:
            if send_notice_mails(container.database, server, address, container.clock):
                return
        except Unavailable as error:  # every notice waits for the next try, however long that takes
            raise NotNow(_MAIL_PAUSE) from error
        raise NotNow(_MAIL_PAUSE)


HANDLERS: Mapping[str, Handler] = {
    JobKind.READ_FIRST_PAGE: _read_first_page,
    JobKind.READ_PLAN: _read_plan,
    JobKind.READ_DOCUMENT: _read_document,
    JobKind.READ_PAGES: _read_pages,
    JobKind.RENDER_OFFICE: _render_office,
    JobKind.UPDATE_INDEX: _update_index,
    JobKind.TAG_BLOB: _tag_blob,
    JobKind.RENDER_BUNDLE: _render_bundle,
    JobKind.HASH_VOLUMES: _hash_volumes,
    JobKind.EXAMINE_DOCUMENT: _examine_document,
    JobKind.SWEEP: _sweep,
    JobKind.CHANGE_AGENCIES: _change_agencies,
    JobKind.SEND_ALERTS: _send_alerts,
    JobKind.MAIL_LINK: _mail_link,
    JobKind.MAIL_PASSWORD: _mail_password,
    JobKind.MAIL_CHANGE: _mail_change,
    JobKind.MAIL_NOTICES: _mail_notices,
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
