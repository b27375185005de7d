"""The way into administration, and the health of the system."""

from __future__ import annotations

import shutil

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.services.audit.chain import read_head
from evidence_repo.services.maintenance.doctor import isolations
from evidence_repo.services.maintenance.job_board import job_board, retry_failed_job
from evidence_repo.services.notices.preferences import refused_people, try_address_again
from evidence_repo.services.people.accounts import find_person
from evidence_repo.web.admin import blueprint
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.words import JOB_WORDS
from index.isolation import Layer, Obstacle
from index.search import SearchError
from storage import StorageError
from workflows.rights import Right

LAYER_WORDS = {
    Layer.ENVIRONMENT: _l("No settings and no secrets of the program"),
    Layer.OWN_USER: _l("A user of its own that owns nothing"),
    Layer.FILES: _l("No files but the one being read"),
    Layer.NETWORK: _l("A network of its own that leads nowhere"),
    Layer.CALLS: _l("No starting of programs, no connections"),
    Layer.MEMORY: _l("Memory that other readers cannot see or change"),
}

OBSTACLE_WORDS = {
    Obstacle.SWITCHED_OFF: _l("switched off in the settings"),
    Obstacle.NOT_OFFERED: _l("this machine's kernel or container does not offer it"),
    Obstacle.NOT_ROOT: _l("only possible where the program is started by root"),
    Obstacle.CLOSED_FOLDERS: _l("the program lies in a folder that only its owner may read"),
    Obstacle.UNKNOWN_MACHINE: _l("this kind of processor is not supported"),
}


@blueprint.get("/")
@needs(Right.MANAGE_PEOPLE)
def show() -> ResponseReturnValue:
    """Show what can be administered."""
    return render_template("admin/show.html")


@blueprint.get("/health")
@needs(Right.SEE_HEALTH)
def health() -> ResponseReturnValue:
    """Show store, search, log and background work, and what needs a person."""
    parts = container()
    usage = shutil.disk_usage(parts.settings.var)
    return render_template(
        "admin/health.html",
        store_fault=_store_fault(),
        search_fault=_search_fault() if request.args.get("check") else None,
        is_checked=bool(request.args.get("check")),
        head=read_head(read_session()),
        jobs=job_board(read_session(), parts.clock.in_real_time()),
        job_words=JOB_WORDS,
        refused=refused_people(read_session()),
        isolations=isolations(parts),
        layer_words=LAYER_WORDS,
        obstacle_words=OBSTACLE_WORDS,
        free=usage.free,
        total=usage.total,
    )


def _store_fault() -> str | None:
    try:
        container().store.check()
    except StorageError as error:
        return str(error)
    return None


def _search_fault() -> str | None:
    try:
        container().engine.check()
    except SearchError as error:
        return str(error)
    return None


@blueprint.post("/jobs/<int:job_id>/retry")
@needs(Right.SEE_HEALTH)
def retry_job(job_id: int) -> ResponseReturnValue:
    """Try a job again that failed for good."""
    with transaction() as session:
        retry_failed_job(session, actor(), job_id, container().clock)
    flash(gettext("The work is tried again."), "ok")
    return redirect(url_for("admin.health"), 303)


@blueprint.post("/people/<int:person_id>/mails")
@needs(Right.MANAGE_PEOPLE)
def try_address(person_id: int) -> ResponseReturnValue:
    """Let mails go again to an address that the mail server has refused."""
    with transaction() as session:
        try_address_again(session, actor(), find_person(session, actor(), person_id).id)
    flash(gettext("Mails go to this address again."), "ok")
    return redirect(url_for("admin.health"), 303)
