"""Many packs at once: submitted by the agency's head, approved by the approver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, NotVisible, Refused
from evidence_repo.models import EvidencePack
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.refusals import SENTENCES
from evidence_repo.services.screens.approval import packs_to_approve
from evidence_repo.services.screens.chosen_packs import chosen_packs, concerns_about
from evidence_repo.services.workflow.packs import approve_pack, submit_pack
from evidence_repo.web.bulk import blueprint
from evidence_repo.web.bulk.carrying import BulkItem, carry_out_each, chosen_rows, show_outcomes
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.criteria.codes import code_of
from evidence_repo.web.criteria.reasons import address_of_piece
from evidence_repo.web.places import next_address
from evidence_repo.web.review.words import PART_WORDS
from evidence_repo.words import N_
from workflows.rights import Right

Locks = Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class PackAct:
    """An act on packs: its button, its page's title, what is said of a pack when it is done, what it does."""

    word: Any
    mark: str
    title: Any
    done: Any
    carry_out: Callable[[Session, BulkItem], object]
    ask: Callable[[Locks], str]


@blueprint.app_context_processor
def _acts() -> dict[str, object]:
    return {"pack_acts": {name: [(name, act.word, act.mark)] for name, act in PACK_ACTS.items()}}


@blueprint.route("/packs/selected", methods=["GET", "POST"])
@needs(Right.SEE_PACK_STATES)
def selected_packs() -> ResponseReturnValue:
    """Show what speaks against an act on the ticked packs; once confirmed, do it and show each result."""
    if request.method == "GET":
        return redirect(url_for("criteria.list_all"), 303)
    act = PACK_ACTS.get(request.form.get("act", ""))
    if act is None:
        raise BadInput(N_("Choose what is to be done."), field="act", code="no_act")
    locks = chosen_rows("pack")
    if not request.form.get("confirmed"):
        return act.ask(locks)
    items = [_item(pack, locks) for pack in _packs(locks)]
    return show_outcomes(str(act.title), carry_out_each(items, act.carry_out, str(act.done)), _back())


def _back() -> str:
    return next_address(url_for("criteria.list_all"))


def _packs(locks: Locks) -> list[EvidencePack]:
    return [pack for pack in packs_of_cycle(read_session(), cycle()) if pack.id in locks]


def _item(pack: EvidencePack, locks: Locks) -> BulkItem:
    criterion = pack.criterion
    address = url_for("criteria.show", code=code_of(criterion))
    return BulkItem(pack.id, locks[pack.id], f"{criterion.label} · {criterion.title}", address)


def _pack(session: Session, item: BulkItem) -> EvidencePack:
    pack = session.get(EvidencePack, item.id)
    if pack is None or pack.criterion.cycle_id != cycle().id:
        raise NotVisible
    return pack


def _submit(session: Session, item: BulkItem) -> None:
    """Submit one pack; where a check says no, only if that was confirmed for this very pack."""
    pack = _pack(session, item)
    if not request.form.get(f"meant-{pack.id}") and concerns_about(session, actor(), pack):
        raise Refused(
            N_("The automatic checks found what a reviewer may ask about, and it was not confirmed."),
            code="not_confirmed",
            advice=N_("Correct it, or tick “Submit all the same” for this pack."),
        )
    submit_pack(session, actor(), pack, seen_lock=item.seen_lock, clock=container().clock)


def _approve(session: Session, item: BulkItem) -> None:
    approve_pack(session, actor(), _pack(session, item), seen_lock=item.seen_lock, clock=container().clock)


def _ask_before_submitting(locks: Locks) -> str:
    chosen = chosen_packs(read_session(), actor(), cycle(), locks)
    if not chosen:
        raise NotVisible
    return render_template(
        "bulk/ask_submit.html",
        chosen=chosen,
        locks=locks,
        back=_back(),
        sentences=SENTENCES,
        place_of_piece=address_of_piece,
    )


def _ask_before_approving(locks: Locks) -> str:
    waiting = packs_to_approve(read_session(), actor(), cycle(), container().clock)
    chosen = [each for each in waiting if each.progress.pack.id in locks]
    if not chosen:
        raise NotVisible
    return render_template(
        "bulk/ask_approve.html", chosen=chosen, locks=locks, back=_back(), part_words=PART_WORDS
    )


PACK_ACTS = {
    "submit": PackAct(
        _l("Submit the packs"),
        "send",
        _l("Submit several packs"),
        _l("The pack is submitted."),
        _submit,
        _ask_before_submitting,
    ),
    "approve": PackAct(
        _l("Approve the packs"),
        "patch-check",
        _l("Approve several packs"),
        _l("The pack is approved."),
        _approve,
        _ask_before_approving,
    ),
}
