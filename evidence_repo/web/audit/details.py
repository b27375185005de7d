"""What an event of the audit log says beside its action, in words; identifiers and hashes stay out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.models import AuditEvent, BundleScope
from evidence_repo.services.registers.words import (
    CHOICE_WORDS,
    COLUMN_WORDS,
    DESCRIPTION_WORDS,
    KIND_WORDS,
    PROOF_WORDS,
)
from evidence_repo.services.scores.words import GROUP_WORDS
from evidence_repo.web.agency_kinds import agency_kind_names
from evidence_repo.web.formats import day, size
from evidence_repo.web.plan_words import PART_WORDS, value_lines
from evidence_repo.web.register_words import shown_words
from evidence_repo.web.words import (
    AGENCY_CHANGE_WORDS,
    BELONGING_WORDS,
    DAY_KIND_WORDS,
    EXPLANATION_WORDS,
    FATE_WORDS,
    JOB_WORDS,
    REASON_WORDS,
    REPORT_WORDS,
    REQUEST_WORDS,
    ROLE_WORDS,
    SCOPE_WORDS,
    THING_WORDS,
    VOICE_WORDS,
    state_word,
)
from workflows.assignments import AssignmentState, PieceFate
from workflows.audit_actions import AuditAction
from workflows.comments import ThingKind
from workflows.council import Outcome, Voice
from workflows.cycle import CycleState
from workflows.evidence import Reason
from workflows.follow_up import LetterState
from workflows.registers import RegisterKind
from workflows.reports import ReportKind, ReportState
from workflows.roles import Role
from workflows.states import EvidenceState, ExplanationState, MeasurementState, PackState

LABELS: Mapping[str, Any] = {
    "added": _l("Criteria added"),
    "address": _l("Address"),
    "after": _l("After the change"),
    "agency": _l("Agency"),
    "answer": _l("Answer"),
    "as_of": _l("Figures as of"),
    "asked": _l("Change asked for"),
    "as_reviewer": _l("Corrected in review"),
    "before": _l("Before the change"),
    "basis": _l("Basis"),
    "cells": _l("Changes"),
    "changed_rows": _l("Rows changed"),
    "change": _l("What becomes of it"),
    "changed": _l("Changes"),
    "code": _l("Code"),
    "comment": _l("Comment"),
    "commented": _l("Comment on"),
    "confirmed": _l("Confirmed"),
    "contribution": _l("Contribution of a coordinating agency"),
    "criteria": _l("Criteria"),
    "criterion": _l("Criterion"),
    "denominator": _l("Whole or last year"),
    "deputy": _l("Deputy"),
    "device": _l("Device"),
    "due_on": _l("Due"),
    "edit": _l("What was done"),
    "documents": _l("Documents"),
    "email": _l("E-mail"),
    "explanation": _l("Explanation"),
    "fate": _l("Because"),
    "file_name": _l("File"),
    "files": _l("Files"),
    "first_day": _l("From"),
    "is_provisional": _l("Not announced yet"),
    "forms": _l("Forms of activity"),
    "from_year": _l("Copied from the year"),
    "group": _l("Group of agencies"),
    "handed_over": _l("Handed over"),
    "kind": _l("Kind"),
    "issued_on": _l("Day of issue"),
    "internal": _l("Internal"),
    "items": _l("Tasks not done"),
    "last_day": _l("Last day"),
    "late_reason": _l("Reason for lateness"),
    "made_by": _l("Signed by"),
    "measure": _l("What is measured"),
    "mentioned": _l("People named"),
    "moved": _l("Pieces moved"),
    "name": _l("Title"),
    "new_name": _l("New name"),
    "number": _l("Number"),
    "numerator": _l("Figure"),
    "offices": _l("Delegated roles"),
    "on_behalf_of": _l("On behalf of"),
    "on": _l("Day"),
    "outcomes": _l("Outcome"),
    "packs": _l("Packs"),
    "pages": _l("Pages"),
    "pairs": _l("Continues of the year before"),
    "parent": _l("Parent agency"),
    "period": _l("Period"),
    "person": _l("Person"),
    "points": _l("Points"),
    "points_before": _l("Points before"),
    "principal": _l("Principal"),
    "proposed": _l("Points proposed"),
    "reason": _l("Reason"),
    "register": _l("Register"),
    "removed": _l("Criteria removed"),
    "reply_by": _l("Answer by"),
    "reviewer": _l("Reviewer"),
    "row": _l("Row"),
    "report": _l("Report"),
    "round": _l("Round"),
    "scheme_row": _l("Row of the scheme"),
    "scope": _l("Scope"),
    "seed": _l("Seed of the draw"),
    "seen_on": _l("Seen on"),
    "share": _l("Share (%)"),
    "size": _l("Size"),
    "source": _l("How it was computed"),
    "state": _l("State"),
    "state_before": _l("State before"),
    "successors": _l("Successors"),
    "taken_from": _l("Taken over from"),
    "tells_by_mail": _l("Notify of new documents"),
    "text": _l("Text"),
    "title": _l("Title"),
    "undone": _l("Verdict taken back"),
    "verdict": _l("Verdict"),
    "version": _l("Version"),
    "voice": _l("Vote"),
    "volume": _l("Volume"),
    "volume_size": _l("Size of a volume"),
    "words": _l("What is asked for"),
    "was_provisional": _l("Not announced before the change"),
    "year": _l("Year"),
    "cause": _l("Cause"),
    "place": _l("Criterion or field"),
    "questions": _l("Questions"),
    "receipt": _l("Receipt"),
    "remedy": _l("Remedy"),
    "reopened": _l("Pack reopened"),
    "rows": _l("Rows"),
    "zip_size": _l("Size"),
}
"""What each detail is called."""

IDENTIFIERS = frozenset(
    {"audit_head", "by", "deadline_id", "document_id", "evidence_id", "from_criterion_id", "media_type"}
    | {"measurement_id", "person_id", "pieces", "principal_id"}
    | {"contents_sha256", "question_id"}
    | {"product_id", "proof_sha256", "sha256", "snapshot_sha256", "version_id", "zip_sha256"}
)
"""Details for machines: the log as CSV has them."""

_FIELDS = {
    "number": _l("Number and symbol"),
    "type": _l("Type of document"),
    "issued_on": _l("Day of issue"),
    "issuer": _l("Issuer"),
    "subject": _l("Subject"),
    "signatory": _l("Signatory"),
    "name": _l("Full name"),
    "email": _l("E-mail"),
    "agency": _l("Agency"),
    "roles": _l("Roles"),
    "plan_number": _l("Number and symbol of the plan"),
    "plan_title": _l("Title of the plan"),
    "plan_issued_on": _l("Day of issue"),
    "deviation_base": _l("Base of the deviation"),
    "does_not_apply": _l("Does not apply, since"),
    "tolerance_percent": _l("Tolerance of the self-score (%)"),
    "is_on": _l("The council votes"),
    "quorum": _l("Quorum"),
    "majority": _l("Majority"),
    "base": _l("Majority of"),
    "members": _l("Members"),
    "words": _l("What is asked for"),
    "last_day": _l("Last day"),
    "name_vi": _l("Name in Vietnamese"),
    "name_en": _l("Name in English"),
    "plan_word": _l("Named in a plan as"),
    "since": _l("In force from"),
    "until": _l("No longer in force from"),
    "places": _l("Belongs to"),
}
_STATES: Mapping[str, type[StrEnum]] = {
    "evidence": EvidenceState,
    "explanation": ExplanationState,
    "evidence_pack": PackState,
    "assessment_cycle": CycleState,
    "assignment": AssignmentState,
    "measurement": MeasurementState,
    "follow_up_letter": LetterState,
    "report": ReportState,
}
_KINDS: Mapping[str, Any] = {
    **{kind.value: word for kind, word in EXPLANATION_WORDS.items()},
    **{kind.value: word for kind, word in DAY_KIND_WORDS.items()},
    **{kind.value: shown_words(words) for kind, words in KIND_WORDS.items()},
    **JOB_WORDS,
    **{kind.value: word for kind, word in REQUEST_WORDS.items()},
}
_CODES: Mapping[str, Mapping[str, Any]] = {
    "fate": {fate.value: FATE_WORDS[fate] for fate in PieceFate},
    "reason": {reason.value: REASON_WORDS[reason] for reason in Reason},
    "change": {kind.value: word for kind, word in AGENCY_CHANGE_WORDS.items()},
    "voice": {voice.value: VOICE_WORDS[voice] for voice in Voice},
    "register": {kind.value: shown_words(words) for kind, words in KIND_WORDS.items()},
    "group": {group.value: _l(word) for group, word in GROUP_WORDS.items()},
    "report": {kind.value: REPORT_WORDS[kind] for kind in ReportKind},
    "commented": {kind.value: THING_WORDS[kind] for kind in ThingKind},
    "scope": {scope.value: SCOPE_WORDS[scope] for scope in BundleScope},
    "edit": {
        "added": _l("added to the plan"),
        "dropped": _l("taken out of the plan"),
        "edited": _l("edited"),
    },
}


def details_of(event: AuditEvent) -> list[tuple[str, str]]:
    """Return the event's details as pairs of label and value, in the reader's language."""
    return [
        (str(label), words)
        for name, label in LABELS.items()
        if (words := _value(event, name, event.details.get(name)))
    ]


def _value(event: AuditEvent, name: str, value: Any) -> str:
    if value is None or value is False or value == []:
        return ""
    if value is True:
        return str(gettext("yes"))
    if name == "outcomes":
        return ", ".join(
            f"{criterion}: {state_word(Outcome(each)).word}" for criterion, each in value.items()
        )
    if name == "cells":
        return "; ".join(_cells(event.details["register"], value))
    if isinstance(value, Mapping):
        parts = _plan_parts(value) if event.action == AuditAction.CHANGE_CRITERION else _changes(value)
        return "; ".join(parts)
    if name == "pairs":
        return ", ".join(f"{criterion} ← {earlier or '–'}" for criterion, earlier in value)
    if isinstance(value, list):
        return str(len(value)) if name == "documents" else ", ".join(_item(each) for each in value)
    return _word(event, name, value)


def _changes(changed: Mapping[str, Any]) -> Iterator[str]:
    """Yield what became of each field: its value before and after, what it is to be, how much moved."""
    for name, value in changed.items():
        if name in BELONGING_WORDS and isinstance(value, int):
            yield f"{BELONGING_WORDS[name]}: {value}"
            continue
        if name in _FIELDS and isinstance(value, list) and len(value) == 2:
            yield f"{_FIELDS[name]}: {_plain(value[0]) or '–'} → {_plain(value[1]) or '–'}"
        elif name in _FIELDS or name in LABELS:
            items = value if isinstance(value, list) else [value]
            yield f"{_FIELDS.get(name) or LABELS[name]}: {', '.join(map(_item, items))}"


def _cells(register: str, cells: Mapping[str, list[str | None]]) -> Iterator[str]:
    """Yield what became of each cell of a register's row, of its documents, or of what describes it."""
    columns = {**COLUMN_WORDS[RegisterKind(register)], "proof": PROOF_WORDS, **DESCRIPTION_WORDS}
    for key, (before, after) in cells.items():
        yield f"{shown_words(columns[key])}: {_cell(before) or '–'} → {_cell(after) or '–'}"


