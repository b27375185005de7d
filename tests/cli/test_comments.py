"""Comments on the command line: written, listed by words, struck out."""

from __future__ import annotations

from tests.cli.machine import Machine

YEAR = ("--year", 2017)


def test_comments_are_written_listed_and_struck_out(machine: Machine) -> None:
    lan = ("--as", "lan@angiang.vn")
    made = machine.read("comment", "comments", "add", "pack", 1, "--text", "Hồ sơ còn thiếu phụ lục", *lan)
    assert (made["kind"], made["thing"], made["internal"]) == ("pack", 1, False)
    listed = machine.read("comments", "comments", "list", "--words", "phu luc", *YEAR, *lan)
    assert listed == [made]
    assert machine.read("comments", "comments", "list", "--words", "khong", *YEAR, *lan) == []
    assert "phụ lục" in machine.run("comments", "list", *YEAR).stdout
    struck = machine.read("comment", "comments", "strike", made["id"], *lan)
    assert struck["struck_at"] is not None
    machine.error("comments", "strike", made["id"], *lan)
    machine.error("comments", "add", "pack", 999, "--text", "x", *lan)
