"""A bundle, what travels beside it and the council's minutes, as the real server lets people save them."""

from __future__ import annotations

import random
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest

from evidence_repo.app import build_container
from evidence_repo.services.bundles import find_bundle, split_bundle
from evidence_repo.services.policy.deputyships import find_actor
from evidence_repo.services.workflow.cycles import find_cycle
from evidence_repo.settings import Settings
from tests.cli.machine import Machine
from tests.documents import build_admin_pdf
from tests.e2e.http_person import HttpPerson
from tests.e2e.installation import DOMAIN, Prepared, running
from tests.e2e.test_real_server import saved_name
from tests.services.test_bundles_proofs import PASSPHRASE, honest, stamping
from tests.signing import build_authority

pytestmark = pytest.mark.xdist_group("real-bundle")
CODE, MEGABYTE = "TCTP 1.1.3", 1024 * 1024
LAN, HUNG, HOA, QUAN, SON, PHUOC = (
    ("--as", f"{name}@{DOMAIN}") for name in ("lan", "hung", "hoa", "quan", "son", "phuoc")
)


@pytest.fixture(scope="module")
def quan(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpPerson]:
    """Give the approver, signed in where a bundle of Sở Nội vụ's part was sealed, proved and split."""
    folder = tmp_path_factory.mktemp("bundle")
    var = shutil.copytree(prepared.machine.settings["EVIDENCE_VAR"], folder / "var")
    machine = Machine(folder, {**prepared.machine.settings, "EVIDENCE_VAR": str(var)})
    _approve(machine, folder)
    _seal(machine, folder)
    _split(machine)
    with running(Prepared(machine, prepared.accounts)) as made:
        person, account = HttpPerson(made.run.port), made.accounts["quan"]
        person.sign_in(account.email, account.password, account.own_password)
        yield person


def _approve(machine: Machine, folder: Path) -> None:
    """Let the council vote on a pack with a document of more than a megabyte, and the approver follow."""
    report = build_admin_pdf(folder / "báo cáo.pdf")
    with report.open("ab") as file:
        file.write(b"\n%" + random.Random(1).randbytes(MEGABYTE).hex().encode()[: 3 * MEGABYTE // 2])
    words = ("documents", "add", report, "--criterion", CODE, "--product", 1, *LAN)
    [added] = machine.read("documents-add", *words)
    machine.work()
    machine.run("packs", "submit", CODE, *HUNG)
    machine.run("evidence", "judge", added["evidence_id"], "sufficient", *HOA)
    account = ("--email", PHUOC[1], "--name", "Nguyễn Hữu Phước", "--agency", "so-tai-chinh")
    asked = machine.error("users", "add", *account, "--role", "council_member")
    machine.run("users", "confirm", asked.partition("request ")[2].split()[0], *QUAN)
    machine.run("council", "members", "--add", PHUOC[1])
    machine.run("council", "set", "--on", "--quorum", "1")
    machine.run("council", "open", "Phiên họp lần thứ nhất", CODE, *QUAN)
    machine.run("council", "vote", "1", CODE, "for", *PHUOC)
    machine.run("council", "close", "1", *QUAN)
    machine.run("packs", "approve", CODE, *QUAN)


def _seal(machine: Machine, folder: Path) -> None:
    authority = build_authority()
    (folder / "seal.p12").write_bytes(authority.pkcs12(PASSPHRASE))
    with stamping(honest(authority)) as address:
        proofs = {
            "EVIDENCE_SEAL_CERTIFICATE": str(folder / "seal.p12"),
            "EVIDENCE_SEAL_PASSPHRASE": PASSPHRASE,
            "EVIDENCE_TIMESTAMP_URL": address,
        }
        proving = replace(machine, settings={**machine.settings, **proofs})
        proving.run("bundle", "seal", "--out", folder / "bundle.zip", "--agency", "so-noi-vu", *QUAN)
        proving.work()


def _split(machine: Machine) -> None:
    opened = closing(build_container(Settings.from_env(machine.settings)))
    with opened as container, container.database.transaction() as session:
        actor = find_actor(session, QUAN[1], None, container.clock.today())
        bundle = find_bundle(session, actor, find_cycle(session, 2017), 1)
        split_bundle(session, actor, bundle, MEGABYTE, container.clock)
    machine.work()


@pytest.mark.parametrize(
    ("address", "ending"),
    [
        ("download", ".zip"),
        ("signature", ".zip.p7s"),
        ("timestamp", ".zip.tsr"),
        ("volumes/1/1", ".zip.001"),
        ("volumes/1/2", ".zip.002"),
        ("volumes/1/list", ".zip.sha256"),
    ],
)
def test_what_belongs_to_a_bundle_is_saved_beside_it(quan: HttpPerson, address: str, ending: str) -> None:
    answer = quan.get(f"/2017/bundles/1/{address}")
    assert answer.status == HTTPStatus.OK
    assert saved_name(answer) == f"AnGiang_2017_PARINDEX_01{ending}"
    assert int(answer.headers["Content-Length"]) == len(answer.content) > 0


def test_the_volumes_are_the_zip_and_its_list_names_them(quan: HttpPerson) -> None:
    whole = quan.get("/2017/bundles/1/download").content
    volumes = [quan.get(f"/2017/bundles/1/volumes/1/{number}") for number in (1, 2)]
    assert b"".join(answer.content for answer in volumes) == whole
    listed = quan.get("/2017/bundles/1/volumes/1/list").text
    for answer in volumes:
        assert f"{sha256(answer.content).hexdigest()}  {saved_name(answer)}" in listed
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert all(name.isascii() for name in archive.namelist())


def test_the_verifier_and_the_minutes_have_their_names(quan: HttpPerson) -> None:
    program = quan.get("/2017/bundles/verify.pyz")
    assert (program.status, saved_name(program)) == (HTTPStatus.OK, "verify.pyz")
    minutes = quan.get("/2017/council/votes/1/minutes.docx")
    assert saved_name(minutes) == "Biên bản biểu quyết số 1 năm 2017.docx"
    assert minutes.content.startswith(b"PK")
