"""What a notice shows: what it says, about what, until when, and where to go; for lists and mails.

The notices given are those that the person may see (`visibility`); nothing else is looked up here. Where to
go is a path of this installation, as web pages and mails need it alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    AssessmentCycle,
    Assignment,
    Comment,
    Criterion,
    Deadline,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    Notice,
    RoundQuestion,
    SavedSearch,
)
from evidence_repo.services.notices.words import NOTICE_WORDS
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_versions
from index.text import plain_line
from workflows.deadlines import last_good_day
from workflows.notices import NoticeKind, NoticeTopic, ObjectKind

_LONGEST_ABOUT = 200


@dataclass(frozen=True, slots=True)
class Place:
    """The criterion that a notice belongs to."""

    id: int
    label: str
    title: str
    year: int

    @property
    def path(self) -> str:
        """Return where its page is."""
        return f"/{self.year}/criteria/{self.label.replace(' ', '-')}"


NamedPath = tuple[str, str]
"""What a document is called, and where it is."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as it is shown; `says` is a msgid, `about` the thing's own words, `documents` it names."""

    notice: Notice
    says: str
    about: str
    last_day: date | None
    path: str
    place: Place | None
    documents: tuple[NamedPath, ...] = ()


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is known of a notice's object."""

    about: str = ""
    last_day: date | None = None
    place: Mapping[str, Any] = field(default_factory=dict)


def notice_lines(session: Session, actor: Actor, notices: Sequence[Notice]) -> list[NoticeLine]:
    """Return these notices as this person is shown them; one whose object is gone is left out."""
    places = _places(session, {each.criterion_id for each in notices if each.criterion_id is not None})
    years = _years(session, {each.cycle_id for each in notices if each.cycle_id is not None})
    things = {
        kind: _THINGS[kind](session, {each.object_id for each in notices if each.object_kind is kind})
        for kind in {each.object_kind for each in notices}
        if kind in _THINGS
    }
    documents = _documents(session, actor, notices)
    lines = []
    for notice in notices:
        thing = things.get(notice.object_kind, {}).get(notice.object_id)
        if thing is not None or notice.object_kind is ObjectKind.WORK:
            place = places.get(notice.criterion_id) if notice.criterion_id is not None else None
            year = years.get(notice.cycle_id) if notice.cycle_id is not None else None
            named = tuple(documents[each] for each in _version_ids(notice) if each in documents)
            lines.append(_line(notice, thing or _Thing(), place, year, named))
    return lines


def _version_ids(notice: Notice) -> list[int]:
    return list((notice.facts or {}).get("versions", ()))


def _documents(session: Session, actor: Actor, notices: Sequence[Notice]) -> dict[int, NamedPath]:
    """Return the documents that the notices name and this person may open now, by their versions."""
    ids = {version for notice in notices for version in _version_ids(notice)}
    rows = (
        select(
            DocumentVersion.id,
            DocumentVersion.document_id,
            DocumentVersion.number,
            DocumentVersion.header_number,
            DocumentVersion.header_subject,
            Document.link_title,
            DocumentVersion.file_name,
        )
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(DocumentVersion.id.in_(ids), visible_versions(actor))
    )
    found = session.execute(rows) if ids else ()
    return {
        row[0]: (
            _quoted(_joined((row[3], row[4] or row[5] or row[6]))),
            f"/documents/{row[1]}?version={row[2]}",
        )
        for row in found
    }


def _quoted(text: str) -> str:
    """Return what people wrote as one line, which adds none to a mail and turns nothing around."""
    return shorten(plain_line(text), _LONGEST_ABOUT, placeholder="…")


def _line(
    notice: Notice, thing: _Thing, place: Place | None, year: int | None, documents: tuple[NamedPath, ...]
) -> NoticeLine:
    return NoticeLine(
        notice=notice,
        says=NOTICE_WORDS[notice.kind],
        about=_quoted(thing.about),
        last_day=thing.last_day if notice.kind not in _WITHOUT_LAST_DAY else None,
        path=_path(notice, thing, place, year),
        place=place,
        documents=documents,
    )


_WITHOUT_LAST_DAY = frozenset(
    {NoticeKind.ASSIGNMENT_ACCEPTED, NoticeKind.PACK_APPROVED, NoticeKind.PACK_REOPENED}
)


def _path(notice: Notice, thing: _Thing, place: Place | None, year: int | None) -> str:
    match notice.object_kind:
        case ObjectKind.ASSIGNMENT:
            return f"/{year}/assignments/{notice.object_id}"
        case ObjectKind.EVIDENCE:
            return f"/{year}/evidence/{notice.object_id}"
        case ObjectKind.QUESTION:
            return f"/{year}/rounds/questions/{notice.object_id}"
        case ObjectKind.CYCLE:
            return f"/{year}/criteria"
        case ObjectKind.COMMENT:
            return f"/{year}/comments/{thing.place['kind']}/{thing.place['id']}#comment-{notice.object_id}"
        case ObjectKind.SAVED_SEARCH:
            return f"/search?{urlencode(thing.place, doseq=True)}"
        case ObjectKind.WORK:
            return "/admin/health"
        case _:
            return place.path if place else "/"


