"""The gate over real packs: sentences, mends, figures, and few questions to the database."""

from datetime import date

import pytest
from sqlalchemy import event, select

from evidence_repo.models import Deadline, DocumentVersion, Evidence
from evidence_repo.representations.bundles import gate_json
from evidence_repo.services.bundles import GateReport, check_bundle
from evidence_repo.services.bundles.gate import SENTENCES
from index.extraction.states import ExtractionState
from tests.services.bundle_world import BundleWorld
from workflows.evidence import VerdictKind


def check(world: BundleWorld, *codes: str) -> GateReport:
    with world.reading() as session:
        packs = [world.pack(session, code) for code in codes] if codes else None
        return check_bundle(session, world.cycle(session), world.clock, packs)


def findings(report: GateReport) -> list[tuple[str, str, str, str]]:
    return [(f.level.value, f.rule, f.sentence, f.link) for f in report.findings]


def change_version(world: BundleWorld, piece: int, **values: object) -> int:
    with world.database.transaction() as session:
        version = session.get_one(Evidence, piece).version
        for name, value in values.items():
            setattr(version, name, value)
        return version.document_id


def test_an_empty_cycle_is_told_criterion_by_criterion(sealing: BundleWorld) -> None:
    report = check(sealing)
    assert (report.approved, report.total, report.is_open) == (0, 4, False)
    empty = "The pack holds neither a document nor an explanation."
    assert findings(report) == [
        ("block", "pack_empty", empty, f"/2017/criteria/TCTP-{code}")
        for code in ("1.1.3", "1.3.1", "5.2.1", "2.1.1")
    ]


def test_a_finding_leads_to_its_mend(sealing: BundleWorld) -> None:
    piece = sealing.cite()
    sealing.submit()
    name = "1/BC-UBND (Kết quả thực hiện nhiệm vụ số 1)"
    assert findings(check(sealing, "1.1.3"))[0] == (
        "block",
        "piece_submitted",
        f"Not reviewed yet: {name}",
        f"/2017/review/{piece}",
    )
    sealing.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    assert findings(check(sealing, "1.1.3"))[0] == (
        "block",
        "piece_needs_explanation",
        f"The agency owes an explanation: {name}",
        f"/2017/criteria/TCTP-1.1.3#piece-{piece}",
    )
    sealing.return_()
    sealing.explain(piece)
    sealing.submit()
    links = {rule: link for _, rule, _, link in findings(check(sealing, "1.1.3"))}
    assert links["piece_explained"] == f"/2017/review/{piece}"
    assert links["explanation_submitted"] == f"/2017/criteria/TCTP-1.1.3#piece-{piece}"
    sealing.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION)
    assert [(f.rule, f.link) for f in check(sealing, "1.1.3").blocks] == [
        ("pack_awaits_approval", "/2017/packs")
    ]
    sealing.approve()
    report = check(sealing, "1.1.3")
    assert (report.approved, report.total, report.is_open) == (1, 1, True)


def test_a_products_rejected_explanation_leads_to_the_product(sealing: BundleWorld) -> None:
    explanation = sealing.explain_product()
    sealing.submit()
    sealing.judge_explanation(explanation, False)
    found = {f.rule: f for f in check(sealing, "1.1.3").blocks}
    assert found["explanation_rejected"].sentence == "The explanation was rejected: Báo cáo 1"
    assert found["explanation_rejected"].link == "/2017/criteria/TCTP-1.1.3#product-1"


def test_what_deserves_a_look_is_told_also_of_approved_packs(sealing: BundleWorld) -> None:
    piece = sealing.approve_with()
    document = change_version(
        sealing,
        piece,
        header_number=None,
        header_issued_on=date(2016, 12, 28),
        extraction_state=ExtractionState.NO_TEXT,
    )
    report = check(sealing, "1.1.3")
    assert report.is_open
    assert findings(report) == [
        (
            "warn",
            "number_missing",
            "The number and symbol are missing: Kết quả thực hiện nhiệm vụ số 1",
            f"/documents/{document}",
        ),
        (
            "warn",
            "issued_outside_year",
            "Issued outside the year of assessment (28/12/2016): Kết quả thực hiện nhiệm vụ số 1",
            f"/2017/criteria/TCTP-1.1.3#piece-{piece}",
        ),
        (
            "warn",
            "document_without_text",
            "The document has no searchable text: Kết quả thực hiện nhiệm vụ số 1",
            f"/documents/{document}",
        ),
    ]


def test_what_is_still_being_read_and_links_without_number_are_no_findings(sealing: BundleWorld) -> None:
    version = sealing.link()
    piece = sealing.approve_with(version=version)
    change_version(sealing, piece, extraction_state=ExtractionState.READING)
    assert check(sealing, "1.1.3").findings == ()


def test_a_deadline_that_no_piece_serves_is_named(sealing: BundleWorld) -> None:
    with sealing.database.transaction() as session:
        session.add(
            Deadline(
                criterion_id=sealing.criterion(session, "1.1.3").id,
                ordinal=2,
                label="Báo cáo quý III",
                due_on=date(2017, 9, 15),
                source_text="15/9/2017",
            )
        )
    sealing.approve_with()
    with sealing.database.transaction() as session:
        piece = session.scalars(select(Evidence)).one()
        piece.deadline_id = sealing.criterion(session, "1.1.3").deadlines[0].id
    [finding] = check(sealing, "1.1.3").findings
    assert finding.sentence == "No document serves the deadline “Báo cáo quý III” (15/09/2017)."
    assert finding.link == "/2017/criteria/TCTP-1.1.3"


def test_the_json_is_what_the_command_line_prints(sealing: BundleWorld) -> None:
    told = gate_json(check(sealing, "2.1.1"))
    assert (told["year"], told["approved"], told["total"]) == (2017, 0, 1)
    assert set(told["findings"][0]) == {"level", "rule", "criterion", "message", "link"}


def test_percent_signs_in_what_people_typed_do_no_harm(sealing: BundleWorld) -> None:
    piece = sealing.cite()
    change_version(sealing, piece, header_subject="Tỷ lệ 100% (%s) %(x)s")
    assert "100% (%s) %(x)s" in check(sealing, "1.1.3").findings[0].sentence


@pytest.mark.parametrize("pieces", [3, 60])
def test_the_number_of_questions_does_not_grow(sealing: BundleWorld, pieces: int) -> None:
    for _ in range(pieces):
        sealing.cite("1.3.1")
    asked: list[str] = []
    event.listen(sealing.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(check(sealing).findings) > pieces
    assert len(asked) <= 18, asked


def test_every_rule_has_a_sentence_that_its_params_fill(sealing: BundleWorld) -> None:
    for rule, sentence in SENTENCES.items():
        names = ("piece", "product", "target", "date", "deadline", "count", "figures", "question")
        filled = sentence % dict.fromkeys(names, "x")
        assert filled, rule


def test_no_version_is_loaded_whole(sealing: BundleWorld) -> None:
    sealing.cite()
    with sealing.reading() as session:
        check_bundle(session, sealing.cycle(session), sealing.clock)
        assert not [row for row in session.identity_map.values() if isinstance(row, DocumentVersion)]
