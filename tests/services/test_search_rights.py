"""Rights inside the query: a search says what a filter afterwards leaves, for every role, on random data."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError
from evidence_repo.models import DocumentVersion, Evidence, Explanation, Review
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import can_see_comments, relation_to_piece
from evidence_repo.services.searching.correcting import better_query
from evidence_repo.services.searching.facets import Facet, Filters
from evidence_repo.services.searching.finding import search_documents
from evidence_repo.services.searching.suggesting import suggest
from index.text import fold
from tests.services.library import Library, read_again
from tests.services.test_visibility import ROLE_SETS, Facts
from tests.services.world import NOW
from workflows.evidence import EvidenceState, Reason, VerdictKind

AGENCIES = (2, 3, 4)
WORDS = ("kế hoạch", "tổ chức", "thủ tục", "công chức", "đào tạo")
TYPES = ("Quyết định", "Thông báo", None)
ANSWERED = {EvidenceState.NEEDS_EXPLANATION, EvidenceState.EXPLAINED}

Row = tuple[int, dict[Facet, str | None]]


class RandomShelf:
    """Documents, citations, verdicts and explanations at random, and what they are by the rights alone."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library = library
        self.random = random.Random(seed)
        self.texts: dict[int, str] = {}
        for number in range(12):
            text = f"{' '.join(self.random.sample(WORDS, 2))} riêng{chr(97 + number)}"
            who = self.random.choice(("lan", "justice", "district"))
            version = library.document(text, who=who, type=self.random.choice(TYPES))
            self.texts[version] = text

    def fill(self, session: Session, seed: int) -> Facts:
        """Cite the documents in every state, judge some, explain some, and have the index follow."""
        facts = Facts(session, self.library.world, list(self.texts), seed)
        session.flush()
        for piece in session.scalars(select(Evidence)).all():
            if self.random.random() < 0.5:
                self._judge(session, piece)
        read_again(session, *self.texts)
        return facts

    def _judge(self, session: Session, piece: Evidence) -> None:
        for _ in range(self.random.randint(1, 2)):
            session.add(
                Review(
                    evidence_id=piece.id,
                    version_id=piece.version_id,
                    reviewer_id=piece.cited_by_id,
                    verdict=VerdictKind.NEEDS_EXPLANATION,
                    reason=self.random.choice(list(Reason)),
                    state_before=EvidenceState.SUBMITTED,
                    decided_at=NOW,
                    undone_at=self.random.choice((None, NOW)),
                )
            )

    def rows(self, session: Session, facts: Facts, actor: Actor) -> Iterator[Row]:
        """Yield what this person may find of the citations, told by the rights, one by one."""
        for piece in session.scalars(select(Evidence).order_by(Evidence.id)):
            if facts.sees(actor, piece) and piece.state is not EvidenceState.WITHDRAWN:
                told = self._told(piece.criterion, piece.version)
                told |= {Facet.AGENCY: piece.agency.code, Facet.STATE: piece.state.value}
                yield piece.version_id, told | {Facet.REASON: _reason(session, actor, piece)}
        for explanation in session.scalars(select(Explanation)):
            if facts.sees_explanation(actor, explanation):
                for version in explanation.documents:
                    told = self._told(explanation.criterion, version)
                    yield version.id, told | {Facet.STATE: None, Facet.REASON: None}

    @staticmethod
    def _told(criterion: object, version: DocumentVersion) -> dict[Facet, str | None]:
        return {
            Facet.TYPE: version.header_type,
            Facet.ISSUER: version.header_issuer,
            Facet.AGENCY: criterion.lead_agency.code,  # type: ignore[attr-defined]
            Facet.FIELD: criterion.code[0],  # type: ignore[attr-defined]
            Facet.CRITERION: criterion.label,  # type: ignore[attr-defined]
            Facet.YEAR: "2017",
            Facet.FORMAT: "pdf",
        }

    def filters(self) -> Filters:
        """Return something chosen, or nothing."""
        chosen: dict[Facet, set[str]] = {}
        if self.random.random() < 0.6:
            chosen[Facet.STATE] = set(self.random.sample([state.value for state in EvidenceState], 2))
        if self.random.random() < 0.6:
            chosen[Facet.CRITERION] = {self.random.choice(("TCTP 1.1.3", "TCTP 2.1.1", "TCTP 9.9.9"))}
        if self.random.random() < 0.3:
            chosen[Facet.TYPE] = {"Quyết định"}
        if self.random.random() < 0.3:
            chosen[Facet.REASON] = {self.random.choice(list(Reason)).value}
        return chosen


def _reason(session: Session, actor: Actor, piece: Evidence) -> str | None:
    standing = [review for review in piece.reviews if review.undone_at is None]
    hears = can_see_comments(actor, relation_to_piece(actor, piece))
    if not standing or piece.state not in ANSWERED or not hears:
        return None
    reason = standing[-1].reason
    return reason.value if reason else None


