"""What is found out about an installation as JSON: its parts, its stored data, its index."""

from __future__ import annotations

from typing import Any

from evidence_repo.representations.schema import COUNT, FLAG, Published, many, one_of, text, thing, words
from evidence_repo.services.maintenance.findings import Finding
from evidence_repo.services.maintenance.fsck import FsckReport


def fsck_json(report: FsckReport) -> dict[str, Any]:
    """Return what the comparison of database, store, index and log found."""
    return {
        "ok": report.is_clean,
        "faults": [_finding(finding) for finding in report.faults],
        "pending": [_finding(finding) for finding in report.pending],
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {"kind": finding.kind.value, "what": finding.what, "message": finding.sentence}


_FINDINGS = many(thing(kind=text("^[a-z_]+$"), what=words(), message=words()))

SCHEMAS = {
    "doctor": Published(
        "evidence-repo doctor --json",
        "Exit code 1 if `ok` is false: a part has the verdict fault. Layers around what opens files are "
        "readers.LAYER and office.LAYER.",
        thing(
            ok=FLAG,
            checks=many(
                thing(part=text("^[a-z_.]+$"), verdict=one_of(("ok", "warning", "fault")), message=words()),
                minItems=1,
            ),
        ),
    ),
    "fsck": Published(
        "evidence-repo fsck --json",
        "Exit code 1 if `ok` is false; what is pending is no fault.",
        thing(ok=FLAG, faults=_FINDINGS, pending=_FINDINGS),
    ),
    "reindex": Published("evidence-repo reindex --json", "What was written.", thing(versions=COUNT)),
}
