"""Schemes and scores on the command line: a scheme comes in, criteria are scored, the deviation is told."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.machine import Machine

COORDINATOR, LAN, JUSTICE, MINISTRY = (
    ("--as", f"{name}@angiang.vn") for name in ("dieu-phoi", "lan", "tu-phap", "bo-noi-vu")
)


def _example(machine: Machine, folder: Path) -> Path:
    book = folder / "thang-diem.xlsx"
    machine.run("scheme", "template", "--out", book)
    return book


def test_a_scheme_comes_in_as_a_whole_and_goes_out_again(machine: Machine, tmp_path: Path) -> None:
    book = _example(machine, tmp_path)
    machine.error("scheme", "show")
    machine.error("scheme", "import", book, "--apply", *LAN)
    shown = machine.read("sheet-import", "scheme", "import", book, *COORDINATOR)
    assert (shown["applied"], shown["new"]) == (False, 76)
    machine.error("scheme", "show")
    machine.read("sheet-import", "scheme", "import", book, "--apply", *COORDINATOR)
    scheme = machine.read("scheme", "scheme", "show", *LAN)
    assert (scheme["example"], len(scheme["rows"])) == (True, 76)
    machine.error("scheme", "show", *MINISTRY)
    out = tmp_path / "xuat.xlsx"
    machine.run("scheme", "export", "--out", out, *LAN)
    again = machine.read("sheet-import", "scheme", "import", out, "--apply", *COORDINATOR)
    assert again["there"] == 76
    sheet = openpyxl.load_workbook(out)
    assert sheet.active is not None
    sheet.active["E2"] = 99
    sheet.save(out)
    wrong = machine.read("sheet-import", "scheme", "import", out, "--apply", *COORDINATOR, code=1)
    assert [row["row"] for row in wrong["rows"] if row["problem"]] == [2]
    assert machine.read("scheme", "scheme", "show") == scheme


def test_rows_that_are_gone_are_row_0(machine: Machine, tmp_path: Path) -> None:
    book = _example(machine, tmp_path)
    machine.run("scheme", "import", book, "--apply")
    sheet = openpyxl.load_workbook(book)
    assert sheet.active is not None
    sheet.active.delete_rows(3, sheet.active.max_row)
    sheet.active["E2"], sheet.active["F2"], sheet.active["H2"] = 1, "Chấm trực tiếp", "Bộ Nội vụ chấm"
    sheet.save(book)
    report = machine.read("sheet-import", "scheme", "import", book, "--apply")
    assert (report["changed"], report["removed"]) == (1, 75)
    assert {row["row"] for row in report["rows"] if row["outcome"] == "removed"} == {0}


def test_criteria_are_scored_and_the_deviation_is_forecast(machine: Machine, tmp_path: Path) -> None:
    machine.run("scheme", "import", _example(machine, tmp_path), "--apply")
    assert len(machine.read("scores-list", "scores", "list", "--missing", *LAN)["rows"]) == 64
    page = machine.read("score", "scores", "show", "1.1.3", *LAN)
    assert (page["proposed"], page["why_not"], page["self_score"]) == (None, "unknown", None)
    assert page["maximum"] == "1.50"
    assert machine.read("score", "scores", "show", "1.1.3") == page  # the operator is no person
    given = machine.read("score", "scores", "set", "1.1.3", "self", "1,25", *LAN)
    assert given["self_score"] == "1.25"
    machine.error("scores", "set", "1.1.3", "self", "1", *LAN, code=2)
    machine.error("scores", "set", "1.1.3", "self", "9", *LAN, code=2)
    machine.error("scores", "set", "1.1.3", "self", "một", *LAN, code=2)
    machine.error("scores", "set", "1.1.3", "self", "1", *JUSTICE)
    changed = machine.read("score", "scores", "set", "1.1.3", "self", "1", "--reason", "Chưa đủ", *LAN)
    assert (changed["self_score"], changed["self_reason"]) == ("1.00", "Chưa đủ")
    listed = machine.read("scores-list", "scores", "list", *LAN)
    assert (listed["total"]["maximum"], listed["total"]["self_score"]) == ("100.00", "1.00")
    assert machine.read("scores-list", "scores", "list", *JUSTICE)["total"]["self_score"] is None
    assert machine.read("scores-deviation", "scores", "deviation")["readings"] == []


def test_a_row_may_not_apply_and_the_base_is_chosen(machine: Machine, tmp_path: Path) -> None:
    machine.run("scheme", "import", _example(machine, tmp_path), "--apply")
    machine.error("scheme", "exempt", "TCTP 1.1.3", "--reason", "Không có", *LAN)
    machine.error("scheme", "exempt", "TCTP 9.9.9", "--reason", "Không có", *COORDINATOR)
    shown = machine.read("scheme", "scheme", "exempt", "TCTP 1.1.3", "--reason", "Không có", *COORDINATOR)
    [row] = [row for row in shown["rows"] if row["does_not_apply"]]
    assert (row["row"], row["does_not_apply"][0]["reason"]) == ("TCTP 1.1.3", "Không có")
    assert machine.read("scores-list", "scores", "list")["total"]["maximum"] == "98.50"
    assert machine.read("scheme", "scheme", "exempt", "TCTP 1.1.3")["rows"][1]["does_not_apply"] == []
    assert machine.read("scheme", "scheme", "base", "maximum", *COORDINATOR)["deviation_base"] == "maximum"


def test_the_ministrys_answer_is_measured_by_three_bases(machine: Machine, tmp_path: Path) -> None:
    machine.run("scheme", "import", _example(machine, tmp_path), "--apply")
    machine.run("scores", "set", "1.1.3", "self", "1.25", *LAN)
    machine.run("rounds", "import", _result(tmp_path), *_FACTS, "--year", "2017", "--apply", *COORDINATOR)
    told = machine.read("scores-deviation", "scores", "deviation")
    found = {row["base"]: (row["percent"], row["passes"], row["chosen"]) for row in told["readings"]}
    assert found == {
        "appraised": ("25.00", False, True),
        "maximum": ("16.67", False, False),
        "hundred": ("0.25", True, False),
    }


_FACTS = ("--kind", "preliminary", "--received", "2018-03-01")


def _result(folder: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Mã", "Tên", "Tối đa", "Tự chấm", "Thẩm định"])
    book.active.append(["1.1.3", "Kế hoạch", 1.5, 1.25, 1])
    book.save(folder / "ket-qua.xlsx")
    return folder / "ket-qua.xlsx"
