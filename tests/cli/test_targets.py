"""Targets on the command line: figures given and reviewed, explained, waived, found in documents."""

from __future__ import annotations

from pathlib import Path

from tests.cli.machine import Machine
from tests.documents import build_admin_pdf

YEAR = ("--year", "2017")
LAN, REVIEWER, HEAD, JUSTICE = (
    (*YEAR, "--as", f"{name}@angiang.vn") for name in ("lan", "ra-soat", "giam-doc", "tu-phap")
)
CODE = "TCTP 1.3.1"
AS_OF = ("--as-of", "2017-11-20")


def test_the_way_of_figures(machine: Machine, tmp_path: Path) -> None:
    everything = machine.read("targets-list", "targets", "list", *YEAR)
    assert len(everything) == 55
    assert {row["outcome"] for row in everything} == {"unknown"}
    file = build_admin_pdf(tmp_path / "bao-cao.pdf", number="7/BC-SNV")
    machine.run("documents", "add", file, "--criterion", CODE, "--product", 1, *LAN)
    given = ("targets", "measure", CODE, "--figure", "2", "--whole", "20", *AS_OF, "--piece", 1, *LAN)
    figures = machine.read("measurement", *given)
    number = figures["measurement_id"]
    assert (figures["figure"], figures["whole"], figures["state"]) == ("2", "20", "draft")
    machine.error("targets", "measure", CODE, "--figure", "hai", *AS_OF, *LAN, code=2)
    machine.error("targets", "measure", CODE, "--figure", "2", "--whole", "20", *AS_OF, *JUSTICE)
    explained = machine.read("explanation", "targets", "explain", number, "--text", "Thiếu kinh phí", *LAN)
    assert (explained["measurement_id"], explained["kind"]) == (number, "target_not_met")
    [row] = machine.read("targets-list", "targets", "list", "--criterion", CODE, *LAN)
    assert (row["outcome"], row["told"]) == ("not_met", "10")
    assert machine.read("targets-found", "targets", "found", CODE, *LAN) == []
    machine.run("packs", "submit", CODE, *HEAD)
    queried = machine.read("measurement", "targets", "query", number, "--reason", "Nguồn?", *REVIEWER)
    assert (queried["state"], queried["comment"]) == ("queried", "Nguồn?")
    undone = machine.read("measurement", "targets", "undo", number, "--reason", "Nhầm", *REVIEWER)
    assert undone["state"] == "submitted"
    assert machine.read("measurement", "targets", "confirm", number, *REVIEWER)["state"] == "confirmed"
    waived = machine.read("target", "targets", "waive", CODE, "--reason", "Chưa có hướng dẫn", *REVIEWER)
    assert waived["waived"] == "Chưa có hướng dẫn"
    assert machine.read("target", "targets", "demand", CODE, "--reason", "Đã có", *REVIEWER)["waived"] is None
    accepted = machine.read(
        "explanation", "packs", "explanation", explained["explanation_id"], "accept", *REVIEWER
    )
    assert accepted["state"] == "accepted"


def test_a_draft_is_removed_and_lists_are_read(machine: Machine) -> None:
    given = ("targets", "measure", "TCTP 8.1.4", "--figure", "1.234,5", *AS_OF, *JUSTICE)
    number = machine.read("measurement", *given)["measurement_id"]
    assert "1234.5" in machine.run("targets", "list", *JUSTICE).stdout
    machine.run("targets", "remove", number, *JUSTICE)
    assert "1234.5" not in machine.run("targets", "list", *JUSTICE).stdout
