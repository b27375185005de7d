"""Following up on the command line: what is owed, and every letter in one ZIP."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from tests.cli.machine import Machine

YEAR = ("--year", 2017)


def test_what_is_owed_is_listed_and_letters_are_made(machine: Machine, tmp_path: Path) -> None:
    owing = machine.read("follow-up", "follow-up", "list", "--due", "all", *YEAR)
    assert owing
    assert all(each["total"] == len(each["debts"]) for each in owing)
    out = tmp_path / "cong-van.zip"
    made = machine.read("follow-up-letters", "follow-up", "letters", "--due", "all", "--out", out, *YEAR)
    assert [each["items"] for each in made] == [len(each["debts"]) for each in owing]
    assert len(ZipFile(out).namelist()) == len(owing)
    machine.error("follow-up", "letters", "--out", out, "--as", "lan@angiang.vn", *YEAR)
