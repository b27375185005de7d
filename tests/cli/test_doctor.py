"""`doctor` says of every part whether it works, and of every layer whether it holds."""

from __future__ import annotations

import shutil
from pathlib import Path

from index.isolation import Layer
from tests.cli.machine import Machine

PARTS = {"database", "tables", "store", "search", "recognition", "office", "mail", "disk"}


def verdicts(told: dict) -> dict[str, str]:
    return {check["part"]: check["verdict"] for check in told["checks"]}


def test_a_sound_installation(machine: Machine) -> None:
    machine.run("reindex")
    told = machine.read("doctor", "doctor")
    layers = {f"{place}.{layer}" for place in ("readers", "office") for layer in Layer}
    assert told["ok"]
    assert verdicts(told).keys() == PARTS | layers
    assert verdicts(told)["readers.files"] == verdicts(told)["office.calls"] == "ok"
    assert "Landlock" in machine.run("doctor").stdout


def test_what_does_not_work_is_named(machine: Machine) -> None:
    shutil.rmtree(Path(machine.settings["EVIDENCE_VAR"]) / "blobs", ignore_errors=True)
    (Path(machine.settings["EVIDENCE_VAR"]) / "blobs").write_text("no folder")
    broken = {"EVIDENCE_ISOLATION": "off", "EVIDENCE_MAIL_URL": "smtp://127.0.0.1:1"}
    broken |= {"EVIDENCE_MAIL_SENDER": "kho@angiang.vn", "EVIDENCE_PUBLIC_URL": "https://kho.angiang.vn"}
    ill = Machine(machine.folder, {**machine.settings, **broken})
    found = verdicts(ill.read("doctor", "doctor", code=1))
    faults = {part for part, verdict in found.items() if verdict == "fault"}
    assert faults == {"store", "mail", "readers.files", "readers.calls"}
    assert found["office"] == found["office.files"] == "warning"


def test_a_word_that_is_no_choice_is_refused(machine: Machine) -> None:
    strange = Machine(machine.folder, {**machine.settings, "EVIDENCE_OFFICE": "maybe"})
    assert "auto, unconfined, off" in strange.run("doctor", code=2).stderr
