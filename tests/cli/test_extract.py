"""`extract` reads files without any installation."""

import os
from pathlib import Path

from tests.cli.machine import Machine
from tests.documents import build_admin_pdf, build_encrypted_pdf, build_scanned_pdf
from tests.signing import build_authority, sign


def test_files_are_read_without_an_installation(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    digital = build_admin_pdf(tmp_path / "a.pdf", pages=("Trang đầu", "Trang sau"))
    scan = build_scanned_pdf(tmp_path / "b.pdf", pages=("Trang quét",))
    locked = build_encrypted_pdf(tmp_path / "c.pdf")
    first, second, third = machine.read("extract", "extract", digital, scan, locked)
    assert [page["source"] for page in first["pages"]] == ["text", "text"]
    assert [page["reader"] for page in first["pages"]] == ["pdfplumber", "pdfium"]
    assert first["header"]["number"]["value"] == "683/BC-SNV"
    assert second["header"]["number"]["value"] == "683/BC-SNV"
    assert [page["source"] for page in second["pages"]] == ["ocr"]
    assert second["pages"][0]["legibility"] > 0.7
    assert (third["state"], third["pages"]) == ("encrypted", [])
    assert not (tmp_path / "var").exists()


def test_a_kind_that_is_not_read_is_told_beside_the_others(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    odd = tmp_path / "a.exe"
    odd.write_bytes(b"MZ" + bytes(200))
    told = machine.run("extract", build_admin_pdf(tmp_path / "a.pdf"), odd, code=1)
    assert "683/BC-SNV" in told.stdout
    assert "a.exe" in told.stderr


def test_cited_documents_and_signatures_are_told(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    pages = ("Thực hiện Nghị định số 34/2016/NĐ-CP ngày 14 tháng 5 năm 2016.", "Theo 34/2016/NĐ- CP.")
    plain = build_admin_pdf(tmp_path / "a.pdf", pages=pages)
    authority = build_authority()
    signed = sign(build_admin_pdf(tmp_path / "b.pdf"), authority.signer())
    trusted = tmp_path / "trust"
    trusted.mkdir()
    (trusted / "root.pem").write_bytes(authority.pem)
    first, second = machine.read("extract", "extract", "--trust", trusted, plain, signed)
    (cited,) = first["citations"]
    assert (cited["number"], cited["pages"], cited["times"]) == ("34/2016/NĐ-CP", [1, 2], 2)
    assert first["signatures"] == []
    assert [report["state"] for report in second["signatures"]] == ["valid"]
    told = machine.run("extract", plain, signed).stdout
    assert "cites 34/2016/NĐ-CP: pages 1, 2" in told
    assert "signature unknown_trust" in told


def test_every_file_has_a_row_though_some_are_refused(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    odd, empty = tmp_path / "a.pdf", tmp_path / "rỗng.pdf"
    odd.write_bytes(b"MZ" + bytes(200))
    empty.touch()
    rows = machine.read("extract", "extract", odd, build_admin_pdf(tmp_path / "b.pdf"), empty)
    assert [Path(row["file"]).name for row in rows] == ["a.pdf", "b.pdf", "rỗng.pdf"]
    assert [row["state"] for row in rows] == ["refused", "done", "refused"]
    assert "not accepted" in rows[0]["reason"]
    assert rows[1]["reason"] is None
    assert rows[2]["reason"] == "The file is empty."


def test_a_name_in_an_old_code_page_is_shown_as_it_was_meant(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    odd = tmp_path / os.fsdecode(b"Quy\xea\xect \xf0i\xf2nh.pdf")
    build_admin_pdf(tmp_path / "a.pdf").rename(odd)
    (row,) = machine.read("extract", "extract", odd)
    assert (row["state"], Path(row["file"]).name) == ("done", "Quyết định.pdf")
