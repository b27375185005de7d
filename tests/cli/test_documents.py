"""Documents on the command line: add, link, cite, confirm, show; and to whom."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.archives import packed
from tests.cli.machine import Machine
from tests.documents import build_admin_pdf, build_docx, build_picture

LAN = ("--as", "lan@angiang.vn")
JUSTICE = ("--as", "tu-phap@angiang.vn")
HEAD = ("--as", "giam-doc@angiang.vn")
REVIEWER = ("--as", "ra-soat@angiang.vn")
PACK = ("--criterion", "TCTP 1.1.3")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Give a document of two pages."""
    return build_admin_pdf(tmp_path / "báo cáo.pdf", pages=("Trang một.", "Trang hai."))


def _add(machine: Machine, *words: Any, **more: Any) -> list[dict[str, Any]]:
    added: list[dict[str, Any]] = machine.read("documents-add", "documents", "add", *words, **more)
    return added


def test_every_file_stands_alone(machine: Machine, report: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "program.bin").write_bytes(bytes(range(256)))
    picture = build_picture(tmp_path / "ảnh.png")
    files = [report, tmp_path / "empty.pdf", tmp_path / "program.bin", tmp_path / "none.pdf", picture]
    done = machine.run("documents", "add", *files, *PACK, *LAN, code=1)
    assert len(done.stdout.splitlines()) == 2
    errors = done.stderr.splitlines()
    assert ["empty.pdf" in errors[0], "program.bin" in errors[1], "none.pdf" in errors[2]] == [True] * 3
    assert len(machine.read("evidence-list", "evidence", "list", *LAN)) == 2
    assert _add(machine, tmp_path / "none.pdf", *PACK, *LAN, code=1) == []


def test_an_archive_is_unpacked(machine: Machine, report: Path, tmp_path: Path) -> None:
    archive = tmp_path / "hồ sơ.zip"
    archive.write_bytes(packed({"a/bao-cao.pdf": report.read_bytes(), "a/rong.pdf": b"", "hai.txt": b"Hai"}))
    done = machine.run("documents", "add", archive, *PACK, *LAN, code=1)
    assert len(done.stdout.splitlines()) == 2
    [refused] = done.stderr.splitlines()
    assert "a/rong.pdf" in refused
    assert len(machine.read("evidence-list", "evidence", "list", *LAN)) == 2


def test_a_file_name_in_another_encoding_is_no_hindrance(machine: Machine, report: Path) -> None:
    old = report.rename(report.with_name(os.fsdecode(b"b\xe1o c\xe1o.pdf")))
    [added] = _add(machine, old, *PACK, *LAN)
    [version] = machine.read("document", "documents", "show", added["document_id"], *LAN)["versions"]
    assert version["file_name"].endswith(".pdf")
    version["file_name"].encode()


def test_the_same_bytes_are_named_to_whom_may_see_them(machine: Machine, report: Path) -> None:
    [first] = _add(machine, report, *PACK, *LAN)
    [again] = _add(machine, report, "--criterion", "TCTP 1.3.1", *LAN)
    assert again["document_id"] == first["document_id"]
    assert again["already_in"] == [
        {
            "document_id": first["document_id"],
            "version": 1,
            "title": "báo cáo.pdf",
            "agency": "Sở Nội vụ",
            "criteria": [{"year": 2017, "criterion": "TCTP 1.1.3"}],
        }
    ]
    told = machine.run("documents", "add", report, "--criterion", "TCTP 1.2.1", *LAN).stdout
    assert "cited for TCTP 1.1.3 of 2017, TCTP 1.3.1 of 2017" in told
    [other] = _add(machine, report, "--criterion", "TCTP 2.1.1", *JUSTICE)
    assert other["already_in"] == []
    assert other["document_id"] != first["document_id"]
    assert other["sha256"] == first["sha256"]


def test_the_same_file_to_the_same_place_is_the_same_piece(machine: Machine, report: Path) -> None:
    [first] = _add(machine, report, *PACK, *LAN)
    [again] = _add(machine, report, *PACK, *LAN)
    assert again["evidence_id"] == first["evidence_id"]
    [piece] = machine.read("evidence-list", "evidence", "list", *LAN)
    assert piece["evidence_id"] == first["evidence_id"]


def test_a_refused_citation_leaves_no_document(machine: Machine, report: Path) -> None:
    machine.run("documents", "add", report, "--criterion", "TCTP 7.3.2", *LAN, code=1)
    machine.run("documents", "add", report, *PACK, "--product", 9, *LAN, code=2)
    machine.run("documents", "add", report, *PACK, "--deadline", 2, *LAN, code=2)
    machine.run("documents", "add", report, *PACK, "--pages", "hai", *LAN, code=2)
    machine.error("documents", "show", 1)
    assert (
        machine.read("audit-head", "audit", "head")["count"]
        == machine.read("audit-verify", "audit", "verify")["events"]
    )
    assert machine.read("evidence-list", "evidence", "list") == []


def test_a_piece_may_serve_one_of_several_deadlines(machine: Machine, report: Path) -> None:
    _add(machine, report, "--criterion", "TCTP 1.2.1", "--product", 1, "--deadline", 2, *LAN)
    warned = [
        finding["message"]
        for finding in machine.read("bundle-check", "bundle", "check")["findings"]
        if finding["rule"] == "deadline_without_piece" and finding["criterion"] == "TCTP 1.2.1"
    ]
    assert len(warned) == 1
    assert "15/09/2017" in warned[0]


