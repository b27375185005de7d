"""The contents, and the help page of a topic in the reader's language."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidence_repo.errors import NotVisible
from evidence_repo.models import User
from evidence_repo.web.context import actor, transaction
from evidence_repo.web.help import blueprint
from evidence_repo.web.help.topics import BY_NAME, TOPICS, topic_of
from evidence_repo.web.language import chosen_language
from evidence_repo.web.reading_words import UNREAD_SENTENCES
from evidence_repo.web.words import EXPLANATION_WORDS, EXTRACTION_SENTENCES
from index.extraction import ExtractionState
from workflows.assignments import AssignmentState
from workflows.cycle import CycleState
from workflows.states import EvidenceState, ExplanationState, MeasurementState, PackState

_UNREAD = (
    ExtractionState.ENCRYPTED,
    ExtractionState.NEEDS_OCR,
    ExtractionState.NO_TEXT,
    ExtractionState.NO_TEXT_YET,
    ExtractionState.DAMAGED,
    ExtractionState.PARTIAL,
    ExtractionState.TOO_COSTLY,
)


@blueprint.get("/help")
def contents() -> ResponseReturnValue:
    """Show every help page that concerns this person."""
    return render_template(
        "help/contents.html", topics=[each for each in TOPICS if each.is_for(actor().roles)]
    )


@blueprint.get("/help/<help_topic>")
def show(help_topic: str) -> ResponseReturnValue:
    """Show the help page of a topic, with the words that the product itself uses."""
    found = BY_NAME.get(help_topic)
    if found is None or not found.is_for(actor().roles):
        raise NotVisible
    return render_template(
        "help/show.html",
        topic=found,
        text=f"help/{chosen_language()}/{found.name}.html",
        evidence_states=tuple(EvidenceState),
        pack_states=tuple(PackState),
        explanation_states=tuple(ExplanationState),
        figure_states=tuple(MeasurementState),
        assignment_states=tuple(AssignmentState),
        cycle_states=tuple(CycleState),
        explanation_kinds=EXPLANATION_WORDS,
        unread_states=[(state, EXTRACTION_SENTENCES[state]) for state in _UNREAD],
        unread_sentences=UNREAD_SENTENCES,
    )


@blueprint.post("/help/hint/read")
def dismiss_hint() -> ResponseReturnValue:
    """Show the hint of the first visit no more."""
    with transaction() as writing:
        writing.get_one(User, actor().person_id).hint_read = True
    return redirect(url_for("home.show"), 303)


@blueprint.app_context_processor
def _help() -> dict[str, object]:
    return {"help_address": _help_address}


def _help_address() -> str:
    """Return the help of the page one is on; the contents where there is none for this person."""
    found = topic_of(request.endpoint or "")
    if found is None or not found.is_for(actor().roles):
        return url_for("help.contents")
    return url_for("help.show", help_topic=found.name)
