"""The program as a program: help, exit codes, where it says what, and what it says of a wrong command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from evidence_repo.cli import ENTRIES, program
from tests.cli.machine import ROOT, Machine
from tests.cli.schemas import FOLDER, schema_of

LAN = ("--as", "lan@angiang.vn")


def _commands() -> list[tuple[str, ...]]:
    context = click.Context(program)
    found: list[tuple[str, ...]] = []
    for name in ENTRIES:
        command = program.get_command(context, name)
        assert command is not None
        found.append((name,))
        found += [(name, inner) for inner in getattr(command, "commands", ())]
    return found


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...], tmp_path: Path) -> None:
    told = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")}).run(*words, "--help").stdout
    usage, _, rest = told.partition("\n\n")
    assert usage.startswith(f"Usage: evidence-repo {' '.join(words)}")
    assert rest.strip().endswith(("exit.", ".", "later.")) or "Commands:" in rest
    assert not (tmp_path / "var").exists()  # help makes nothing


def test_every_command_that_knows_json_has_its_schema_published() -> None:
    titles = " ".join(schema_of(path.stem)["title"] for path in FOLDER.glob("*.json"))
    context = click.Context(program)
    for words in _commands():
        command = program.get_command(context, words[0])
        for word in words[1:]:
            assert isinstance(command, click.Group)
            command = command.get_command(context, word)
        assert command is not None
        if any("--json" in parameter.opts for parameter in command.params):
            topic, *act = words
            named = {" ".join((topic, *act)), f"{topic} <act>"}
            assert any(f"evidence-repo {name} --json" in titles for name in named), words


def test_the_help_imports_neither_database_nor_web() -> None:
    asked = (
        "import sys\n"
        "from evidence_repo.cli import program\n"
        "try:\n    program(['--help'], prog_name='evidence-repo')\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'sqlalchemy', 'flask', 'minio', 'whoosh'} & sys.modules.keys()\n"
        "print(sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    for name in ENTRIES:
        assert f"  {name} " in done.stdout


def test_the_real_program_speaks_utf8_in_any_locale_and_ends_with_the_right_codes(machine: Machine) -> None:
    done = machine.run_program("catalogue", "list", "--json", LC_ALL="en_US.ISO-8859-1", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["agency"] == "Sở Nội vụ"
    done = machine.run_program("packs", "submit", "TCTP 9.9.9", "--as", "giam-doc@angiang.vn", LC_ALL="C")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: There is no criterion TCTP 9.9.9 in this cycle.\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["no-such-command"], "No such command"),
        (["packs", "submit"], "Missing argument 'CODE"),
        (["packs", "submit", "TCTP 1.1.3"], "--as"),
        (["packs", "submit", "TCTP 1.1.3", "--as", "nobody@angiang.vn"], "no active account"),
        (["packs", "list", "--year", "1999"], "no assessment cycle of 1999"),
        (["packs", "list", "--year", "year"], "not a valid integer"),
        (["packs", "list", "--year", "9" * 20], "not the number of anything"),
        (["evidence", "withdraw", "9" * 20, *LAN], "not the number of anything"),
        (["documents", "show", "0"], "not the number of anything"),
        (["search", "c\udcf4ng"], "not text in UTF-8"),
        (["packs", "list", "--as"], "requires an argument"),
        (["evidence", "judge", "1", "good", *LAN], "is not one of"),
        (["evidence", "judge", "one", "sufficient", *LAN], "not a valid integer"),
        (["evidence", "explain", "1", *LAN], "--text"),
        (["evidence", "undo", "1", *LAN], "--reason"),
        (["documents", "add", "--criterion", "TCTP 1.1.3", *LAN], "FILE"),
        (["documents", "confirm", "1", "--field", "number", *LAN], "name=value"),
        (
            ["packs", "explain", "TCTP 1.1.3", "--product", "9", "--kind", "missing", "--text", "x", *LAN],
            "product 9",
        ),
        (["audit", "verify", "--head", "12"], "SHA-256"),
        (["bundle", "seal", "1.1.3", "--out", "x.zip", *LAN], "--only"),
        (["bundle", "verify", "/nowhere.zip"], "does not exist"),
        (["catalogue", "import", "/nowhere.txt"], "does not exist"),
        (["search", "a", "--limit", "0"], "not in the range"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_wrong_command_is_told_and_ends_with_2(machine: Machine, words: list[str], why: str) -> None:
    assert why in machine.error(*words, code=2)


def test_a_code_that_two_criteria_share_has_to_be_named_whole(machine: Machine) -> None:
    assert machine.read("evidence-list", "evidence", "list", "--criterion", "TCTP-1.1.3") == []
    assert machine.read("evidence-list", "evidence", "list", "--criterion", "1.1.3") == []


def test_without_a_cycle_a_year_is_asked_for(tmp_path: Path, sqlite_url: str) -> None:
    settings = {"EVIDENCE_VAR": str(tmp_path), "EVIDENCE_DATABASE_URL": sqlite_url}
    machine = Machine(tmp_path, settings, year=None)
    assert "no assessment cycle yet" in machine.error("packs", "list", code=2)
    assert machine.read("cycle-list", "cycle", "list") == []


def test_an_installation_that_was_not_made_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    assert "evidence-repo init" in machine.error("packs", "list")
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]
    (tmp_path / "var" / "evidence.db").touch()
    assert "evidence-repo init" in machine.error("packs", "list")


def test_settings_that_make_no_sense_are_told_with_2(machine: Machine) -> None:
    wrong = Machine(machine.folder, {**machine.settings, "EVIDENCE_STORAGE_URL": "ftp://x"})
    assert "storage address" in wrong.error("packs", "list", code=2)
    wrong = Machine(machine.folder, {**machine.settings, "EVIDENCE_WORKERS": "none"})
    assert "EVIDENCE_WORKERS" in wrong.error("packs", "list", code=2)


def test_a_server_that_is_not_there_is_told_in_a_sentence(machine: Machine) -> None:
    gone = "postgresql+psycopg://nobody:x@127.0.0.1:1/none"
    away = Machine(machine.folder, {**machine.settings, "EVIDENCE_DATABASE_URL": gone})
    assert "The database cannot be used" in away.error("packs", "list")


def test_what_an_installation_keeps_is_its_owners_alone(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    (tmp_path / "var").mkdir(mode=0o755)
    done = machine.run_program("init", "--empty")
    assert done.returncode == 0, done.stderr
    modes = {path: path.stat().st_mode & 0o077 for path in (tmp_path / "var", *(tmp_path / "var").rglob("*"))}
    assert (tmp_path / "var" / "evidence.db") in modes
    assert set(modes.values()) == {0}, modes
