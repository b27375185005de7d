"""Audit log, bundle check, fsck and reindex: what was tampered with is found and ends with 1."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.machine import Machine
from tests.documents import build_admin_pdf

LAN, HEAD, REVIEWER, APPROVER = (
    ("--as", f"{name}@angiang.vn") for name in ("lan", "giam-doc", "ra-soat", "phe-duyet")
)
CODE = "TCTP 1.1.3"


def _tamper(machine: Machine, *statements: str) -> None:
    with sqlite3.connect(Path(machine.settings["EVIDENCE_VAR"]) / "evidence.db") as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:  # whoever tampers takes the protection off first
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
    connection.close()


def test_the_head_that_was_noted_is_checked(machine: Machine) -> None:
    noted = machine.run("audit", "head").stdout.strip()
    count, _, digest = noted.partition(":")
    assert machine.read("audit-head", "audit", "head") == {"count": int(count), "hash": digest}
    machine.run("users", "reset", "lan@angiang.vn")
    assert machine.read("audit-verify", "audit", "verify", "--head", noted)["ok"]
    told = machine.run("audit", "verify", "--head", f"{count}:{'0' * 64}", code=1)
    assert "noted elsewhere" in told.stderr
    assert "The audit log is whole" in machine.run("audit", "verify").stdout


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_name = 'nobody' WHERE sequence = 3",
        "DELETE FROM audit_event WHERE sequence = 3",
        "DELETE FROM audit_event WHERE sequence = (SELECT max(sequence) FROM audit_event)",
    ],
    ids=["changed", "removed", "last removed"],
)
def test_a_tampered_log_is_found(machine: Machine, statement: str) -> None:
    _tamper(machine, statement)
    found = machine.read("audit-verify", "audit", "verify", code=1)
    assert not found["ok"]
    assert found["faults"]
    assert "The audit log is not whole" in machine.run("audit", "verify", code=1).stderr
    kinds = [fault["kind"] for fault in machine.read("fsck", "fsck", code=1)["faults"]]
    assert "audit_broken" in kinds


@pytest.fixture
def sealed(machine: Machine, tmp_path: Path) -> Path:
    """Give the ZIP of a sealed partial bundle."""
    report = build_admin_pdf(tmp_path / "bao-cao.pdf")
    words = ("documents", "add", report, "--criterion", CODE, "--product", 1, *LAN)
    [added] = machine.read("documents-add", *words)
    machine.work()
    machine.run("packs", "submit", CODE, *HEAD)
    machine.run("evidence", "judge", added["evidence_id"], "sufficient", *REVIEWER)
    machine.run("packs", "approve", CODE, *APPROVER)
    out = tmp_path / "bundle.zip"
    machine.run("bundle", "seal", "--only", CODE, "--out", out, *APPROVER)
    machine.work()
    return out


def test_a_bundle_is_sealed_by_an_approver_only(machine: Machine, sealed: Path, tmp_path: Path) -> None:
    for person in (LAN, HEAD, REVIEWER, ("--as", "dieu-phoi@angiang.vn")):
        machine.error("bundle", "seal", "--only", CODE, "--out", tmp_path / "other.zip", *person)
    machine.error("bundle", "seal", "--only", CODE, "--out", tmp_path / "no" / "x.zip", *APPROVER)
    assert {path.name for path in tmp_path.glob("*.zip")} == {"bundle.zip"}
    assert not list(tmp_path.glob(".*partial"))
    assert machine.read("bundle-list", "bundle", "list", *LAN) == []
    assert len(machine.read("bundle-list", "bundle", "list", "--as", "bo-noi-vu@angiang.vn")) == 1
    assert "partial  sealed" in machine.run("bundle", "list").stdout


def test_a_damaged_zip_is_found(machine: Machine, sealed: Path, tmp_path: Path) -> None:
    assert "is sound" in machine.run("bundle", "verify", sealed).stdout
    content = bytearray(sealed.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(content)
    found = machine.read("bundle-verify", "bundle", "verify", damaged, code=1)
    assert not found["ok"]
    assert found["faults"]
    damaged.write_bytes(b"not a zip")
    assert "not a sound bundle" in machine.run("bundle", "verify", damaged, code=1).stderr


def test_fsck_finds_bytes_that_are_gone(machine: Machine, sealed: Path) -> None:
    assert machine.run("fsck").stdout.splitlines()[-1] == "Nothing is wrong."
    [listed] = machine.read("bundle-list", "bundle", "list")
    store = Path(machine.settings["EVIDENCE_VAR"]) / "blobs"
    [lost] = [path for path in store.rglob(listed["sha256"]) if path.is_file()]
    lost.unlink()
    report = machine.read("fsck", "fsck", code=1)
    assert {fault["kind"] for fault in report["faults"]} <= {"blob_missing", "bundle_changed"}
    assert "not in the store" in machine.run("fsck", code=1).stderr


def test_the_index_is_written_again(machine: Machine, sealed: Path) -> None:
    assert machine.read("search", "search", "683/BC-SNV")["total"] == 1
    assert machine.read("reindex", "reindex") == {"versions": 1}
    assert machine.read("search", "search", "683/BC-SNV")["total"] == 1
    told = machine.run("search", "683/BC-SNV").stdout
    assert told.startswith("683/BC-SNV  ")
    assert "TCTP 1.1.3" in told


def test_what_waits_is_pending_and_no_fault(machine: Machine, tmp_path: Path) -> None:
    machine.work()
    machine.run("documents", "add", build_admin_pdf(tmp_path / "a.pdf"), "--criterion", CODE, *LAN)
    report = machine.read("fsck", "fsck")
    assert report["ok"]
    assert report["pending"]
    assert "Pending: " in machine.run("fsck").stdout