def _places(session: Session, ids: Collection[int]) -> dict[int, Place]:
    rows = (
        select(Criterion.id, Criterion.kind, Criterion.code, Criterion.title, AssessmentCycle.year)
        .join(AssessmentCycle, AssessmentCycle.id == Criterion.cycle_id)
        .where(Criterion.id.in_(ids))
    )
    found = session.execute(rows) if ids else ()
    return {row[0]: Place(row[0], f"{row[1]} {row[2]}", row[3], row[4]) for row in found}


def _years(session: Session, ids: Collection[int]) -> dict[int, int]:
    rows = select(AssessmentCycle.id, AssessmentCycle.year).where(AssessmentCycle.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(rows)} if ids else {}


_Find = Callable[[Session, Collection[int]], Mapping[int, _Thing]]


def _read(columns: Callable[[Collection[int]], Executable], thing: Callable[..., _Thing]) -> _Find:
    """Return what reads things by id: the first column is the id, the others go to `thing`."""

    def find(session: Session, ids: Collection[int]) -> Mapping[int, _Thing]:
        return {row[0]: thing(*row[1:]) for row in session.execute(columns(ids))}

    return find


def _pieces(ids: Collection[int]) -> Executable:
    return (
        select(
            Evidence.id,
            DocumentVersion.header_number,
            DocumentVersion.header_subject,
            Document.link_title,
            DocumentVersion.file_name,
        )
        .join(DocumentVersion, DocumentVersion.id == Evidence.version_id)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Evidence.id.in_(ids))
    )


def _piece(number: str | None, subject: str | None, link: str | None, file_name: str) -> _Thing:
    return _Thing(_joined((number, subject or link or file_name)))


def _joined(parts: Iterable[str | None]) -> str:
    return " – ".join(part for part in parts if part)


_THINGS: Mapping[ObjectKind, _Find] = {
    ObjectKind.ASSIGNMENT: _read(
        lambda ids: select(Assignment.id, Assignment.words, Assignment.last_day).where(
            Assignment.id.in_(ids)
        ),
        _Thing,
    ),
    ObjectKind.EVIDENCE: _read(_pieces, _piece),
    ObjectKind.EXPLANATION: _read(
        lambda ids: select(Explanation.id, Explanation.text).where(Explanation.id.in_(ids)), _Thing
    ),
    ObjectKind.QUESTION: _read(
        lambda ids: select(RoundQuestion.id, RoundQuestion.text, RoundQuestion.last_day).where(
            RoundQuestion.id.in_(ids)
        ),
        _Thing,
    ),
    ObjectKind.DEADLINE: _read(
        lambda ids: select(Deadline.id, Deadline.label, Deadline.due_on).where(Deadline.id.in_(ids)),
        lambda label, due_on: _Thing(label, last_good_day(due_on)),
    ),
    ObjectKind.PACK: _read(
        lambda ids: select(EvidencePack.id, EvidencePack.answer_last_day).where(EvidencePack.id.in_(ids)),
        lambda last_day: _Thing("", last_day),
    ),
    ObjectKind.CYCLE: _read(
        lambda ids: select(AssessmentCycle.id, AssessmentCycle.year).where(AssessmentCycle.id.in_(ids)),
        lambda year: _Thing(str(year)),
    ),
    ObjectKind.COMMENT: _read(
        lambda ids: select(Comment.id, Comment.text, Comment.thing_kind, Comment.thing_id).where(
            Comment.id.in_(ids)
        ),
        lambda text, kind, thing_id: _Thing(text, None, {"kind": kind.value, "id": thing_id}),
    ),
    ObjectKind.SAVED_SEARCH: _read(
        lambda ids: select(SavedSearch.id, SavedSearch.name, SavedSearch.place).where(
            SavedSearch.id.in_(ids)
        ),
        lambda name, place: _Thing(name, None, place),
    ),
}


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """Notices that belong together: those of a criterion, or those of none of one topic."""

    place: Place | None
    topic: NoticeTopic | None
    lines: list[NoticeLine]


def grouped_lines(lines: Iterable[NoticeLine]) -> list[NoticeGroup]:
    """Return the lines by criterion, what comes first leading; those of no criterion by topic."""
    groups: dict[Place | NoticeTopic, NoticeGroup] = {}
    for line in lines:
        topic = None if line.place else line.notice.kind.topic
        key = line.place or line.notice.kind.topic
        groups.setdefault(key, NoticeGroup(line.place, topic, [])).lines.append(line)
    return list(groups.values())
