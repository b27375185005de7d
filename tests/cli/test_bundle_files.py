"""A sealed bundle's files on the command line: parts, volumes, what travels with the ZIP, what proves it."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.machine import Machine
from tests.cli.test_upkeep import APPROVER, CODE, HEAD, LAN, REVIEWER
from tests.documents import build_admin_pdf
from tests.services.test_bundles_proofs import PASSPHRASE, honest, stamping
from tests.signing import build_authority


@pytest.fixture
def part(machine: Machine, tmp_path: Path) -> Path:
    """Seal what Sở Nội vụ leads, a document of 2.5 MB among it; return the ZIP."""
    report = build_admin_pdf(tmp_path / "bao-cao.pdf")
    with report.open("ab") as file:
        file.write(b"\n%" + random.Random(12).randbytes(2_500_000).hex().encode()[:2_500_000])
    words = ("documents", "add", report, "--criterion", CODE, "--product", 1, *LAN)
    [added] = machine.read("documents-add", *words)
    machine.work()
    machine.run("packs", "submit", CODE, *HEAD)
    machine.run("evidence", "judge", added["evidence_id"], "sufficient", *REVIEWER)
    machine.run("packs", "approve", CODE, *APPROVER)
    out = tmp_path / "bundle.zip"
    seal = ("bundle", "seal", "--out", out, *APPROVER)
    assert "agency and field" in machine.error(*seal, "--agency", "no-such", code=2)
    machine.error(*seal, "--agency", "so-noi-vu", "--only", CODE, code=2)
    whole = machine.read("bundle-seal", *seal, "--agency", "so-noi-vu")
    again = machine.read("bundle-seal", *seal, "--field", "1")
    assert (whole["scope"], again) == ("partial", whole)
    machine.work()
    return out


def test_a_bundle_in_volumes_joins_to_the_same_zip(machine: Machine, part: Path, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    download = ("bundle", "download", 1, "--folder", folder, *APPROVER)
    files = machine.read("bundle-download", *download, "--volume-size", 1)["files"]
    names = [file["name"] for file in files]
    assert [name.rpartition(".")[2] for name in names] == ["001", "002", "003", "sha256", "pyz"]
    for file in files:
        content = (folder / file["name"]).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (file["size"], file["sha256"])
    assert b"".join((folder / name).read_bytes() for name in names[:3]) == part.read_bytes()
    assert machine.read("bundle-verify", "bundle", "verify", folder / names[0])["ok"]
    alone = [sys.executable, "-I", "-S", "verify.pyz", "--join", "joined.zip", names[3]]
    assert subprocess.run(alone, check=False, cwd=folder, capture_output=True, timeout=60).returncode == 0
    assert (folder / "joined.zip").read_bytes() == part.read_bytes()
    # The list is what other programs read, too.
    check = ["sha256sum", "--check", "--ignore-missing", "--strict", names[3]]
    assert subprocess.run(check, check=False, cwd=folder, capture_output=True, timeout=60).returncode == 0
    machine.error(*download, "--volume-size", 100, code=2)
    whole = machine.read("bundle-download", *download)["files"]
    assert [file["name"] for file in whole] == [names[0].removesuffix(".001"), "verify.pyz"]
    machine.error("bundle", "download", 1, "--folder", folder, *LAN)


def test_a_bundle_is_stamped_later_and_its_proofs_are_checked(
    machine: Machine, part: Path, tmp_path: Path
) -> None:
    assert "EVIDENCE_SEAL_CERTIFICATE" in machine.error("bundle", "stamp", 1, *APPROVER)
    authority = build_authority()
    (tmp_path / "seal.p12").write_bytes(authority.pkcs12(PASSPHRASE))
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.pem").write_bytes(authority.pem)
    proofs = {
        "EVIDENCE_SEAL_CERTIFICATE": str(tmp_path / "seal.p12"),
        "EVIDENCE_SEAL_PASSPHRASE": PASSPHRASE,
        "EVIDENCE_TIMESTAMP_URL": "http://127.0.0.1:9/tsa",
    }
    proving = replace(machine, settings={**machine.settings, **proofs})
    assert "not stamped" in proving.error("bundle", "stamp", 1, *APPROVER)
    proving.error("bundle", "stamp", 1, *LAN)
    with stamping(honest(authority)) as address:
        proofs["EVIDENCE_TIMESTAMP_URL"] = address
        proving = replace(machine, settings={**machine.settings, **proofs})
        made = proving.read("bundle-stamp", "bundle", "stamp", 1, *APPROVER)["proofs"]
    assert [(proof["kind"], proof["failure"]) for proof in made] == [("signature", None), ("timestamp", None)]
    files = machine.read("bundle-download", "bundle", "download", 1, "--folder", tmp_path, *APPROVER)["files"]
    taken = tmp_path / files[0]["name"]
    assert taken.read_bytes() == part.read_bytes()
    verify = ("bundle", "verify", taken)
    trusted = machine.read("bundle-verify", *verify, "--roots", tmp_path / "roots")
    assert [trusted[kind]["state"] for kind in ("signature", "timestamp")] == ["valid", "valid"]
    assert trusted["signature"]["signer"] == "UBND tỉnh An Giang"
    assert machine.read("bundle-verify", *verify)["timestamp"]["state"] == "unknown_trust"
    signature = taken.with_name(f"{taken.name}.p7s")
    spoilt = bytearray(signature.read_bytes())
    spoilt[-5] ^= 1
    signature.write_bytes(spoilt)
    assert "signature: NOT valid" in machine.run(*verify, code=1).stderr
