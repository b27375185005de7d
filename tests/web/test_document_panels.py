"""What is found out about a document, on its page, on the desk, with its criterion: to each their own."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from evidence_repo.models import DocumentVersion, Evidence, Examination
from evidence_repo.services.examining.examination import examine_document
from evidence_repo.services.workflow.headers import confirm_header
from index.extraction import ExtractionState
from index.signatures import SignatureProblem, SignatureReport, SignatureState
from tests.services.library import Library
from tests.unit.index.reports import misread, quarterly_report
from tests.web.pages import Page
from tests.web.site import Site

JUSTICE = "2.1.1"


class Province:
    """The site with documents that have a text and are examined."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.world = site.world
        self.library = Library(site.world, site.container.store, site.container.engine)

    def cited(self, text: str, code: str = "1.1.3", who: str = "lan", **header: object) -> tuple[int, int]:
        """Cite a document with this text; return its version's id and its piece's."""
        version_id = self.library.document(text, who=who, **header)
        piece = self.world.cite(code, who, version=version_id)
        examine_document(self.site.container, self.version(version_id).sha256)
        return version_id, piece

    def version(self, version_id: int) -> DocumentVersion:
        with self.world.reading() as session:
            return session.get_one(DocumentVersion, version_id)

    def page(self, version_id: int, who: str, *, status: int = 200) -> Page:
        address = f"/documents/{self.version(version_id).document_id}"
        return self.site.visitor(who).get(address, status=status)

    def note_signatures(self, version_id: int, state: SignatureState, *reports: SignatureReport) -> None:
        with self.site.container.database.transaction() as session:
            found = session.get_one(Examination, self.version(version_id).sha256)
            found.signature_state = state
            found.signatures = [report.to_json() for report in reports]

    def confirm_number(self, version_id: int, number: str, who: str) -> None:
        with self.site.container.database.transaction() as session:
            version = session.get_one(DocumentVersion, version_id)
            confirm_header(
                session, self.world.actor(who), version, {"number": number}, None, self.world.clock
            )


@pytest.fixture
def province(site: Site) -> Province:
    """Give the small province of the site."""
    return Province(site)


SIGNED = SignatureReport(
    "Signature1",
    SignatureState.VALID,
    signer="Nguyễn Văn An",
    agency="Sở Nội vụ",
    issuer="CA chuyên dùng Chính phủ",
    signed_at=datetime(2017, 11, 20, 8, 30, tzinfo=UTC),
)
STAMPED = SignatureReport(
    "Signature2", SignatureState.CHANGED, SignatureProblem.LATER_CHANGES, signer="Văn thư"
)


@pytest.mark.parametrize(
    ("state", "word", "problem", "told"),
    [
        (SignatureState.VALID, "Chữ ký số hợp lệ", SignatureProblem.NONE, ""),
        (
            SignatureState.UNKNOWN_TRUST,
            "Chưa xác định được độ tin cậy",
            SignatureProblem.UNKNOWN_ISSUER,
            "Tổ chức cấp chứng thư số chưa có trong danh sách tin cậy của hệ thống.",
        ),
        (
            SignatureState.INVALID,
            "Chữ ký số không hợp lệ",
            SignatureProblem.REVOKED,
            "Chứng thư số của người ký đã bị thu hồi.",
        ),
        (
            SignatureState.CHANGED,
            "Văn bản bị thay đổi sau khi ký",
            SignatureProblem.OTHER_CONTENT,
            "Nội dung đã ký không còn đúng như trong tệp hiện nay.",
        ),
    ],
)
def test_a_signature_says_who_signed_when_and_what_it_is_worth(
    province: Province, state: SignatureState, word: str, problem: SignatureProblem, told: str
) -> None:
    version_id, piece = province.cited("Báo cáo")
    report = SignatureReport(
        "Signature1", state, problem, SIGNED.signer, SIGNED.agency, SIGNED.issuer, SIGNED.signed_at
    )
    province.note_signatures(version_id, state, report)
    province.world.submit()
    desk = province.site.visitor("reviewer").get(f"/2017/review/{piece}")
    for page in (province.page(version_id, "lan"), province.page(version_id, "reviewer"), desk):
        panel = " ".join(page.one("#signatures").get_text(" ").split())
        for expected in (word, "Nguyễn Văn An", "Sở Nội vụ", "20/11/2017 15:30", SIGNED.issuer, told):
            assert expected in panel


def test_the_worst_of_several_signatures_stands_above_and_each_has_its_own(province: Province) -> None:
    version_id, _ = province.cited("Báo cáo")
    province.note_signatures(version_id, SignatureState.CHANGED, SIGNED, STAMPED)
    panel = province.page(version_id, "lan").one("#signatures")
    states = [state.get_text(strip=True) for state in panel.select(".state")]
    assert states == ["Văn bản bị thay đổi sau khi ký", "Chữ ký số hợp lệ", "Văn bản bị thay đổi sau khi ký"]


