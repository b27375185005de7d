"""The whole main job on the command line, from the plan to the checked bundle, by five different people."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import bagit
import pytest

from evidence_repo.app import build_container
from evidence_repo.cli.context import os_user
from evidence_repo.models import AuditEvent
from evidence_repo.settings import Settings
from tests.cli.conftest import PLAN
from tests.cli.machine import Machine
from tests.documents import build_admin_pdf, build_docx

LAN, HEAD, REVIEWER, APPROVER = (
    ("--as", f"{name}@angiang.vn") for name in ("lan", "giam-doc", "ra-soat", "phe-duyet")
)
ELSEWHERE = ("--as", "tu-phap@angiang.vn")
PLAN_REPORT, INSPECTION = "TCTP 1.1.3", "TCTP 1.3.1"


@pytest.fixture(
    params=["machine", pytest.param("server_machine", marks=[pytest.mark.postgres, pytest.mark.minio])]
)
def any_machine(request: pytest.FixtureRequest) -> Machine:
    """Give an installation of each kind: settings alone make the difference."""
    given: Machine = request.getfixturevalue(request.param)
    return given


def test_from_the_plan_to_the_checked_bundle(any_machine: Machine, tmp_path: Path) -> None:
    machine = any_machine
    plan = machine.read("catalogue-import", "catalogue", "import", PLAN, "--year", 2017)
    assert (plan["added"], plan["changed"], plan["applied"]) == ([], [], False)
    pieces = _add_documents(machine, tmp_path)
    _find_them(machine)
    _review_and_return(machine, pieces)
    _answer(machine, pieces, tmp_path)
    _accept_and_approve(machine, pieces)
    out = _seal(machine, tmp_path)
    _check_the_bag(machine, out, tmp_path)
    _check_the_log(machine)


def _add_documents(machine: Machine, folder: Path) -> list[int]:
    report = build_admin_pdf(
        folder / "bao-cao.pdf",
        number="683/BC-SNV",
        subject="Kết quả thực hiện Kế hoạch cải cách hành chính năm 2017",
        pages=("Phần một: tình hình chung.", "Phần hai: đã hoàn thành 45 trên 45 nhiệm vụ của Kế hoạch."),
    )
    evaluation = build_docx(folder / "danh-gia.docx", number="690/BC-SNV", subject="Tự đánh giá kết quả")
    inspection = build_admin_pdf(folder / "kiem-tra.pdf", number="512/KL-SNV", subject="Kết luận kiểm tra")
    added = machine.read(
        *("documents-add", "documents", "add", report, "--criterion", PLAN_REPORT, "--product", 1),
        *("--pages", "1-2", *LAN),
    )
    added += machine.read(
        "documents-add", "documents", "add", evaluation, "--criterion", "1.1.3", "--product", 2, *LAN
    )
    added += machine.read("documents-add", "documents", "add", inspection, "--criterion", INSPECTION, *LAN)
    assert added[0]["sha256"] == hashlib.sha256(report.read_bytes()).hexdigest()
    assert (added[0]["size"], added[0]["media_type"]) == (report.stat().st_size, "application/pdf")
    assert [document["already_in"] for document in added] == [[], [], []]
    machine.work()
    machine.run("evidence", "pages", added[2]["evidence_id"], "1", *LAN)
    product = [piece["product"] for piece in machine.read("evidence-list", "evidence", "list", *LAN)]
    assert product == [1, 2, None]
    machine.run("evidence", "withdraw", added[2]["evidence_id"], *LAN)
    cited = machine.read(
        *("evidence", "documents", "cite", added[2]["document_id"], "--criterion", INSPECTION),
        *("--product", 1, "--pages", 1, *LAN),
    )
    return [added[0]["evidence_id"], added[1]["evidence_id"], cited["evidence_id"]]


def _find_them(machine: Machine) -> None:
    found = machine.read("search", "search", "da hoan thanh 45 tren 45 nhiem vu", *LAN)
    assert found["total"] == 1
    [hit] = found["hits"]
    assert (hit["number"], hit["criteria"], hit["page"]) == (
        "683/BC-SNV",
        [{"year": 2017, "criterion": PLAN_REPORT}],
        2,
    )
    assert "45 trên 45 nhiệm vụ" in hit["snippet"]
    assert (
        machine.read("search", "search", "683/BC-SNV", *LAN)["hits"][0]["document_id"] == hit["document_id"]
    )
    for stranger in (ELSEWHERE, REVIEWER):  # a draft is its agency's alone
        assert machine.read("search", "search", "683/BC-SNV", *stranger)["total"] == 0
        assert machine.read("evidence-list", "evidence", "list", *stranger) == []


def _review_and_return(machine: Machine, pieces: list[int]) -> None:
    for code in (PLAN_REPORT, INSPECTION):
        assert machine.read("pack", "packs", "submit", code, *HEAD)["state"] == "submitted"
    assert machine.read("search", "search", "683/BC-SNV", *REVIEWER)["total"] == 1
    assert machine.read("search", "search", "683/BC-SNV", *ELSEWHERE)["total"] == 0
    report, evaluation, inspection = pieces
    judged = machine.read("evidence", "evidence", "judge", report, "sufficient", *REVIEWER)
    assert judged["state"] == "sufficient"
    judged = machine.read(
        *("evidence", "evidence", "judge", evaluation, "needs-explanation", "--reason", "partial_coverage"),
        *("--comment", "Thiếu số liệu quý IV", *REVIEWER),
    )
    assert (judged["state"], judged["reason"]) == ("needs_explanation", "partial_coverage")
    machine.run("evidence", "judge", inspection, "needs-explanation", "--reason", "unsigned", *REVIEWER)
    machine.error("packs", "approve", PLAN_REPORT, *APPROVER)
    for code in (PLAN_REPORT, INSPECTION):
        assert machine.read("pack", "packs", "return", code, *REVIEWER)["state"] == "returned"


def _answer(machine: Machine, pieces: list[int], folder: Path) -> None:
    _, evaluation, inspection = pieces
    better = build_docx(folder / "danh-gia-2.docx", number="701/BC-SNV", subject="Tự đánh giá, có quý IV")
    explained = machine.read(
        *("evidence", "evidence", "explain", evaluation, "--text", "Đã bổ sung số liệu quý IV."),
        *("--basis", "Kế hoạch 416/KH-UBND", "--file", better, *LAN),
    )
    assert (explained["state"], explained["version"]) == ("explained", 2)
    signed = build_admin_pdf(
        folder / "kiem-tra-2.pdf", number="512/KL-SNV", subject="Kết luận kiểm tra (đã ký)"
    )
    replaced = machine.read("evidence", "evidence", "replace", inspection, signed, *LAN)
    assert (replaced["state"], replaced["version"], replaced["pages"]) == ("submitted", 2, "1")
    [explanation] = machine.read("explanations", "packs", "explanations", *LAN)
    assert (explanation["evidence_id"], explanation["round"]) == (evaluation, 1)
    for code in (PLAN_REPORT, INSPECTION):
        machine.run("packs", "submit", code, *HEAD)
    machine.work()


def _accept_and_approve(machine: Machine, pieces: list[int]) -> None:
    _, evaluation, inspection = pieces
    accepted = machine.read("evidence", "evidence", "judge", evaluation, "accept", *REVIEWER)
    assert accepted["state"] == "accepted_with_explanation"
    machine.run("evidence", "judge", inspection, "sufficient", *REVIEWER)
    for code in (PLAN_REPORT, INSPECTION):
        approved = machine.read("pack", "packs", "approve", code, *APPROVER)
        assert (approved["state"], approved["uncovered"]) == ("approved", [])
    check = machine.read("bundle-check", "bundle", "check", *APPROVER)
    assert (check["approved"], check["total"]) == (2, 67)
    blocked = {finding["criterion"] for finding in check["findings"] if finding["level"] == "block"}
    assert len(blocked) == 65
    assert not blocked & {PLAN_REPORT, INSPECTION}


def _seal(machine: Machine, folder: Path) -> Path:
    out = folder / "bundle.zip"
    machine.error("bundle", "seal", "--out", out, *APPROVER)
    assert not out.exists()
    seal = ("bundle-seal", "bundle", "seal", "--only", PLAN_REPORT, "1.3.1")
    sealed = machine.read(*seal, "--out", out, *APPROVER)
    assert (sealed["number"], sealed["scope"], sealed["documents"]) == (1, "partial", 3)
    assert sealed["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert sealed["size"] == out.stat().st_size
    repeated = (*seal[:-1], "--only", INSPECTION)
    again = machine.read(*repeated, "--out", folder / "again.zip", *APPROVER)
    assert again == sealed
    assert (folder / "again.zip").read_bytes() == out.read_bytes()
    [listed] = machine.read("bundle-list", "bundle", "list", *APPROVER)
    assert (listed["sha256"], listed["state"]) == (sealed["sha256"], "sealed")
    states = [row["state"] for row in machine.read("packs-list", "packs", "list", *LAN)]
    assert sorted(states) == ["open"] * 65 + ["sealed"] * 2
    return out


def _check_the_bag(machine: Machine, out: Path, folder: Path) -> None:
    verified = machine.read("bundle-verify", "bundle", "verify", out)
    assert verified["ok"]
    with zipfile.ZipFile(out) as archive:
        archive.extractall(folder / "unpacked")
    bag = bagit.Bag(str(folder / "unpacked" / verified["name"]))
    bag.validate()
    named = "\n".join(bag.payload_files())
    assert "TCTP-1.1.3" in named
    assert "TCTP-1.3.1" in named
    assert "TCTP-1.2.1" not in named
    checked = machine.read("audit-verify", "audit", "verify", "--head", verified["audit_head"])
    assert checked["ok"]


def _check_the_log(machine: Machine) -> None:
    machine.work()
    report = machine.read("fsck", "fsck")
    assert (report["ok"], report["faults"]) == (True, [])
    head = machine.read("audit-head", "audit", "head")
    container = build_container(Settings.from_env(machine.settings))
    with container.database.reading() as session:
        events = session.query(AuditEvent).order_by(AuditEvent.sequence).all()
    container.close()
    assert head["count"] == len(events)
    people = {event.action: event.actor_name for event in events if event.channel == "cli"}
    assert {event.os_user for event in events if event.channel == "cli"} == {os_user()}
    expected = {
        "import_plan": "operator",
        "add_person": "operator",
        "add_document": "lan@angiang.vn",
        "cite_document": "lan@angiang.vn",
        "explain": "lan@angiang.vn",
        "replace_evidence": "lan@angiang.vn",
        "submit_pack": "giam-doc@angiang.vn",
        "return_pack": "ra-soat@angiang.vn",
        "record_verdict": "ra-soat@angiang.vn",
        "approve_pack": "phe-duyet@angiang.vn",
        "seal_bundle": "phe-duyet@angiang.vn",
        "download_bundle": "phe-duyet@angiang.vn",
    }
    assert expected.items() <= people.items()
