"""The Ministry's rounds on the command line: import, questions, losses, entries."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from evidence_repo.services.rounds.sheet import ROUND_COLUMNS
from tests.cli.machine import Machine

COORDINATOR, APPROVER, LAN, JUSTICE = (
    ("--year", "2017", "--as", f"{name}@angiang.vn") for name in ("dieu-phoi", "phe-duyet", "lan", "tu-phap")
)
HEAD = [column.titles[0] for column in ROUND_COLUMNS]
FACTS = ("--kind", "preliminary", "--received", "2018-03-01", "--document", "12/BNV-CCHC")


def _workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(path)
    return path


def test_the_way_of_a_round(machine: Machine, tmp_path: Path) -> None:
    row = ["1.1.3", "Kế hoạch", 1, 1, 0.5, None, "Thiếu tài liệu", "Bổ sung báo cáo", "15/12/2030"]
    bad = _workbook(tmp_path / "bad.xlsx", row, ["9.9.9", "", 1, 1, 1], ["1.1.3", "", "=1+1", 1, 1])
    wrong = machine.read("round-import", "rounds", "import", bad, *FACTS, "--apply", *COORDINATOR, code=1)
    assert [bool(each["problem"]) for each in wrong["rows"]] == [False, True, True]
    file = _workbook(tmp_path / "ket-qua.xlsx", row)
    machine.error("rounds", "import", file, *FACTS, *LAN)
    shown = machine.read("round-import", "rounds", "import", file, *FACTS, *COORDINATOR)
    assert (shown["round_id"], shown["rows"][0]["appraised"]) == (None, "0.50")
    assert machine.read("rounds-list", "rounds", "list", *LAN) == []
    made = machine.read("round-import", "rounds", "import", file, *FACTS, "--apply", *COORDINATOR)
    [listed] = machine.read("rounds-list", "rounds", "list", *JUSTICE)
    assert (listed["round_id"], listed["document_number"]) == (made["round_id"], "12/BNV-CCHC")
    mistaken = ("rounds", "withdraw", made["round_id"], "--reason", "Nhầm tệp")
    machine.error(*mistaken, *LAN)
    assert machine.read("round", *mistaken, *COORDINATOR)["withdrawn"] == "Nhầm tệp"
    assert machine.read("rounds-questions", "rounds", "questions", *LAN) == []
    again = machine.read("round-import", "rounds", "import", file, *FACTS, "--apply", *COORDINATOR)
    assert again["number"] == made["number"]
    [asked] = machine.read("rounds-questions", "rounds", "questions", *LAN)
    assert asked["standing"] == "asked"
    assert machine.read("rounds-questions", "rounds", "questions", *JUSTICE) == []
    number = asked["question_id"]
    machine.error("rounds", "accept", number, *LAN)
    accepted = machine.read("round-question", "rounds", "accept", number, *APPROVER)
    assert (accepted["standing"], accepted["waits_for"]) == ("with_agency", "Sở Nội vụ")
    machine.error("rounds", "answer", number, *LAN, code=2)
    answered = machine.read("round-question", "rounds", "answer", number, "--text", "Đã bổ sung", *LAN)
    assert answered["explanation_id"] is not None
    [row_lost] = machine.read("rounds-lost", "rounds", "lost", *LAN)
    assert (row_lost["lost"], row_lost["cause"]) == ("0.50", None)
    why = ("--cause", "partial_evidence", "--remedy", "Lập danh mục tài liệu")
    assert machine.read("round-loss", "rounds", "lost", "1.1.3", *why, *LAN)["agency"] == "Sở Nội vụ"
    assert machine.read("rounds-lost", "rounds", "lost", "--before", *LAN) == []
    entry = machine.read("round-entry", "rounds", "entered", "1.1.3", "--receipt", "BN-7", *COORDINATOR)
    assert (entry["entered"], entry["receipt"]) == (True, "BN-7")
    assert len(machine.read("rounds-entered", "rounds", "entered", *COORDINATOR)) == 67
