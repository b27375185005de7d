"""Assignments on the command line: proposal, confirmation, delivery, acceptance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.machine import Machine
from tests.documents import build_admin_pdf

LAN, JUSTICE, COORDINATOR, OBSERVER = (
    ("--year", "2017", "--as", f"{name}@angiang.vn") for name in ("lan", "tu-phap", "dieu-phoi", "theo-doi")
)
CODE = "TCTP 1.1.3"


def _act(machine: Machine, *words: Any) -> dict[str, Any]:
    row: dict[str, Any] = machine.read("assignment", "assignments", *words)
    return row


def test_the_way_of_an_assignment(machine: Machine, tmp_path: Path) -> None:
    proposal = machine.read("assignments-proposal", "assignments", "propose", CODE, *LAN)
    asked = [row["agency"] for row in proposal["agencies"] if row["proposed"]]
    assert len(asked) > 25
    assert "so-noi-vu" not in asked
    confirm = ("assignments", "confirm", CODE, "--without", "so-y-te")
    made = machine.read("assignments-confirm", *confirm, *LAN)["made"]
    assert len(made) == len(asked) - 1
    assert machine.read("assignments-confirm", *confirm, *COORDINATOR)["made"] == []
    machine.error(*confirm, *JUSTICE)
    [mine] = machine.read("assignments-list", "assignments", "list", *JUSTICE)
    number = mine["assignment_id"]
    assert (mine["agency"], mine["state"], mine["product"]) == ("Sở Tư pháp", "assigned", None)
    machine.error("assignments", "deliver", number, *JUSTICE, code=2)
    file = build_admin_pdf(tmp_path / "bao-cao.pdf", number="7/BC-STP")
    delivered = _act(machine, "deliver", number, "--file", file, "--pages", "1", *JUSTICE)
    assert (delivered["state"], delivered["evidence_id"]) == ("delivered", 1)
    machine.error("assignments", "accept", number, *JUSTICE)
    returned = _act(machine, "return", number, "--reason", "Thiếu số liệu", *LAN)
    assert (returned["state"], returned["reason"]) == ("returned", "Thiếu số liệu")
    machine.error("assignments", "change", number, *LAN, code=2)
    machine.error("assignments", "change", number, "--words", "Khác", *JUSTICE)
    asked = _act(machine, "change", number, "--words", "Số liệu quý III", "--last-day", "30/11/2017", *LAN)
    assert (asked["words"], asked["last_day"], asked["state"]) == (
        *("Số liệu quý III", "2017-11-30"),
        "returned",
    )
    _act(machine, "deliver", number, "--answer", "Không phát sinh", *JUSTICE)
    assert _act(machine, "accept", number, *LAN)["state"] == "accepted"
    machine.error("assignments", "cancel", number, "--reason", "Nhầm", *LAN)


def test_the_whole_year_is_asked_with_one_command(machine: Machine) -> None:
    for wrong in ((), (CODE, "--all"), ("--all", "--product", 1)):
        machine.error("assignments", "propose", *wrong, *LAN, code=2)
    machine.error("assignments", "propose", "--all", *JUSTICE[:2], "--as", "theo-doi@angiang.vn")
    proposals = machine.read("assignments-proposals", "assignments", "propose", "--all", *COORDINATOR)
    count = sum(row["proposed"] for each in proposals for row in each["agencies"])
    assert len(proposals) == 67
    assert count > 1500
    own = machine.read("assignments-proposals", "assignments", "propose", "--all", *LAN)
    assert len(own) == 26
    confirm = ("assignments", "confirm", "--all", "--without", "so-y-te", "--last-day", "2017-11-20")
    made = machine.read("assignments-confirmed", *confirm, *COORDINATOR)
    assert sum(len(each["made"]) for each in made) == count - sum(
        row["proposed"] for each in proposals for row in each["agencies"] if row["agency"] == "so-y-te"
    )
    assert not any(each["made"] for each in machine.read("assignments-confirmed", *confirm, *LAN))
    only = machine.run("assignments", "confirm", "--all", "--only", "so-y-te", *LAN)
    assert "TCTP 1.1.3: 1 new assignments." in only.stdout


def test_a_piece_that_is_cited_already_is_delivered_with(machine: Machine, tmp_path: Path) -> None:
    only = ("--only", "so-tu-phap", "--words", "Báo cáo của sở", "--product", 1)
    [made] = machine.read("assignments-confirm", "assignments", "confirm", CODE, *only, *LAN)["made"]
    file, number = build_admin_pdf(tmp_path / "bao-cao.pdf", number="7/BC-STP"), made["assignment_id"]
    add = ("documents", "add", file, "--criterion", CODE, "--product", 1)
    [row] = machine.read("documents-add", *add, *JUSTICE)
    piece = row["evidence_id"]
    machine.error("assignments", "deliver", number, "--file", file, "--piece", piece, *JUSTICE, code=2)
    machine.error("assignments", "deliver", number, "--piece", piece, *LAN)
    delivered = _act(machine, "deliver", number, "--piece", piece, "--answer", "Kèm số liệu", *JUSTICE)
    assert (delivered["evidence_id"], delivered["answer"], delivered["product"]) == (piece, "Kèm số liệu", 1)
    machine.error("assignments", "deliver", number, "--answer", "Lần nữa", *JUSTICE)
    accepted = _act(machine, "accept", number, *LAN)
    assert (accepted["state"], accepted["words"]) == ("accepted", "Báo cáo của sở")
    machine.error("assignments", "return", number, "--reason", "Thiếu", *LAN)


def test_assignments_are_listed_cancelled_and_named(machine: Machine) -> None:
    only = ("--only", "so-tu-phap", "--only", "so-y-te", "--last-day", "2017-11-20")
    made = machine.read("assignments-confirm", "assignments", "confirm", CODE, *only, *LAN)["made"]
    first, second = (row["assignment_id"] for row in made)
    listed = machine.read("assignments-list", "assignments", "list", "--late", *OBSERVER)
    assert {row["assignment_id"] for row in listed} == {first, second}
    justice = ("--agency", "so-tu-phap", "--criterion", CODE, "--state", "open")
    assert len(machine.read("assignments-list", "assignments", "list", *justice, *OBSERVER)) == 1
    machine.error("assignments", "name", first, "--person", "tu-phap@angiang.vn", *JUSTICE)
    assert (
        _act(machine, "cancel", second, "--reason", "Không thuộc phạm vi", *COORDINATOR)["state"]
        == "cancelled"
    )
    machine.error("assignments", "accept", first, "--year", 2016, "--as", "lan@angiang.vn", code=2)
    done = machine.run("assignments", "cancel", first, second, "--reason", "Nhầm", *LAN, code=1)
    assert f"assignment {second}" in done.stderr  # it is cancelled already, and stops nothing
    assert "cancelled" in done.stdout
    assert "Sở Tư pháp" in machine.run("assignments", "list", "--state", "cancelled", *LAN).stdout
