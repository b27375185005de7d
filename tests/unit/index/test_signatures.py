"""Signatures of PDFs: good, spoilt, changed after signing, of unknown issuers; and nobody is ever asked."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.extraction import Sandbox, Unreadable
from index.media import MediaType
from index.signatures import (
    BadTrustFile,
    SignatureProblem,
    SignatureReport,
    SignatureState,
    TrustRoots,
    check_signatures,
    overall_state,
    read_trust_roots,
)
from tests.documents import build_admin_pdf, build_docx, build_encrypted_pdf, build_scan_pdf
from tests.signing import (
    SIGNED_ON,
    Authority,
    break_signature,
    build_authority,
    change_page_later,
    change_signed_bytes,
    fill_form_later,
    sign,
)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return build_authority()


@pytest.fixture(scope="module")
def trust(authority: Authority) -> TrustRoots:
    return TrustRoots((authority.der,))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return build_admin_pdf(tmp_path / "bao-cao.pdf")


class NetworkWatch:
    """Notes every attempt to reach another machine, below whatever library makes it."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: list[str] = []

    def __call__(self, event: str, _arguments: object) -> None:
        if self.is_on and event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname"}:
            self.seen.append(event)


@pytest.fixture(scope="module")
def watch() -> NetworkWatch:
    watch = NetworkWatch()
    sys.addaudithook(watch)  # cannot be taken back: it is switched off instead
    return watch


@pytest.fixture
def watched(watch: NetworkWatch) -> Iterator[NetworkWatch]:
    watch.seen.clear()
    watch.is_on = True
    yield watch
    watch.is_on = False


def only(path: Path, trust: TrustRoots) -> SignatureReport:
    (found,) = check_signatures(path, trust)
    return found


