"""A person's own searches: kept ones, and the latest ones. Nobody else sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import RecentSearch, SavedSearch
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.searching.facets import Facet, Filters
from evidence_repo.services.searching.finding import found_versions
from evidence_repo.words import N_
from index.search import SearchEngine
from index.text import vietnamese_order
from workflows.events import AuditAction, SearchKept

MAX_SAVED = 50
MAX_RECENT = 8
_LONGEST_WORDS = 300

Place = Mapping[str, Any]
"""The parts of a search's address: `q`, `sort`, and a list of values for each facet."""


def words_of(place: Place) -> str:
    """Return the words that the search asks for."""
    return str(place.get("q", ""))


def filters_of(place: Place) -> Filters:
    """Return what is chosen beside the words."""
    return {facet: list(place[facet.value]) for facet in Facet if place.get(facet.value)}


def list_saved(session: Session, actor: Actor) -> Sequence[SavedSearch]:
    """Return this person's saved searches, by name."""
    own = select(SavedSearch).where(SavedSearch.owner_id == actor.person_id)
    saved = session.scalars(own.order_by(SavedSearch.id))
    return sorted(saved, key=lambda search: vietnamese_order(search.name))


def find_saved(session: Session, actor: Actor, saved_id: int) -> SavedSearch:
    """Return one of this person's saved searches; raise `NotVisible` if it is not theirs."""
    found = session.get(SavedSearch, saved_id)
    if found is None or found.owner_id != actor.person_id:
        raise NotVisible
    return found


def save_search(
    session: Session,
    engine: SearchEngine,
    actor: Actor,
    place: Place,
    *,
    name: str,
    tells_by_mail: bool,
    clock: Clock,
) -> SavedSearch:
    """Keep a search, once for each place; what it finds now is known, later mails bring only what is new."""
    name = name.strip()[:200] or words_of(place)[:200]
    if not name:
        raise BadInput(N_("Give the search a name."), field="name")
    kept = list_saved(session, actor)
    saved = next((each for each in kept if each.place == dict(place)), None)
    if saved is None:
        if len(kept) >= MAX_SAVED:
            sentence = N_("You keep %(count)d searches already; remove one of them first.")
            raise BadInput(sentence, field="name", count=MAX_SAVED)
        saved = SavedSearch(owner_id=actor.person_id, place=dict(place), saved_at=clock.now())
        session.add(saved)
    saved.name, saved.tells_by_mail = name, tells_by_mail
    saved.known = _found_now(session, engine, actor, place)
    _emit(session, actor, AuditAction.SAVE_SEARCH, saved, tells_by_mail)
    return saved


def _found_now(session: Session, engine: SearchEngine, actor: Actor, place: Place) -> list[int]:
    found, _ = found_versions(session, engine, actor, words_of(place), filters_of(place))
    return sorted(found)


def alert_by_mail(
    session: Session, engine: SearchEngine, actor: Actor, saved: SavedSearch, tells: bool
) -> None:
    """Have news of the search mailed to its owner, or no more; what it finds now is known."""
    if tells and not saved.tells_by_mail:
        saved.known = _found_now(session, engine, actor, saved.place)
    saved.tells_by_mail = tells
    _emit(session, actor, AuditAction.CHANGE_SAVED_SEARCH, saved, tells)


def _emit(
    session: Session, actor: Actor, action: AuditAction, saved: SavedSearch, tells: bool | None = None
) -> None:
    session.flush()
    emit(session, actor, SearchKept(action=action, subject=saved.id, tells_by_mail=tells))


def remove_saved(session: Session, actor: Actor, saved: SavedSearch) -> None:
    """Keep the search no longer."""
    _emit(session, actor, AuditAction.REMOVE_SAVED_SEARCH, saved)
    session.delete(saved)


def note_recent(session: Session, actor: Actor, words: str, clock: Clock) -> None:
    """Remember what was asked for, as the person's own read-mark; only the latest few are kept."""
    words = words[:_LONGEST_WORDS]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(RecentSearch).values(owner_id=actor.person_id, words=words, asked_at=clock.now())
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[RecentSearch.owner_id, RecentSearch.words], set_={"asked_at": clock.now()}
        )
    )
    own = RecentSearch.owner_id == actor.person_id
    latest = select(RecentSearch.id).where(own).order_by(RecentSearch.asked_at.desc(), RecentSearch.id.desc())
    kept = session.scalars(latest.limit(MAX_RECENT)).all()
    session.execute(delete(RecentSearch).where(own, RecentSearch.id.not_in(kept)))


def recent_searches(session: Session, actor: Actor) -> Sequence[str]:
    """Return what this person asked for lately, the latest first."""
    own = select(RecentSearch.words).where(RecentSearch.owner_id == actor.person_id)
    return session.scalars(own.order_by(RecentSearch.asked_at.desc(), RecentSearch.id.desc())).all()


def forget_recent(session: Session, actor: Actor) -> None:
    """Forget everything that this person asked for."""
    session.execute(delete(RecentSearch).where(RecentSearch.owner_id == actor.person_id))