def test_a_link_has_its_captured_copy(machine: Machine, tmp_path: Path) -> None:
    capture = build_picture(tmp_path / "trang.png")
    words = ("documents", "link", "https://angiang.gov.vn/cchc", "--title", "Tin cải cách hành chính")
    added = machine.read(
        *("document-added", *words, "--capture", capture, "--seen", "20/11/2017", *PACK, "--product", 1, *LAN)
    )
    assert added["media_type"] == "image/png"
    shown = machine.read("document", "documents", "show", added["document_id"], *LAN)
    assert (shown["kind"], shown["link"]) == (
        "link",
        {
            "url": "https://angiang.gov.vn/cchc",
            "title": "Tin cải cách hành chính",
            "seen_on": "2017-11-20",
        },
    )
    assert "https://angiang.gov.vn/cchc" in machine.run("documents", "show", added["document_id"]).stdout
    bad = ("documents", "link", "javascript:alert(1)", "--title", "x", "--capture", capture, *PACK, *LAN)
    machine.error(*bad, code=2)
    assert len(machine.read("evidence-list", "evidence", "list")) == 1


def test_what_was_read_is_confirmed_or_corrected(machine: Machine, report: Path) -> None:
    [added] = _add(machine, report, *PACK, *LAN)
    machine.work()
    document = added["document_id"]
    shown = machine.read("document", "documents", "show", document, *LAN)
    [version] = shown["versions"]
    assert (version["header"]["number"], version["header"]["issued_on"]) == ("683/BC-SNV", "2017-11-20")
    assert (version["page_count"], version["confirmed"]) == (2, [])
    confirmed = machine.read(
        *("document", "documents", "confirm", document, "--field", "number=684/BC-SNV"),
        *("--field", "issued_on=21/11/2017", "--field", "signatory=", *LAN),
    )
    header = confirmed["versions"][0]["header"]
    assert (header["number"], header["issued_on"], header["signatory"]) == ("684/BC-SNV", "2017-11-21", None)
    assert confirmed["versions"][0]["confirmed"] == ["number", "issued_on", "signatory"]
    machine.work()
    assert machine.read("search", "search", "684/BC-SNV", *LAN)["total"] == 1
    machine.error("documents", "confirm", document, "--field", "issued_on=32/13/2017", *LAN, code=2)
    machine.error("documents", "confirm", document, "--field", "colour=red", *LAN, code=2)
    machine.error("documents", "confirm", document, "--field", "number=1", "--version", 2, *LAN)


def test_one_document_is_cited_for_several_criteria(machine: Machine, report: Path) -> None:
    [added] = _add(machine, report, *PACK, *LAN)
    cited = machine.read(
        *("evidence", "documents", "cite", added["document_id"], "--criterion", "TCTP 1.3.1"),
        *("--product", 1, "--pages", "2", *LAN),
    )
    assert (cited["criterion"], cited["product"], cited["pages"]) == ("TCTP 1.3.1", 1, "2")
    shown = machine.read("document", "documents", "show", added["document_id"], *LAN)
    assert [piece["criterion"] for piece in shown["citations"]] == ["TCTP 1.1.3", "TCTP 1.3.1"]
    machine.error("documents", "cite", added["document_id"], "--criterion", "TCTP 7.3.2", *LAN)


def test_what_a_person_may_not_see_is_not_there(machine: Machine, report: Path) -> None:
    [added] = _add(machine, report, *PACK, *LAN)
    hidden, absent = added["document_id"], 999
    for act in (("show",), ("confirm", "--field", "number=1"), ("cite", *PACK)):
        for person in (JUSTICE, REVIEWER):
            if act == ("show",) or person == JUSTICE or act[0] == "confirm":
                told = [
                    machine.error("documents", act[0], document, *act[1:], *person)
                    for document in (hidden, absent)
                ]
                assert told[0] == told[1] == "Error: Not found.\n"
    told = [
        machine.error("evidence", "judge", piece, "sufficient", *REVIEWER)
        for piece in (added["evidence_id"], absent)
    ]
    assert told[0] == told[1] == "Error: Not found.\n"
    machine.run("packs", "submit", "TCTP 1.1.3", *HEAD)
    machine.read("document", "documents", "show", hidden, *REVIEWER)
    machine.error("documents", "show", hidden, *JUSTICE)
    machine.error("documents", "show", hidden, "--as", "bo-noi-vu@angiang.vn")


def test_late_evidence_needs_its_reason(machine: Machine, report: Path, tmp_path: Path) -> None:
    [early] = _add(machine, report, *PACK, *LAN)
    machine.run("cycle", "freeze", "--as", "dieu-phoi@angiang.vn")
    late = build_docx(tmp_path / "muộn.docx")
    done = machine.run("documents", "add", late, *PACK, *LAN, code=2)
    assert "--late-reason" in done.stderr
    machine.error("documents", "cite", early["document_id"], "--criterion", "1.3.1", *LAN, code=2)
    machine.error("evidence", "replace", early["evidence_id"], late, *LAN, code=2)
    assert len(machine.read("evidence-list", "evidence", "list")) == 1
    why = ("--late-reason", "Chờ Bộ kết luận")
    assert len(_add(machine, late, *PACK, *why, *LAN)) == 1
    other = build_docx(tmp_path / "khác.docx", number="9/BC-SNV")
    replaced = machine.read("evidence", "evidence", "replace", early["evidence_id"], other, *why, *LAN)
    assert replaced["version"] == 2