def test_a_file_without_signature_says_that_a_stamp_is_none(province: Province) -> None:
    version_id, _ = province.cited("Báo cáo")
    province.note_signatures(version_id, SignatureState.NONE)
    panel = province.page(version_id, "lan").one("#signatures")
    assert "Không có chữ ký số" in panel.get_text()
    assert "không phải là chữ ký số" in panel.get_text()


def test_nothing_is_said_of_signatures_that_nobody_could_check(province: Province) -> None:
    version_id = province.library.document("Báo cáo")
    province.world.cite(version=version_id)
    assert not province.page(version_id, "lan").tree.select("#signatures")


def test_panels_are_of_no_use_to_those_who_may_not_open_the_document(province: Province) -> None:
    version_id, _ = province.cited("Báo cáo")
    province.note_signatures(version_id, SignatureState.VALID, SIGNED)
    for name in ("justice", "district", "approver", "council", "observer", "ministry"):
        assert SIGNED.signer not in province.page(version_id, name, status=404).text


def test_citations_lead_both_ways_as_far_as_each_may_see(province: Province) -> None:
    plan, _ = province.cited("Kế hoạch", number="416/KH-UBND", subject="Kế hoạch của Sở Nội vụ")
    named = "Thực hiện Kế hoạch số 416/KH-UBND và Nghị định số 34/2016/NĐ-CP"
    report, piece = province.cited(named, JUSTICE, "justice", subject="Báo cáo của Sở Tư pháp")
    own = province.page(report, "justice").one("#named")
    assert "416/KH-UBND" in own.get_text()  # that stands in the text
    assert "Kế hoạch của Sở Nội vụ" not in own.get_text()  # that it is here is not theirs to know
    assert not province.page(plan, "lan").tree.select("#citing")
    province.world.submit()
    province.world.submit(JUSTICE, "justice-head")
    seen = province.page(report, "reviewer").one("#named")
    assert [link.get_text(strip=True) for link in seen.select("li:first-child .text-break[href]")] == [
        "Kế hoạch của Sở Nội vụ"
    ]
    assert "34/2016/NĐ-CP" in seen.get_text()
    citing = province.page(plan, "reviewer").one("#citing")
    assert "Báo cáo của Sở Tư pháp" in citing.get_text()
    assert "#named" not in province.page(plan, "lan").text
    desk = province.site.visitor("reviewer").get(f"/2017/review/{piece}")
    assert "Kế hoạch của Sở Nội vụ" in desk.words


@pytest.fixture
def two_scans(province: Province) -> tuple[int, int]:
    """Give two scans of one report, of two agencies, as drafts: the versions' ids."""
    report = quarterly_report(1, 0, 1)
    first, _ = province.cited(report, number="12/BC-SNV", issued_on=date(2017, 3, 20), subject="Báo cáo gốc")
    second, _ = province.cited(misread(report, 0.005, 1), JUSTICE, "justice", subject="Bản quét của Tư pháp")
    return first, second


def near_notes(page: Page) -> list[str]:
    """Return what a criterion's page says of documents nearly the same."""
    return [" ".join(note.get_text(" ").split()) for note in page.tree.select(".piece .near")]


def test_two_agencies_scans_of_one_report_are_told_to_reviewers_only(
    province: Province, two_scans: tuple[int, int]
) -> None:
    first, second = two_scans
    province.world.submit()
    province.world.submit(JUSTICE, "justice-head")
    for who, version_id in (("lan", first), ("justice", second)):
        page = province.page(version_id, who)
        assert not page.tree.select("#near")
        assert "Bản quét" not in page.words or who == "justice"
    for name, code in (("lan", "1.1.3"), ("justice", JUSTICE)):
        assert near_notes(province.site.visitor(name).get(f"/2017/criteria/TCTP-{code}")) == []
    panel = province.page(first, "reviewer").one("#near").get_text(" ", strip=True)
    for expected in ("Bản quét của Tư pháp", "% ", "Sở Tư pháp", f"TCTP {JUSTICE}"):
        assert expected in panel
    with province.world.reading() as session:
        piece = session.scalars(select(Evidence.id).where(Evidence.version_id == second)).one()
    assert (
        "Tài liệu gần giống: Báo cáo gốc"
        in province.site.visitor("reviewer").get(f"/2017/review/{piece}").words
    )
    [note] = near_notes(province.site.visitor("reviewer").get(f"/2017/criteria/TCTP-{JUSTICE}"))
    for expected in ("Báo cáo gốc", "12/BC-SNV", "20/03/2017", "Sở Nội vụ", "TCTP 1.1.3"):
        assert expected in note


def test_an_uploader_is_told_of_the_own_agencys_document_at_another_criterion(province: Province) -> None:
    report = quarterly_report(2, 0, 2)
    province.cited(report, "1.1.3", subject="Báo cáo thứ nhất")
    province.cited(misread(report, 0.005, 3), "5.2.1", "mai", subject="Báo cáo thứ hai")
    [note] = near_notes(province.site.visitor("lan").get("/2017/criteria/TCTP-5.2.1"))
    assert "Báo cáo thứ nhất" in note