def _cell(value: str | None) -> str:
    is_choice = value is not None and value in CHOICE_WORDS
    return str(shown_words(CHOICE_WORDS[value])) if value and is_choice else _plain(value)


def _plan_parts(parts: Mapping[str, Any]) -> Iterator[str]:
    """Yield each part of a criterion with its words."""
    for name, value in parts.items():
        yield f"{PART_WORDS.get(name, name)}: {', '.join(value_lines(value)) or '–'}"


def _item(value: Any) -> str:
    """Return one of several: a role, a field's name, a criterion with its changed part."""
    if isinstance(value, list):
        return str(value[0])
    if isinstance(value, str) and value in set(Role):
        return str(ROLE_WORDS[Role(value)])
    return str(_FIELDS.get(value) or _KINDS.get(value) or _plain(value))


def _word(event: AuditEvent, name: str, value: Any) -> str:
    if name in {"size", "volume_size", "zip_size"}:
        return size(value)
    if name == "kind":
        words = agency_kind_names() if event.subject_type == "agency" else _KINDS
        return str(words.get(value, value))
    if name in {"state", "state_before", "before", "after"}:
        return _state(_STATES.get(event.subject_type), value)
    if name == "explanation":
        return _state(ExplanationState, value)
    if name in {"verdict", "undone"}:
        return _state(ExplanationState if event.subject_type == "explanation" else EvidenceState, value)
    return str(_CODES.get(name, {}).get(value) or _plain(value))


def _state(kind: type[StrEnum] | None, value: Any) -> str:
    return str(state_word(kind(value)).word) if kind is not None and value in set(kind) else _plain(value)


def _plain(value: Any) -> str:
    """Return a value as people write it: an ISO day as dd/mm/yyyy, anything else as it is."""
    text = "" if value is None else str(value)
    try:
        return day(date.fromisoformat(text)) if len(text) == len("2017-11-27") else text
    except ValueError:
        return text
