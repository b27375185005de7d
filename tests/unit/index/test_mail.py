"""Mails and captured pages are decoded, and what is attached to them is read."""

from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest

from index.extraction import ExtractionState, Limits, Sandbox, WarningKind
from index.media import MediaType, detect_media_type
from tests.documents import build_docx, build_picture

PAGE = "<html><head><meta charset='utf-8'><title>Cổng thông tin</title></head><p>Số: 77/BC-SNV</p>"


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(Limits(seconds=60)) as made:
        yield made


def written(path, message):
    path.write_bytes(bytes(message))
    return path


def mail(body="Kính gửi Sở Nội vụ"):
    message = EmailMessage()
    message["Subject"] = "V/v gửi báo cáo quý III"
    message["From"], message["To"] = "Sở Tư pháp <a@b.vn>", "c@d.vn"
    message["Date"] = "Tue, 05 Sep 2017 08:00:00 +0700"
    message.set_content(body, cte="base64")
    return message


def attach(message, name, data):
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)


def test_a_mail_and_its_attachments_are_read(sandbox, tmp_path):
    message = mail()
    message.add_alternative("<p>Kính gửi Sở Nội vụ,</p><p>Gửi kèm báo cáo.</p>", subtype="html")
    report = build_docx(tmp_path / "a.docx").read_bytes()
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("phụ lục.txt", "Phụ lục trong tệp nén")
    attach(message, "Báo cáo.docx", report)
    attach(message, "kèm theo.zip", packed.getvalue())
    attach(message, "phần mềm.exe", b"MZ" + bytes(200))
    attach(message, "quét.jpg", build_picture(tmp_path / "a.jpg").read_bytes())
    path = written(tmp_path / "thu.eml", message)
    extraction = sandbox.extract(path, detect_media_type(path))
    text = extraction.pages[0].text
    assert text.startswith(
        "Chủ đề: V/v gửi báo cáo quý III\nTừ: Sở Tư pháp <a@b.vn>\nĐến: c@d.vn\nGửi lúc: 08:00"
    )
    assert "Kính gửi Sở Nội vụ,\nGửi kèm báo cáo." in text
    assert "[Báo cáo.docx]" in text
    assert "Số: 683/BC-SNV" in text
    assert "Phụ lục trong tệp nén" in text
    told = {each.kind: each.detail.split("\n") for each in extraction.warnings}
    assert told[WarningKind.FILES_INSIDE] == ["Báo cáo.docx", "phụ lục.txt"]
    assert told[WarningKind.FILES_INSIDE_UNREAD] == ["phần mềm.exe", "quét.jpg"]
    assert extraction.header.number.value is None


def test_a_captured_page_is_decoded(sandbox, tmp_path):
    message = EmailMessage()
    message["From"], message["Subject"] = "<Saved by Blink>", "Cổng"
    message["Snapshot-Content-Location"] = "https://angiang.example/tin"
    message.add_related(
        PAGE, subtype="html", cte="quoted-printable", headers=["Content-Location: https://a.vn"]
    )
    message.add_related("p { color: red }", subtype="css", headers=["Content-Location: https://a.vn/a.css"])
    path = written(tmp_path / "tin.mhtml", message)
    assert detect_media_type(path) is MediaType.MHTML
    extraction = sandbox.extract(path, MediaType.MHTML)
    assert extraction.pages[0].text == "Cổng thông tin\nSố: 77/BC-SNV"
    assert (extraction.state, extraction.warnings) == (ExtractionState.DONE, ())


def test_mails_inside_mails_end(sandbox, tmp_path):
    inner = mail("tận cùng")
    for depth in range(6):
        outer = mail(f"lần {depth}")
        attach(outer, "thu.eml", bytes(inner))
        inner = outer
    path = written(tmp_path / "thu.eml", inner)
    extraction = sandbox.extract(path, MediaType.EML)
    assert extraction.state is ExtractionState.DONE
    assert "lần 3" in extraction.pages[0].text
    assert "tận cùng" not in extraction.pages[0].text


def test_an_encrypted_mail_says_so(sandbox, tmp_path):
    path = tmp_path / "khoa.eml"
    path.write_text(
        "From: a@b.vn\nSubject: x\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime;"
        " smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n"
    )
    assert sandbox.extract(path, detect_media_type(path)).state is ExtractionState.ENCRYPTED


def test_many_attachments_cost_no_more_than_the_bound(sandbox, tmp_path):
    message = mail()
    for number in range(80):
        attach(message, f"{number}.txt", f"tệp thứ {number}".encode())
    path = written(tmp_path / "thu.eml", message)
    text = sandbox.extract(path, MediaType.EML).pages[0].text
    assert "tệp thứ 49" in text
    assert "tệp thứ 50" not in text
