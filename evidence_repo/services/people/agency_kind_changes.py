"""Keep the kinds of agencies: add one, give it other names, days and places; each change is in the log."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import AgencyKind, AgencyPlace
from evidence_repo.services.audit.events import emit
from evidence_repo.services.people.agency_kinds import find_kind, list_kinds
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from workflows.agency_kinds import Place
from workflows.events import AgencyKindEvent, AuditAction
from workflows.rights import Right

LONGEST_NAME = 100
LONGEST_CODE = 40
_LETTERS = frozenset(string.ascii_lowercase + "_")


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What is known of a kind; plans that name `plan_word` mean it, `until` is exclusive."""

    name_vi: str
    name_en: str
    plan_word: str
    since: date | None = None
    until: date | None = None
    places: tuple[Place, ...] = ()

    @classmethod
    def of(cls, kind: AgencyKind) -> KindFacts:
        """Return what stands there."""
        places = tuple(Place(each.above, each.since, each.until) for each in kind.places)
        return cls(kind.name_vi, kind.name_en, kind.plan_word, kind.since, kind.until, places)

    @property
    def mark(self) -> str:
        """Return what a page keeps of the kind that it shows, to learn whether it has changed since."""
        return sha256(repr(self).encode()).hexdigest()

    def words(self) -> dict[str, str | None]:
        """Return each part in words, as the log keeps it."""
        places = ", ".join(" ".join(filter(None, (each.above, _span(each)))) for each in self.places)
        return {
            "name_vi": self.name_vi,
            "name_en": self.name_en,
            "plan_word": self.plan_word,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "places": places or None,
        }


def _span(place: Place) -> str:
    return f"{place.since or ''}…{place.until or ''}" if place.since or place.until else ""


def add_kind(session: Session, actor: Actor, code: str, facts: KindFacts) -> AgencyKind:
    """Add a kind behind the others; raise `BadInput` for a code that is taken or facts that do not fit."""
    check_administers(actor, Right.MANAGE_AGENCIES)
    kinds = list_kinds(session)
    if not code or len(code) > LONGEST_CODE or not set(code) <= _LETTERS:
        raise BadInput(
            N_("A kind's code is made of small letters a to z and _."), field="code", code="bad_code"
        )
    if code in {kind.code for kind in kinds}:
        raise BadInput(N_("There already is such a kind."), field="code", code="code_taken")
    _check(kinds, facts, code)
    last = session.scalar(select(func.max(AgencyKind.ordinal))) or 0
    kind = AgencyKind(code=code, ordinal=last + 1, name_vi="", name_en="", plan_word="")
    session.add(kind)
    _write(session, kind, facts)
    emit(session, actor, AgencyKindEvent(action=AuditAction.ADD_AGENCY_KIND, subject=code, name=kind.name_vi))
    return kind


def change_kind(
    session: Session, actor: Actor, code: str, facts: KindFacts, seen: str | None = None
) -> AgencyKind:
    """Change a kind; raise `ChangedMeanwhile` if its facts' mark is not the one `seen`.

    What changes nothing writes nothing.
    """
    check_administers(actor, Right.MANAGE_AGENCIES)
    session.scalar(select(AgencyKind.code).where(AgencyKind.code == code).with_for_update())
    kind = find_kind(session, code)
    session.refresh(kind)
    before = KindFacts.of(kind)
    if seen is not None and seen != before.mark:
        raise ChangedMeanwhile
    _check(list_kinds(session), facts, code)
    was, now = before.words(), facts.words()
    changed = {name: [was[name], value] for name, value in now.items() if value != was[name]}
    if changed:
        _write(session, kind, facts)
        event = AgencyKindEvent(
            action=AuditAction.CHANGE_AGENCY_KIND, subject=code, name=kind.name_vi, changed=changed
        )
        emit(session, actor, event)
    return kind


def _check(kinds: Sequence[AgencyKind], facts: KindFacts, code: str) -> None:
    for name in ("name_vi", "name_en"):
        if not 0 < len(getattr(facts, name)) <= LONGEST_NAME:
            raise BadInput(N_("Give the kind a name of at most 100 characters."), field=name)
    words = {kind.plan_word for kind in kinds} | {code}
    if facts.plan_word not in words:
        raise BadInput(N_("Plans know no such word for a kind of agencies."), field="plan_word")
    others = {kind.plan_word for kind in kinds if kind.code != code} | {facts.plan_word}
    if lost := {kind.plan_word for kind in kinds} - others:
        raise BadInput(
            N_("No other kind is meant where a plan names %(word)s."), field="plan_word", word=lost.pop()
        )
    _check_days(facts, {kind.code for kind in kinds} - {code})


def _check_days(facts: KindFacts, others: set[str]) -> None:
    spans = [("until", facts.since, facts.until)]
    spans += [("places", each.since, each.until) for each in facts.places]
    for field, since, until in spans:
        if since is not None and until is not None and until <= since:
            raise BadInput(N_("It ends before it begins."), field=field)
    if any(each.above not in others for each in facts.places):
        raise BadInput(N_("Agencies stand under those of another kind."), field="places")


def _write(session: Session, kind: AgencyKind, facts: KindFacts) -> None:
    kind.name_vi, kind.name_en, kind.plan_word = facts.name_vi, facts.name_en, facts.plan_word
    kind.since, kind.until = facts.since, facts.until
    session.flush()
    for row in list(kind.places):
        session.delete(row)
    session.flush()
    session.add_all(
        AgencyPlace(kind=kind.code, above=each.above, since=each.since, until=each.until)
        for each in facts.places
    )
    session.flush()
    session.refresh(kind, ["places"])
