"""Header fields of a version: prefilled by the parser, confirmed by a person, never overwritten after that.

`header_confidence` holds for each field `confidence` (0 to 1), `page` and `box` (fractions of the page) where
it was read, and `confirmed`. What a reviewer corrected also carries `corrected_from`, so that pages show it.

Decisions where the rules leave room:

- A field is confirmed when a person saves it, changed or not; the other fields stay the parser's.
- A later reading that finds nothing for a field leaves what an earlier one found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import HANOI, Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.services.workflow.transitions import lock_packs
from evidence_repo.words import N_
from index.citations import number_key
from index.header import SURE, FieldValue, Header
from index.header.types import BEFORE_2020, FROM_2020, LEGAL, type_of_title
from index.text import vietnamese
from workflows.events import HeaderConfirmed
from workflows.evidence import EvidenceState
from workflows.rights import Right, allows, header_blockers
from workflows.states import EDITABLE, PackState

HeaderValue = str | date | None

HEADER_FIELDS = ("number", "type", "issued_on", "issuer", "subject", "signatory")
"""The fields' names, as forms, commands and `header_confidence` call them."""

_READ_AS = {"type": "doc_type"}
_LONGEST = {"number": 120, "type": 20, "issuer": 300, "subject": 2000, "signatory": 200}
_AFTER_UPLOAD = 0.3  # confidence in an issue date that breaks a law: it lies after the upload
_FIRST_DAY = date(1945, 9, 2)
_TYPED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def header_of(version: DocumentVersion) -> dict[str, HeaderValue]:
    """Return the six fields by their names."""
    return {name: getattr(version, f"header_{name}") for name in HEADER_FIELDS}


def is_doubtful(version: DocumentVersion, name: str) -> bool:
    """Return whether a person should look at this field: not confirmed, and not read for sure."""
    note = version.header_confidence.get(name, {})
    return not note.get("confirmed") and note.get("confidence", 0.0) < SURE


def confirm_header(
    session: Session,
    actor: Actor,
    version: DocumentVersion,
    fields: Mapping[str, HeaderValue],
    seen_lock: int | None,
    clock: Clock,
) -> DocumentVersion:
    """Save these fields as confirmed by this person; fields that are not named stay as they are.

    A day may be a date, `dd/mm/yyyy` or ISO; a type its name or its abbreviation; an empty text means that
    the document has none. Raise `BadInput` for what cannot be a value, `Blocked` where the rules let this
    person change nothing now, `ChangedMeanwhile` if the version is not the one seen.
    """
    values = {name: _checked(name, value, clock) for name, value in fields.items()}
    seen = version.lock if seen_lock is None else seen_lock
    packs = _citing_packs(session, version)
    is_own = actor.is_of(version.document.owner_agency_id)
    refuse_if(header_blockers(actor.roles, is_own=is_own, citing_packs=packs))
    session.refresh(version, with_for_update={"of": DocumentVersion})
    if version.lock != seen:
        raise ChangedMeanwhile
    # By the table above: whoever may act while a pack is submitted does so as a reviewer.
    as_reviewer = not (is_own and allows(actor.roles, Right.UPLOAD) and packs <= EDITABLE)
    before = header_of(version)
    changed = {name: value for name, value in values.items() if value != before[name]}
    for name, value in changed.items():
        setattr(version, f"header_{name}", value)
    version.header_confidence = dict(version.header_confidence) | {
        name: _confirmed(version.header_confidence.get(name), before[name], name in changed, as_reviewer)
        for name in values
    }
    version.header_confirmed_by_id, version.header_confirmed_at = actor.person_id, clock.now()
    event = HeaderConfirmed(
        subject=version.id,
        document_id=version.document_id,
        version=version.number,
        confirmed=tuple(sorted(values)),
        changed={name: [_json(before[name]), _json(value)] for name, value in changed.items()},
        as_reviewer=as_reviewer,
        indexed=frozenset({version.id}),
    )
    emit(session, actor, event)
    session.flush()
    return version


