"""What an event of the audit log says beside its action, in words; identifiers and hashes stay out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.models import AuditEvent, BundleScope
from evidence_repo.web.formats import day, size
from evidence_repo.web.words import (
    AGENCY_KIND_WORDS,
    EXPLANATION_WORDS,
    JOB_WORDS,
    REASON_WORDS,
    REQUEST_WORDS,
    ROLE_WORDS,
    SCOPE_WORDS,
    state_word,
)
from workflows.cycle import CycleState
from workflows.evidence import Reason
from workflows.roles import Role
from workflows.states import EvidenceState, ExplanationState, PackState

LABELS: Mapping[str, Any] = {
    "added": _l("Criteria added"),
    "address": _l("Address"),
    "after": _l("After the change"),
    "agency": _l("Agency"),
    "asked": _l("Change asked for"),
    "as_reviewer": _l("Corrected in review"),
    "before": _l("Before the change"),
    "changed": _l("Changes"),
    "code": _l("Code"),
    "comment": _l("Comment"),
    "confirmed": _l("Confirmed"),
    "contribution": _l("Contribution of a coordinating agency"),
    "criterion": _l("Criterion"),
    "device": _l("Device"),
    "documents": _l("Documents"),
    "email": _l("E-mail"),
    "file_name": _l("File"),
    "files": _l("Files"),
    "kind": _l("Kind"),
    "late_reason": _l("Reason for lateness"),
    "moved": _l("Pieces moved"),
    "name": _l("Title"),
    "number": _l("Number"),
    "on": _l("Day"),
    "packs": _l("Packs"),
    "pages": _l("Pages"),
    "parent": _l("Parent agency"),
    "reason": _l("Reason"),
    "removed": _l("Criteria removed"),
    "round": _l("Round"),
    "scope": _l("Scope"),
    "seen_on": _l("Seen on"),
    "size": _l("Size"),
    "state": _l("State"),
    "state_before": _l("State before"),
    "tells_by_mail": _l("Tell me by e-mail"),
    "title": _l("Title"),
    "undone": _l("Verdict taken back"),
    "verdict": _l("Verdict"),
    "version": _l("Version"),
    "zip_size": _l("Size"),
}
"""What each detail is called."""

IDENTIFIERS = frozenset(
    {"audit_head", "by", "deadline_id", "document_id", "evidence_id", "from_criterion_id", "media_type"}
    | {"person_id"}
    | {"product_id", "sha256", "snapshot_sha256", "version_id", "zip_sha256"}
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
}
_STATES: Mapping[str, type[StrEnum]] = {
    "evidence": EvidenceState,
    "explanation": ExplanationState,
    "evidence_pack": PackState,
    "assessment_cycle": CycleState,
}
_KINDS: Mapping[str, Any] = {
    **{kind.value: word for kind, word in AGENCY_KIND_WORDS.items()},
    **{kind.value: word for kind, word in EXPLANATION_WORDS.items()},
    **JOB_WORDS,
    **{kind.value: word for kind, word in REQUEST_WORDS.items()},
}
_CODES: Mapping[str, Mapping[str, Any]] = {
    "reason": {reason.value: REASON_WORDS[reason] for reason in Reason},
    "scope": {scope.value: SCOPE_WORDS[scope] for scope in BundleScope},
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
    if isinstance(value, Mapping):
        return "; ".join(_changes(value))
    if isinstance(value, list):
        return str(len(value)) if name == "documents" else ", ".join(_item(each) for each in value)
    return _word(event, name, value)


def _changes(changed: Mapping[str, Any]) -> Iterator[str]:
    """Yield what became of each field: its value before and after, or what it is to be."""
    for name, value in changed.items():
        if name in _FIELDS and isinstance(value, list) and len(value) == 2:
            yield f"{_FIELDS[name]}: {_plain(value[0]) or '–'} → {_plain(value[1]) or '–'}"
        elif name in _FIELDS or name in LABELS:
            items = value if isinstance(value, list) else [value]
            yield f"{_FIELDS.get(name) or LABELS[name]}: {', '.join(map(_item, items))}"


def _item(value: Any) -> str:
    """Return one of several: a role, a field's name, a criterion with its changed part."""
    if isinstance(value, list):
        return str(value[0])
    if isinstance(value, str) and value in set(Role):
        return str(ROLE_WORDS[Role(value)])
    return str(_FIELDS.get(value) or _plain(value))


def _word(event: AuditEvent, name: str, value: Any) -> str:
    if name in {"size", "zip_size"}:
        return size(value)
    if name == "kind":
        return str(_KINDS.get(value, value))
    if name in {"state", "state_before", "before", "after"}:
        return _state(_STATES.get(event.subject_type), value)
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
