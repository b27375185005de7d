"""Explanations in full: until when a round is good, what it begins with, what it rests on, and its paper."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, NotVisible
from evidence_repo.models import AuditEvent, DocumentVersion, Explanation, NamedDocument
from evidence_repo.services.examining.bases import legal_bases
from evidence_repo.services.holidays.days import work_calendar
from evidence_repo.services.screens.explanations_paper import render_rounds
from evidence_repo.services.workflow.explanation_templates import change_template, explanation_templates
from evidence_repo.services.workflow.packs import ANSWER_DAYS, return_pack
from tests.services.world import World
from workflows.evidence import VerdictKind
from workflows.explanations import ExplanationKind


def returned(world: World) -> int:
    piece = world.cite()
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION, comment="Thiếu phụ lục")
    give_back(world)
    return piece


def give_back(world: World, last_day: date | None = None) -> None:
    with world.database.transaction() as session:
        pack = world.pack(session, "1.1.3")
        return_pack(session, world.actor("reviewer"), pack, last_day=last_day, clock=world.clock)


def rounds(world: World) -> list[Explanation]:
    with world.reading() as session:
        return list(session.scalars(select(Explanation).order_by(Explanation.round)))


def test_a_round_knows_until_when_it_is_good(world: World) -> None:
    piece = returned(world)
    world.explain(piece)
    [first] = rounds(world)
    with world.reading() as session:
        expected = work_calendar(session).add_working_days(world.clock.today(), ANSWER_DAYS)
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "return_pack"))
    assert first.last_day == expected
    assert event.details["last_day"] == expected.isoformat()
    assert not first.is_late


def test_a_reviewer_names_another_day_within_a_year(world: World) -> None:
    today = world.clock.today()
    piece = world.cite()
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    for wrong in (today - timedelta(days=1), today + timedelta(days=400)):
        with pytest.raises(BadInput):
            give_back(world, wrong)
    day = today + timedelta(days=30)
    give_back(world, day)
    with world.reading() as session:
        assert world.pack(session, "1.1.3").answer_last_day == day


def test_a_first_round_has_no_last_day(world: World) -> None:
    world.explain_product()
    assert rounds(world)[0].last_day is None


def test_every_kind_begins_with_words_that_the_coordinator_keeps(world: World) -> None:
    with world.reading() as session:
        shipped = explanation_templates(session)
    assert set(shipped) == set(ExplanationKind)
    assert all(template.text for template in shipped.values())
    kind = ExplanationKind.MISSING
    with world.database.transaction() as session:
        change_template(session, world.actor("coordinator"), kind, " Lý do:  \r\n… ", "Luật số 1", 1)
    with world.database.transaction() as session:  # the same again is no change
        change_template(session, world.actor("coordinator"), kind, "Lý do:\n…", "Luật số 1")
    with world.reading() as session:
        changed = explanation_templates(session)[kind]
        [event] = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "change_explanation_template")
        )
    assert (changed.text, changed.legal_basis) == ("Lý do:\n…", "Luật số 1")
    assert event.details["before"] == shipped[kind].text
    for person, text, seen, error in (
        ("coordinator", "Khác", 1, ChangedMeanwhile),
        ("coordinator", "  ", None, BadInput),
        ("coordinator", "x" * 5001, None, BadInput),
        ("reviewer", "Khác", None, NotAllowed),
        ("lan", "Khác", None, NotAllowed),
    ):
        with pytest.raises(error), world.database.transaction() as session:
            change_template(session, world.actor(person), kind, text, "", seen)


def name_document(world: World, version: int, number: str, doc_type: str, ordinal: int) -> None:
    with world.database.transaction() as session:
        sha256 = session.get_one(DocumentVersion, version).sha256
        key = number.lower()
        named = NamedDocument(sha256=sha256, ordinal=ordinal, number_key=key, number=number, times=ordinal)
        named.doc_type, named.pages, named.place = doc_type, [], {}
        session.add(named)


def test_legal_bases_come_from_the_texts_and_from_what_is_kept(world: World) -> None:
    version, decree = world.document(), world.document()
    world.cite(version=version)
    world.cite(version=decree)
    name_document(world, version, "61/2018/NĐ-CP", "Nghị định", 1)
    name_document(world, version, "12/BC-SNV", "Báo cáo", 2)
    name_document(world, version, "01/2018/TT-VPCP", "Thông tư", 3)
    with world.database.transaction() as session:
        kept = session.get_one(DocumentVersion, decree)
        kept.number_key, kept.header_type = "61/2018/nđ-cp", "Nghị định"
        kept.header_issued_on, kept.header_issuer = date(2018, 4, 23), "Chính phủ"
        kept.header_subject = "về cơ chế một cửa"
    with world.reading() as session:
        criterion = world.criterion(session, "1.1.3")
        found = legal_bases(session, world.actor("lan"), criterion)
        strangers = legal_bases(session, world.actor("justice"), criterion)
    assert [basis.words for basis in found] == [
        "Nghị định số 61/2018/NĐ-CP ngày 23/04/2018 của Chính phủ về cơ chế một cửa",
        "Thông tư số 01/2018/TT-VPCP",
    ]
    assert [basis.version.id if basis.version else None for basis in found] == [decree, None]
    assert strangers == []


def paper(world: World, who: str) -> str:
    with world.reading() as session:
        content = render_rounds(session, world.actor(who), world.criterion(session, "1.1.3"))
        assert content == render_rounds(session, world.actor(who), world.criterion(session, "1.1.3"))
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def test_a_criterions_paper_has_every_round(world: World) -> None:
    with pytest.raises(NotVisible):
        paper(world, "lan")
    piece = returned(world)
    world.explain(piece, text="Lần thứ nhất\nDòng hai")
    world.explain_product()
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION, comment="Chưa rõ")
    world.return_()
    world.explain(piece, text="Lần thứ hai")
    words = paper(world, "lan")
    assert words.index("Giải trình lần 1") < words.index("Lần thứ nhất") < words.index("Dòng hai")
    assert words.index("Dòng hai") < words.index("Giải trình lần 2") < words.index("Lần thứ hai")
    assert "Chưa chấp nhận giải trình, hạn " in words
    assert "Tài liệu: " in words
    assert "Sản phẩm 1: " in words
    with pytest.raises(NotVisible):
        paper(world, "justice")
