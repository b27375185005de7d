"""The plan on the command line: shown before it is applied, and told where it cannot be read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evidence_repo.catalogue.shipped import an_giang_2017
from tests.cli.conftest import PLAN
from tests.cli.machine import Machine

COORDINATOR = ("--as", "dieu-phoi@angiang.vn")


@pytest.fixture
def changed_plan(tmp_path: Path) -> Path:
    """Give the plan with one word of one title changed and its last row taken out."""
    lines = PLAN.read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert "TC 1.2" in lines[-1]
    text = "\n".join(lines[:-1]).replace("Báo cáo CCHC định kỳ", "Báo cáo CCHC hằng quý")
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_changed_plan_is_shown_and_then_applied(machine: Machine, changed_plan: Path) -> None:
    words = ("catalogue", "import", changed_plan, "--year", 2017, "--province", "An Giang")
    before = machine.read("catalogue-list", "catalogue", "list")
    shown = machine.read("catalogue-import", *words)
    assert (shown["applied"], shown["added"], shown["removed"]) == (False, [], ["TC 1.2"])
    [title] = [change for change in shown["changed"] if change["part"] == "title"]
    assert (title["criterion"], title["after"]) == ("TCTP 1.2.1", "Báo cáo CCHC hằng quý")
    assert machine.read("catalogue-list", "catalogue", "list") == before
    told = machine.run(*words).stdout
    assert "- TC 1.2" in told
    assert '"Báo cáo CCHC định kỳ" → "Báo cáo CCHC hằng quý"' in told
    assert "--apply" in told
    applied = machine.read("catalogue-import", *words, "--apply", *COORDINATOR)
    assert applied == {**shown, "applied": True}
    rows = machine.read("catalogue-list", "catalogue", "list")
    assert [len(before), len(rows)] == [67, 66]
    again = machine.run(*words, "--apply", *COORDINATOR)
    assert again.stdout == "The catalogue holds exactly this plan; nothing changes.\n"


def test_only_a_coordinator_or_the_operator_applies_a_plan(machine: Machine, changed_plan: Path) -> None:
    words = ("catalogue", "import", changed_plan, "--year", 2017, "--apply")
    for person in ("lan", "giam-doc", "ra-soat", "phe-duyet", "theo-doi"):
        machine.error(*words, "--as", f"{person}@angiang.vn")
    assert len(machine.read("catalogue-list", "catalogue", "list")) == 67


def test_the_list_tells_what_the_shipped_plan_says(machine: Machine) -> None:
    rows = machine.read("catalogue-list", "catalogue", "list", "--as", "tu-phap@angiang.vn")
    plan = an_giang_2017()
    assert [(row["agency"], row["ordinal"], row["code"], row["title"]) for row in rows] == [
        (criterion.agency, criterion.ordinal, criterion.code, criterion.title) for criterion in plan.criteria
    ]
    assert sum(len(row["products"]) for row in rows) == 103
    assert "TCTP 1.1.3  1" in machine.run("catalogue", "list").stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.txt", b"Kh\xf4ng ph\xe3i UTF-8"),
        ("plan.txt", "Không có bảng nào".encode()),
        ("plan.json", b"{}"),
        ("plan.docx", b"PK"),
        ("plan.pdf", b"%PDF-1.4"),
    ],
)
def test_a_file_that_is_no_plan_is_a_failure(
    machine: Machine, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    machine.error("catalogue", "import", path, "--year", 2017)


def test_a_plan_with_an_unknown_agency_changes_nothing(machine: Machine, tmp_path: Path) -> None:
    form = json.loads((PLAN.parent / "an_giang_2017.json").read_text(encoding="utf-8"))
    form["criteria"][0]["agency"] = "Sở Không Có"
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(form), encoding="utf-8")
    told = machine.error("catalogue", "import", path, "--apply", code=2)
    assert "Sở Không Có" in told
    assert "Add the agency first." in told


def test_the_template_of_a_year_reads_back_as_what_stands(machine: Machine, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    written = machine.read("catalogue-template", "catalogue", "template", path, "--year", 2017)
    assert written == {"file": str(path), "year": 2017, "size": path.stat().st_size}
    read = machine.read("catalogue-import", "catalogue", "import", path, "--year", 2017)
    assert (read["added"], read["removed"], read["changed"], read["plan"]) == ([], [], [], [])
    machine.error("catalogue", "template", path, "--year", 2017)  # it is there already
    empty = tmp_path / "trong.xlsx"
    machine.run("catalogue", "template", empty, "--year", 2031)
    assert "No table of criteria" in machine.error("catalogue", "import", empty, "--year", 2031)


def test_all_rows_that_are_not_understood_are_named(machine: Machine, tmp_path: Path) -> None:
    text = PLAN.read_text(encoding="utf-8").replace("Trước ngày 15/10/2017", "Giữa tháng 10")
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    told = machine.error("catalogue", "import", path, "--year", 2017)
    assert told.count("Giữa tháng 10") == 2


def test_another_year_makes_another_cycle(machine: Machine, tmp_path: Path) -> None:
    text = PLAN.read_text(encoding="utf-8").replace("2017", "2018")
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    made = machine.read(
        "catalogue-import", "catalogue", "import", path, "--year", 2018, "--province", "An Giang", "--apply"
    )
    assert len(made["added"]) == 67
    unsaid = replace(machine, year=None)
    assert "there are 2018, 2017" in unsaid.error("packs", "list", code=2)
    assert "there are 2018, 2017" in unsaid.error("evidence", "withdraw", 1, "--as", "lan@angiang.vn", code=2)
    assert len(machine.read("packs-list", "packs", "list", "--year", 2018)) == 67