def _expected(
    rows: list[Row], having: set[int], filters: Filters
) -> tuple[set[int], dict[Facet, dict[str, int]]]:
    """Filter afterwards: the versions found, and what each choice would hold."""
    rows = [row for row in rows if row[0] in having]

    def passes(told: dict[Facet, str | None], but: Facet | None = None) -> bool:
        return all(told[facet] in wanted for facet, wanted in filters.items() if facet is not but)

    held: dict[Facet, dict[str, set[int]]] = {facet: defaultdict(set) for facet in Facet}
    for facet in Facet:
        for version, told in rows:
            if passes(told, but=facet) and told[facet]:
                held[facet][str(told[facet])].add(version)
    counts = {facet: {value: len(ids) for value, ids in held[facet].items()} for facet in Facet}
    return {version for version, told in rows if passes(told)}, counts


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_found_and_counted_is_what_a_filter_afterwards_leaves(
    any_library: Library, seed: int
) -> None:
    library = any_library
    shelf = RandomShelf(library, seed)
    with library.database.transaction() as session:
        facts = shelf.fill(session, seed)
    library.update()
    sizes = set()
    with library.world.reading() as session:
        for roles in ROLE_SETS:
            for agency_id in AGENCIES:
                actor = Actor(1, "x", agency_id, roles, "web")
                rows = list(shelf.rows(session, facts, actor))
                word, filters = shelf.random.choice(WORDS), shelf.filters()
                having = {version for version, text in shelf.texts.items() if word in text}
                found, counts = _expected(rows, having, filters)
                page = search_documents(
                    session, library.engine, library.store, actor, word, filters=filters, limit=1000
                )
                told = (roles, agency_id, word, filters)
                assert {hit.version.id for hit in page.hits} == found, told
                assert page.total == len(found), told
                offered = {
                    facet: {choice.value: choice.count for choice in choices if choice.count}
                    for facet, choices in page.facets.items()
                }
                assert offered == counts, told
                sizes.add(len(found))
    assert len(sizes) > 3  # the data tells the roles apart


def test_nothing_is_suggested_that_only_others_documents_have(library: Library) -> None:
    """Every document has a word and a number of its own: who is helped to them may find it."""
    shelf = RandomShelf(library, 5)
    with library.database.transaction() as session:
        facts = shelf.fill(session, 5)
        for version, text in shelf.texts.items():
            row = session.get_one(DocumentVersion, version)
            row.header_number, row.header_subject = f"{version}77/BC-SNV", f"{text} chung chung"
    library.update()
    helped = 0
    with library.world.reading() as session:
        for roles in ROLE_SETS:
            for agency_id in AGENCIES:
                actor = Actor(1, "x", agency_id, roles, "web")
                seen = {version for version, _ in shelf.rows(session, facts, actor)}
                numbers = {f"{version}77/BC-SNV" for version in seen}
                own_words = {shelf.texts[version].split()[-1] for version in seen}
                for typed in ("chung", *WORDS, *(f"{version}7" for version in shelf.texts)):
                    told = suggest(session, library.engine, actor, typed, limit=100)
                    assert {named.number for named in (*told.numbers, *told.subjects)} <= numbers
                    if told.phrases:
                        assert len(seen) > 1
                    helped += len(told.numbers)
                for number in range(12):
                    meant = better_query(session, library.engine, actor, f"riêngg{chr(97 + number)} chung")
                    assert meant is None or fold(meant.split()[0]) in map(fold, own_words)
    assert helped


def test_what_is_remembered_is_never_older_than_the_last_change(library: Library) -> None:
    """A long random story, every step searched by everybody with and without the memory of a process."""
    chance, world = random.Random(7), library.world
    people = ("lan", "justice", "district", "reviewer", "approver", "coordinator", "observer", "ministry")
    library.cited("Cải cách", type="Báo cáo")
    for _ in range(25):
        _one_step(library, chance)
        if chance.random() < 0.5:
            library.update()
        with world.reading() as session:
            for who in people:
                told = [
                    search_documents(
                        session, library.engine, library.store, world.actor(who), "cải cách", memory=memory
                    )
                    for memory in (None, library.memory)
                ]
                assert told[0].facets == told[1].facets, who
                assert [hit.version.id for hit in told[0].hits] == [hit.version.id for hit in told[1].hits]


def _one_step(library: Library, chance: random.Random) -> None:
    """Do one of the things that change what people find; where the rules refuse it, nothing changes."""
    world = library.world
    with world.reading() as session:
        submitted = session.scalars(
            select(Evidence.id).where(Evidence.state == EvidenceState.SUBMITTED)
        ).all()
    steps = (
        lambda: library.cited("Cải cách", type=chance.choice(TYPES)),
        lambda: library.cited("Cải cách", code="2.1.1", who="justice"),
        world.submit,
        world.recall,
        lambda: world.judge(chance.choice(submitted), chance.choice(list(VerdictKind)[:2])),
        world.return_,
        world.approve,
        lambda: library.rewrite(1, chance.choice(("Cải cách", "Khác"))),
    )
    with suppress(EvidenceError, IndexError):
        chance.choice(steps)()
