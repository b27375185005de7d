"""`verify.pyz` stands alone: one file, every Python from 3.8 on, none of our packages, two languages."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from evidence_repo.services.bundles.verifier_program import verifier_program
from tests.services.test_bundles_verifying import BAG, HEAD, PDF, bag, zip_of
from verifier import verify_bundle

SOURCES = sorted((Path(__file__).parents[2] / "verifier").glob("*.py"))


def pythons() -> Iterator[list[str]]:
    """Yield the Pythons of this machine that count: the oldest that must do, a new one, our own."""
    yield [sys.executable]
    for version in ("3.8", "3.13"):
        program = shutil.which(f"python{version}")
        # pyenv's program for a version is there, and refuses, also where that version is not chosen.
        if (
            program
            and subprocess.run(
                [program, "-c", ""], check=False, capture_output=True, env=chosen(version)
            ).returncode
            == 0
        ):
            yield [program]


def chosen(version: str) -> dict[str, str]:
    return {**os.environ, "PYENV_VERSION": version}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verifier") / "verify.pyz"
    path.write_bytes(verifier_program())
    return path


@pytest.fixture
def volumes(tmp_path: Path) -> Path:
    """Cut a sound ZIP into volumes of 1,000 bytes, with their list; return the first."""
    name, made = f"{BAG}.zip", zip_of(bag())
    lines = []
    for number, start in enumerate(range(0, len(made), 1000), 1):
        piece = made[start : start + 1000]
        (tmp_path / f"{name}.{number:03d}").write_bytes(piece)
        lines.append(f"{sha256(piece).hexdigest()}  {name}.{number:03d}\n")
    (tmp_path / f"{name}.sha256").write_text("".join(lines))
    return tmp_path / f"{name}.001"


def run(program: Path, *arguments: str | Path, folder: Path, code: int = 0) -> str:
    command = [sys.executable, "-I", "-S", program, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, cwd=folder, timeout=60)
    assert done.returncode == code, done.stderr.decode()
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_source_is_python_3_8_with_the_standard_library_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= {*sys.stdlib_module_names, "verifier"}


def test_the_program_is_the_same_bytes_wherever_it_is_made(program: Path) -> None:
    made = "from evidence_repo.services.bundles.verifier_program import verifier_program as v; import sys; "
    command = [sys.executable, "-c", made + "sys.stdout.buffer.write(v())"]
    elsewhere = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, check=True, capture_output=True, env=elsewhere, cwd=SOURCES[0].parents[1])
    assert done.stdout == program.read_bytes()
    with zipfile.ZipFile(program) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {f"verifier/{path.name}" for path in SOURCES} <= set(archive.namelist())


def test_every_python_from_3_8_on_runs_it(program: Path, tmp_path: Path, volumes: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(zip_of({**bag(), PDF: b"%PDF"}))
    for python in pythons():
        command = [*python, "-I", "-S", str(program), "--json", str(volumes), str(bad)]
        env = chosen(Path(python[0]).name.removeprefix("python"))
        done = subprocess.run(command, check=False, capture_output=True, timeout=60, env=env)
        assert done.returncode == 1, (python, done.stderr)
        sound, unsound = map(json.loads, done.stdout.decode().splitlines())
        assert (sound["ok"], sound["name"], sound["audit_head"]) == (True, BAG, HEAD), python
        assert {fault["rule"] for fault in unsound["faults"]} == {"wrong_hash", "wrong_oxum"}, python


def test_it_speaks_vietnamese_and_english(program: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(zip_of({**bag(), PDF: b"%PDF"}))
    vietnamese = run(program, "bad.zip", folder=tmp_path, code=1)
    english = run(program, "--lang", "en", "bad.zip", folder=tmp_path, code=1)
    assert "KHÔNG" in vietnamese
    assert "is NOT sound" in english
    assert PDF in vietnamese
    assert "SHA-256" in vietnamese
    help_page = run(program, "--help", folder=tmp_path)
    assert "Kiểm tra" in help_page


def test_without_a_name_it_checks_what_lies_there(program: Path, volumes: Path, tmp_path: Path) -> None:
    assert BAG in run(program, folder=volumes.parent)
    (tmp_path / "empty").mkdir()
    run(program, folder=tmp_path / "empty", code=2)
    run(program, "nothing.zip", folder=tmp_path, code=2)


def test_it_joins_volumes_and_writes_over_nothing(program: Path, volumes: Path) -> None:
    folder = volumes.parent
    run(program, volumes.name, "--join", "whole.zip", folder=folder)
    assert (folder / "whole.zip").read_bytes() == zip_of(bag())
    run(program, volumes.name, "--join", "whole.zip", folder=folder, code=2)


def test_volumes_are_checked_by_any_of_their_names(volumes: Path) -> None:
    names = (volumes, volumes.with_suffix(".004"), volumes.with_suffix(".sha256"), volumes.with_suffix(""))
    for name in names:
        found = verify_bundle(name)
        assert (found.faults, found.name) == ((), BAG), name
    volumes.with_suffix(".sha256").unlink()
    assert verify_bundle(volumes).is_sound


def test_a_volume_that_is_missing_or_damaged_is_named(volumes: Path) -> None:
    second = volumes.with_suffix(".002")
    good = second.read_bytes()
    second.write_bytes(b"?" + good[1:])
    [fault] = verify_bundle(volumes).faults
    assert (fault.rule, fault.params["what"]) == ("volume_damaged", second.name)
    second.unlink()
    [fault] = verify_bundle(volumes).faults
    assert (fault.rule, fault.params["what"]) == ("volume_missing", second.name)
    last = max(volumes.parent.glob(f"{BAG}.zip.0*"))
    second.write_bytes(good)
    last.unlink()
    [fault] = verify_bundle(volumes).faults
    assert (fault.rule, fault.params["what"]) == ("volume_missing", last.name)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"no hash\n", b"x" * (5 * 1024 * 1024)])
def test_a_list_that_is_none_is_a_fault(content: bytes, volumes: Path) -> None:
    volumes.with_suffix(".sha256").write_bytes(content)
    assert [fault.rule for fault in verify_bundle(volumes).faults] == ["bad_volume_list"]


def test_a_proof_of_something_else_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / f"{BAG}.zip"
    path.write_bytes(zip_of(bag()))
    (tmp_path / f"{BAG}.zip.p7s").write_bytes(b"\x04\x20" + bytes(32))
    (tmp_path / f"{BAG}.zip.tsr").write_bytes(bytes(300 * 1024))
    assert [fault.rule for fault in verify_bundle(path).faults] == ["other_signature", "other_timestamp"]
    digest = sha256(bag()["tagmanifest-sha256.txt"]).digest()
    for ending in (".p7s", ".tsr"):
        (tmp_path / f"{BAG}.zip{ending}").write_bytes(b"0\x82" + b"\x04\x20" + digest)
    found = verify_bundle(path)
    assert found.is_sound
    assert found.proofs.signature
    assert found.proofs.timestamp
