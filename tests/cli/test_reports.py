"""Reports on the command line: made, shown, written as DOCX, finished."""

from __future__ import annotations

from pathlib import Path

import docx

from tests.cli.machine import Machine

YEAR = ("--year", 2017)


def test_a_report_is_made_shown_and_finished(machine: Machine, tmp_path: Path) -> None:
    made = machine.read("report", "reports", "make", "chairman", *YEAR)
    assert (made["version"], made["state"], made["due_on"]) == (1, "draft", "2017-12-09")
    out = tmp_path / "bao-cao.docx"
    shown = machine.read("report", "reports", "show", made["id"], "--out", out, *YEAR)
    assert [each["title"] for each in shown["sections"]] == [each["title"] for each in made["sections"]]
    assert "BÁO CÁO" in [paragraph.text for paragraph in docx.Document(str(out)).paragraphs]
    done = machine.read("report", "reports", "finish", made["id"], *YEAR)
    assert done["state"] == "finished"
    assert done["sha256"]
    assert [each["state"] for each in machine.read("reports-list", "reports", "list", *YEAR)] == ["finished"]
    machine.error("reports", "finish", made["id"], *YEAR)
    machine.error("reports", "make", "year", "--as", "lan@angiang.vn", *YEAR)
