"""Next year on the command line: the cycle from this one's catalogue, its crosswalk, a plan read over it."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import PLAN
from tests.cli.machine import Machine

COORDINATOR, LAN = ("--as", "dieu-phoi@angiang.vn"), ("--as", "lan@angiang.vn")
OF_2018 = ("cycle", "crosswalk", "--year", 2018)


def row_of(found: dict[str, Any], criterion: str) -> dict[str, Any]:
    [row] = [row for row in found["rows"] if row["criterion"] == criterion]
    return dict(row)


def test_the_next_cycle_and_its_crosswalk(machine: Machine) -> None:
    machine.error("cycle", "copy", "--year", 2017, *LAN)
    machine.error("cycle", "copy", "--year", 2017, "--to", 2016, *COORDINATOR, code=2)
    made = machine.read("cycle", "cycle", "copy", "--year", 2017, *COORDINATOR)
    assert (made["year"], made["state"], made["plan"]) == (2018, "open", None)
    machine.error("cycle", "copy", "--year", 2017, *COORDINATOR)
    found = machine.read("crosswalk", *OF_2018)
    assert (found["year_before"], len(found["rows"]), found["not_continued"]) == (2017, 67, [])
    assert all(row["continues"] == [row["criterion"]] for row in found["rows"])
    setting = ("--set", "TCTP 1.1.3=TCTP 1.1.3,TCTP 1.2.1", "--set", "TCTP 1.2.1=", "--confirm", "TC 1.1")
    machine.error(*OF_2018, *setting, *LAN)
    machine.error(*OF_2018, "--set", "TCTP 1.1.3", *COORDINATOR, code=2)
    machine.error(*OF_2018, "--set", "TCTP 1.1.3=TCTP 9.9.9", *COORDINATOR)
    found = machine.read("crosswalk", *OF_2018, *setting, *COORDINATOR)
    assert row_of(found, "TCTP 1.1.3")["relation"] == "n:1"
    assert row_of(found, "TCTP 1.2.1")["continues"] == []
    assert [row["criterion"] for row in found["rows"] if row["is_confirmed"]] == [
        "TCTP 1.1.3",
        "TCTP 1.2.1",
        "TC 1.1",
    ]
    everything = machine.read("crosswalk", *OF_2018, "--confirm-all", *COORDINATOR)
    assert all(row["is_confirmed"] for row in everything["rows"])


def test_a_plan_with_other_numbers_finds_what_it_continues(machine: Machine, tmp_path: Any) -> None:
    lines = PLAN.read_text(encoding="utf-8").replace("TCTP 1.1.3", "TCTP 1.1.9").replace("2017", "2018")
    plan = tmp_path / "plan-2018.txt"
    plan.write_text(lines, encoding="utf-8")
    words = ("catalogue", "import", plan, "--year", 2018, "--province", "An Giang", "--apply")
    machine.read("catalogue-import", *words, *COORDINATOR)
    found = machine.read("crosswalk", *OF_2018)
    moved = row_of(found, "TCTP 1.1.9")
    assert (moved["continues"], moved["origins"]) == (["TCTP 1.1.3"], ["title"])
    named = {label for row in found["rows"] for label in row["continues"]} | set(found["not_continued"])
    assert len(named) == 67


def test_a_cycle_is_added_changed_and_put_a_step_back(machine: Machine) -> None:
    machine.error("cycle", "add", "--year", 2018, *LAN)
    added = machine.read("cycle", "cycle", "add", "--year", 2018, *COORDINATOR)
    assert (added["year"], added["state"], added["plan"]) == (2018, "open", None)
    machine.error("cycle", "add", "--year", 2018, *COORDINATOR, code=2)
    facts = ("--plan-number", "05/KH-UBND", "--plan-issued-on", "2018-01-15", "--tolerance", "2,5")
    machine.error("cycle", "change", "--year", 2018, *facts, *LAN)
    machine.error("cycle", "change", "--year", 2018, "--tolerance", "ba", *COORDINATOR, code=2)
    changed = machine.read("cycle", "cycle", "change", "--year", 2018, *facts, *COORDINATOR)
    assert (changed["plan"], changed["plan_issued_on"], changed["tolerance_percent"]) == (
        *("05/KH-UBND", "2018-01-15"),
        2.5,
    )
    back = ("cycle", "reopen", "--year", 2018)
    machine.error(*back, "--reason", "Gia hạn", *COORDINATOR)
    machine.read("cycle", "cycle", "freeze", "--year", 2018, *COORDINATOR)
    machine.error(*back, *COORDINATOR, code=2)
    machine.error(*back, "--reason", "Gia hạn", *LAN)
    again = machine.read("cycle", *back, "--reason", "Gia hạn", *COORDINATOR)
    assert (again["year"], again["state"]) == (2018, "open")
    states = {row["year"]: row["state"] for row in machine.read("cycle-list", "cycle", "list")}
    assert states == {2018: "open", 2017: "open"}