def test_another_number_known_for_sure_is_no_double_to_an_uploader_but_told_on_the_page(
    province: Province,
) -> None:
    report = quarterly_report(2, 0, 2)
    first, _ = province.cited(report, subject="Báo cáo thứ nhất")
    second, _ = province.cited(misread(report, 0.005, 3), subject="Báo cáo thứ hai")
    province.confirm_number(first, "12/BC-SNV", "lan")
    address = "/2017/criteria/TCTP-1.1.3"
    assert len(near_notes(province.site.visitor("lan").get(address))) == 2  # one number may be misread
    province.confirm_number(second, "13/BC-SNV", "lan")
    assert near_notes(province.site.visitor("lan").get(address)) == []
    assert "khác số, ký hiệu" in province.page(first, "lan").one("#near").get_text()


def test_what_an_annex_says_of_its_parent_is_said_to_be_the_parents(province: Province) -> None:
    version_id, _ = province.cited("Danh mục thủ tục hành chính.", number="1234/QĐ-UBND")
    with province.site.container.database.transaction() as session:
        version = session.get_one(DocumentVersion, version_id)
        version.header_confidence = {"number": {"confidence": 0.75, "page": 1, "of_parent": True}}
    shown = province.page(version_id, "lan").text
    assert shown.count("là của văn bản mà phụ lục này kèm theo") == 1


def test_while_a_long_scan_is_read_its_pages_are_counted_in_words(province: Province) -> None:
    piece = province.world.cite()
    _change(province, piece, extraction_state=ExtractionState.READING, page_count=170, pages_read=40)
    page = province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3")
    assert "Đã trích xuất 40/170 trang." in page.one(f"#piece-{piece} .reading").get_text(" ", strip=True)
    assert "kiểm tra" not in page.one(f"#piece-{piece}").get_text()
    _change(province, piece, header_number="683/BC-UBND")
    page = province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3")
    assert "Đã điền sẵn thông tin từ trang đầu." in page.one(f"#piece-{piece}").get_text()


def test_a_page_that_cannot_be_read_is_named_to_uploader_and_reviewer(province: Province) -> None:
    piece = province.world.cite()
    warnings = [{"kind": "pages_illegible", "pages": [3], "detail": ""}]
    _change(province, piece, extraction_state=ExtractionState.DONE, extraction_warnings=warnings)
    told = "Trang 3 không đọc được"
    assert (
        told
        in province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").one(f"#piece-{piece}").get_text()
    )
    province.world.submit()
    assert told in province.site.visitor("reviewer").get(f"/2017/review/{piece}").words


def test_a_read_file_in_which_nothing_was_found_says_so(province: Province) -> None:
    piece = province.world.cite()
    _change(province, piece, extraction_state=ExtractionState.DONE)
    row = province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").one(f"#piece-{piece}").get_text()
    assert "Đã trích xuất nhưng không thấy số, ngày ban hành, trích yếu" in row
    assert "đã điền sẵn" not in row
    checks = province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").one("#checks").get_text()
    assert "Thiếu số, ký hiệu hoặc ngày ban hành" in checks
    assert "Ban hành trong năm" not in checks  # of what has no day, nobody knows the year


def test_scans_that_wait_for_recognition_say_what_they_wait_for(province: Province) -> None:
    piece = province.world.cite()
    _change(province, piece, extraction_state=ExtractionState.NEEDS_OCR)
    row = province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").one(f"#piece-{piece}").get_text()
    assert "nhận dạng chữ (OCR)" in row


def _change(province: Province, evidence_id: int, **values: object) -> None:
    with province.site.container.database.transaction() as session:
        version = session.get_one(Evidence, evidence_id).version
        for name, value in values.items():
            setattr(version, name, value)


def test_the_same_file_twice_under_one_criterion_is_told(province: Province) -> None:
    version_id, first = province.cited("Báo cáo")
    second = province.world.cite(version=version_id)
    page = province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3")
    for piece in (first, second):
        assert "hơn một lần" in page.one(f"#piece-{piece}").get_text()
        assert "TCTP 1.1.3" not in page.one(f"#piece-{piece}").get_text()
    province.site.visitor("lan").post(f"/2017/evidence/{second}/withdraw")
    assert "hơn một lần" not in province.site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").words


def test_the_rights_on_a_document_are_worked_out_once(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    with site.world.reading() as session:
        document = session.get_one(Evidence, piece).version.document_id
    reviewer = site.visitor("reviewer")
    reviewer.get(f"/documents/{document}")
    statements: list[str] = []
    listen(
        site.container.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: statements.append(statement),
    )
    reviewer.get(f"/documents/{document}?version=1")
    visible = [each for each in statements if each.endswith("ORDER BY document_version.number")]
    assert len(visible) == 1
    assert len(statements) <= 22  # one counts the unread notices