def test_a_good_signature_tells_who_signed_for_whom_and_when(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    signer = authority.signer("Trần Thị Bình", "Sở Nội vụ", unit="Văn phòng")
    found = only(sign(report, signer), trust)
    assert (found.state, found.problem) == (SignatureState.VALID, SignatureProblem.NONE)
    assert (found.signer, found.agency) == ("Trần Thị Bình", "Văn phòng, Sở Nội vụ")
    assert found.issuer == "Cơ quan chứng thực thử nghiệm"
    assert (found.signed_at, found.is_timestamped) == (SIGNED_ON, False)
    assert found.is_last_word


def test_an_agencys_own_certificate_is_told_once(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    found = only(sign(report, authority.signer("Sở Nội vụ", "Sở Nội vụ")), trust)
    assert (found.signer, found.agency) == ("Sở Nội vụ", "")


def test_an_unsigned_file_a_picture_of_a_seal_and_an_empty_field_are_no_signatures(
    tmp_path: Path, trust: TrustRoots
) -> None:
    assert check_signatures(build_admin_pdf(tmp_path / "a.pdf"), trust) == ()
    assert check_signatures(build_scan_pdf(tmp_path / "b.pdf"), trust) == ()
    (tmp_path / "c.pdf").write_bytes(b"")
    assert check_signatures(tmp_path / "c.pdf", trust) == ()


@pytest.mark.parametrize("roots", [(), ("other",)])
def test_without_its_root_a_signature_is_of_unknown_trust(
    report: Path, authority: Authority, roots: tuple[str, ...]
) -> None:
    trust = TrustRoots(tuple(build_authority(name).der for name in roots))
    found = only(sign(report, authority.signer()), trust)
    assert (found.state, found.problem) == (SignatureState.UNKNOWN_TRUST, SignatureProblem.UNKNOWN_ISSUER)
    assert found.signer == "Nguyễn Văn An"


def test_a_certificate_is_judged_at_the_time_of_the_signature(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    signer = authority.signer(until=SIGNED_ON + timedelta(days=30))
    assert only(sign(report, signer, at=SIGNED_ON + timedelta(days=29)), trust).state is SignatureState.VALID
    late = sign(build_admin_pdf(report), signer, at=SIGNED_ON + timedelta(days=31))
    found = only(late, trust)
    assert (found.state, found.problem) == (SignatureState.UNKNOWN_TRUST, SignatureProblem.OUTSIDE_VALIDITY)


def test_a_changed_byte_and_a_changed_page_are_changes_after_signing(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    found = only(change_signed_bytes(sign(report, authority.signer())), trust)
    assert (found.state, found.problem) == (SignatureState.CHANGED, SignatureProblem.OTHER_CONTENT)
    found = only(change_page_later(sign(build_admin_pdf(report), authority.signer())), trust)
    assert (found.state, found.problem) == (SignatureState.CHANGED, SignatureProblem.LATER_CHANGES)
    assert not found.is_last_word


def test_document_information_may_be_added_later(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    assert only(fill_form_later(sign(report, authority.signer())), trust).state is SignatureState.VALID


def test_a_spoilt_signature_is_invalid_and_the_others_are_still_told(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    sign(report, authority.signer("Người thứ nhất"), "First")
    break_signature(sign(report, authority.signer("Người thứ hai"), "Second"))
    first, second = check_signatures(report, trust)
    assert (first.signer, first.state) == ("Người thứ nhất", SignatureState.VALID)
    assert (second.state, second.problem) == (SignatureState.INVALID, SignatureProblem.MALFORMED)
    assert overall_state((first, second)) is SignatureState.INVALID


def test_thirteen_visible_signatures_one_after_the_other_are_all_valid(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    signer = authority.signer()
    for number in range(1, 14):
        sign(report, signer, f"Signature{number}", visible=True, certify=number == 1)
    found = check_signatures(report, trust)
    assert [each.field for each in found] == [f"Signature{number}" for number in range(1, 14)]
    assert {each.state for each in found} == {SignatureState.VALID}
    assert [each.is_last_word for each in found] == [False] * 12 + [True]


def test_a_change_between_two_signatures_is_told_of_the_first(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    change_page_later(sign(report, authority.signer(), "First"))
    sign(report, authority.signer(), "Second")
    found = check_signatures(report, trust)
    assert [each.state for each in found] == [SignatureState.CHANGED, SignatureState.VALID]
    assert overall_state(found) is SignatureState.CHANGED


def test_junk_before_the_file_begins_does_not_shift_what_was_signed(
    report: Path, authority: Authority, trust: TrustRoots
) -> None:
    sign(report, authority.signer())
    report.write_bytes(b"X-Header: van thu\r\n\r\n" + report.read_bytes())
    assert only(report, trust).state is SignatureState.VALID


def test_nobody_is_asked_although_the_certificate_says_where(
    report: Path, authority: Authority, trust: TrustRoots, watched: NetworkWatch
) -> None:
    sign(report, authority.signer())
    assert only(report, trust).state is SignatureState.VALID
    assert only(report, TrustRoots()).state is SignatureState.UNKNOWN_TRUST
    assert watched.seen == []


def test_the_file_is_never_written(report: Path, authority: Authority, trust: TrustRoots) -> None:
    before = sign(report, authority.signer()).read_bytes()
    report.chmod(0o400)
    check_signatures(report, trust)
    assert report.read_bytes() == before


def test_the_sandbox_checks_by_the_folder_of_certificates(
    sandbox: Sandbox, tmp_path: Path, report: Path, authority: Authority
) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "root.pem").write_bytes(authority.pem)
    sign(report, authority.signer())
    (found,) = sandbox.check_signatures(report, MediaType.PDF, read_trust_roots(folder))
    assert found.state is SignatureState.VALID
    assert sandbox.check_signatures(report, MediaType.PDF)[0].state is SignatureState.UNKNOWN_TRUST
    assert (
        sandbox.check_signatures(build_docx(tmp_path / "a.docx"), MediaType.DOCX, read_trust_roots(folder))
        == ()
    )


def test_what_cannot_be_opened_is_unreadable(sandbox: Sandbox, tmp_path: Path) -> None:
    locked = build_encrypted_pdf(tmp_path / "locked.pdf")
    locked.write_bytes(locked.read_bytes() + b"\n% /ByteRange")
    with pytest.raises(Unreadable):
        sandbox.check_signatures(locked, MediaType.PDF)
    (tmp_path / "rubbish.pdf").write_bytes(b"%PDF-1.4\n/ByteRange [0 0 0 0]")
    with pytest.raises(Unreadable):
        sandbox.check_signatures(tmp_path / "rubbish.pdf", MediaType.PDF)


def test_trust_roots_are_read_from_pem_and_der_and_known_by_their_fingerprint(tmp_path: Path) -> None:
    one, another = build_authority("Một"), build_authority("Hai")
    (tmp_path / "both.pem").write_bytes(one.pem + another.pem)
    (tmp_path / "README.txt").write_text("không phải chứng thư", encoding="utf-8")
    both = read_trust_roots(tmp_path)
    assert set(both.certificates) == {one.der, another.der}
    (tmp_path / "both.pem").unlink()
    (tmp_path / "b.der").write_bytes(one.der)
    (tmp_path / "a.cer").write_bytes(another.der)
    assert read_trust_roots(tmp_path).fingerprint == both.fingerprint
    (tmp_path / "a.cer").unlink()
    assert read_trust_roots(tmp_path).fingerprint != both.fingerprint
    assert read_trust_roots(None).certificates == ()


@pytest.mark.parametrize(
    "content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_a_file_that_is_no_certificate_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "root.pem").write_bytes(content)
    with pytest.raises(BadTrustFile, match=r"root\.pem"):
        read_trust_roots(tmp_path)
    with pytest.raises(BadTrustFile, match="nowhere"):
        read_trust_roots(tmp_path / "nowhere")


@pytest.fixture(scope="module")
def signed_bytes(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> bytes:
    path = build_admin_pdf(tmp_path_factory.mktemp("signed") / "a.pdf")
    return sign(path, authority.signer()).read_bytes()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_changed_byte_goes_unnoticed(
    data: st.DataObject, signed_bytes: bytes, trust: TrustRoots, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = signed_bytes.rindex(b"/Contents <")
    end = signed_bytes.index(b">", start + 11)
    place = data.draw(st.integers(20, len(signed_bytes) - 1).filter(lambda at: not start <= at <= end))
    changed = bytearray(signed_bytes)
    changed[place] = (changed[place] + data.draw(st.integers(1, 255))) % 256
    path = tmp_path_factory.mktemp("changed") / "a.pdf"
    path.write_bytes(bytes(changed))
    try:
        found = check_signatures(path, trust)
    except Unreadable:
        return
    assert all(each.state is not SignatureState.VALID for each in found)


def test_a_report_is_kept_as_json(report: Path, authority: Authority, trust: TrustRoots) -> None:
    found = only(sign(report, authority.signer()), trust)
    assert SignatureReport.from_json(found.to_json()) == found
    empty = SignatureReport("x", SignatureState.INVALID, SignatureProblem.MALFORMED)
    assert SignatureReport.from_json(empty.to_json()) == empty
    assert overall_state(()) is SignatureState.NONE