def _citing_packs(session: Session, version: DocumentVersion) -> frozenset[PackState]:
    """Return the states of the citing packs, locked, so that nobody approves one of them meanwhile."""
    citing = (
        select(Evidence.criterion_id)
        .where(Evidence.version_id == version.id, Evidence.state != EvidenceState.WITHDRAWN)
        .distinct()
    )
    packs = lock_packs(session, session.scalars(citing).all())
    return frozenset(pack.state for pack in packs.values())


def _confirmed(
    known: Mapping[str, Any] | None, before: HeaderValue, is_changed: bool, as_reviewer: bool
) -> dict[str, Any]:
    place = {"page": None, "box": None} if is_changed or not known else dict(known)
    note = {**place, "confidence": 1.0, "confirmed": True}
    if is_changed and as_reviewer:
        note["corrected_from"] = _json(before)
    return note


def _json(value: HeaderValue) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _checked(name: str, value: HeaderValue, clock: Clock) -> HeaderValue:
    if name not in HEADER_FIELDS:
        raise BadInput(
            N_("There is no field “%(name)s”; the fields are %(fields)s."),
            field=name,
            code="no_such_field",
            name=name,
            fields=", ".join(HEADER_FIELDS),
        )
    if isinstance(value, str):
        value = " ".join(vietnamese(value).split()) or None
    if value is None:
        return None
    if name == "issued_on":
        return _checked_day(value, clock)
    return _checked_text(name, str(value))


def _checked_text(name: str, text: str) -> str:
    if name == "type":
        text = type_name(text)
    limit = _LONGEST[name]
    if len(text) > limit:
        raise BadInput(
            N_("This field takes at most %(limit)s characters."), field=name, code="too_long", limit=limit
        )
    return text


def type_name(text: str) -> str:
    """Return the type's full name for a name in any case or an abbreviation; other words as they are."""
    by_code = FROM_2020.get(text) or LEGAL.get(text) or BEFORE_2020.get(text)
    return by_code or type_of_title(text) or text


def _checked_day(value: str | date, clock: Clock) -> date:
    day = value if isinstance(value, date) else _typed_day(value)
    if day is None:
        raise BadInput(
            N_("“%(value)s” is not a day; write it as dd/mm/yyyy."),
            field="issued_on",
            code="bad_date",
            value=value,
        )
    latest = max(clock.today(), Clock().today())  # a demo's today lies in the past
    if not _FIRST_DAY <= day <= latest:
        raise BadInput(
            N_("The issue date %(value)s cannot be right: it lies in the future or before 1945."),
            field="issued_on",
            code="impossible_date",
            value=f"{day:%d/%m/%Y}",
        )
    return day


def _typed_day(text: str) -> date | None:
    typed = _TYPED_DAY.fullmatch(text)
    try:
        if typed:
            return date(int(typed[3]), int(typed[2]), int(typed[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def prefilled(version: DocumentVersion, header: Header) -> dict[str, Any]:
    """Return the columns that the parser's header changes in this version; empty if it changes nothing.

    What a person confirmed stays, and so does what an earlier reading found where this one finds nothing.
    """
    changes: dict[str, Any] = {}
    notes = dict(version.header_confidence)
    for name in HEADER_FIELDS:
        read: FieldValue = getattr(header, _READ_AS.get(name, name))
        if read.value is None or notes.get(name, {}).get("confirmed"):
            continue
        value = date.fromisoformat(read.value) if name == "issued_on" else read.value[: _LONGEST[name]]
        note = {"confidence": read.confidence, "page": read.page, "box": read.box and list(read.box)}
        if isinstance(value, date) and value > version.uploaded_at.astimezone(HANOI).date():
            note["confidence"] = min(read.confidence, _AFTER_UPLOAD)
        notes[name] = {**note, "confirmed": False} | ({"of_parent": True} if read.of_parent else {})
        if getattr(version, f"header_{name}") != value:
            changes[f"header_{name}"] = value
            if name == "number":
                changes["number_key"] = None if read.of_parent else number_key(read.value)
    if notes != version.header_confidence:
        changes["header_confidence"] = notes
    return changes
