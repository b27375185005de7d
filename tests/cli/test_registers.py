"""Registers on the command line: listed, filled, and as workbooks that come back."""

from pathlib import Path

import openpyxl

from tests.cli.machine import Machine

LAN = ("--as", "lan@angiang.vn")
PLACE = ("1.1.3", "plan_tasks")


def test_rows_are_added_exported_and_imported_again(machine: Machine, tmp_path: Path) -> None:
    listed = machine.read("registers-list", "registers", "list", "--kind", "plan_tasks")
    assert {"criterion": "TCTP 1.1.3", "register": "plan_tasks", "rows": 0}.items() <= listed[0].items()
    added = machine.read(
        "register-row",
        "registers",
        "add",
        *PLACE,
        "task=Ban hành kế hoạch",
        "Hạn hoàn thành=30/06/2017",
        *LAN,
    )
    assert added["cells"] == {"task": "Ban hành kế hoạch", "due_on": "2017-06-30"}
    book = tmp_path / "so.xlsx"
    machine.run("registers", "export", *PLACE, "--out", book)
    sheet = openpyxl.load_workbook(book)
    assert sheet.active is not None
    sheet.active["E2"] = "15/06/2017"
    sheet.active.append([None, "Tuyên truyền", None, "01/12/2017"])
    sheet.save(book)
    shown = machine.read("sheet-import", "registers", "import", *PLACE, book, *LAN)
    assert (shown["applied"], shown["new"], shown["changed"]) == (False, 1, 1)
    machine.read("sheet-import", "registers", "import", *PLACE, book, "--apply", *LAN)
    register = machine.read("register", "registers", "show", *PLACE, *LAN)
    assert register["rows"][0]["standing"] == "done"
    assert (register["counted"], register["whole"]) == (1, 2)
    assert [(each["numerator"], each["denominator"]) for each in register["proposed"]] == [("1", "2")]
    again = machine.read("sheet-import", "registers", "import", *PLACE, book, "--apply", *LAN, code=1)
    assert [row["cell"] for row in again["rows"] if row["problem"]] == ["A2"]


def test_what_is_wrong_is_named_and_only_the_agency_keeps_it(machine: Machine, tmp_path: Path) -> None:
    machine.run("registers", "template", "plan_tasks", "--out", tmp_path / "mau.xlsx")
    assert "Nhiệm vụ" in [
        cell.value for cell in openpyxl.load_workbook(tmp_path / "mau.xlsx").worksheets[0][1]
    ]
    assert "task, product, due_on" in machine.error("registers", "add", *PLACE, "viec=A", *LAN, code=2)
    machine.error("registers", "add", *PLACE, "task=A", "due_on=31/06/2017", *LAN, code=2)
    machine.error("registers", "add", *PLACE, "task=A", "due_on=30/06/2017", "--as", "dieu-phoi@angiang.vn")
    machine.error("registers", "show", "1.2.1", "plan_tasks")
