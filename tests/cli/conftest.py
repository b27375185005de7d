"""Installations with An Giang's plan of 2017 and people of every role, made through the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.machine import Machine

PLAN = Path(__file__).parents[2] / "evidence_repo" / "catalogue" / "data" / "an_giang_2017.txt"
PEOPLE = {
    "lan": ("uploader", "so-noi-vu"),
    "giam-doc": ("agency_head", "so-noi-vu"),
    "ra-soat": ("reviewer", "van-phong-ubnd-tinh"),
    "phe-duyet": ("approver", "ubnd-tinh-an-giang"),
    "dieu-phoi": ("coordinator", "so-noi-vu"),
    "tu-phap": ("uploader", "so-tu-phap"),
    "theo-doi": ("observer_province", "ubnd-tinh-an-giang"),
    "bo-noi-vu": ("observer_ministry", "bo-noi-vu"),
}


def furnish(machine: Machine) -> None:
    """Register agencies, plan and people, as an installation's first day goes."""
    machine.run("agencies", "load")
    machine.run("catalogue", "import", PLAN, "--year", 2017, "--province", "An Giang", "--apply")
    for name, (role, agency) in PEOPLE.items():
        machine.run(
            *("users", "add", "--email", f"{name}@angiang.vn", "--name", f"Người {name}"),
            *("--agency", agency, "--role", role),
        )


@pytest.fixture(scope="session")
def furnished_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a furnished installation; copy it, never work in it."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copyfile(sqlite_template, folder / "evidence.db")
    furnish(Machine(folder, {"EVIDENCE_VAR": str(folder)}))
    return folder


@pytest.fixture
def machine(furnished_template: Path, tmp_path: Path) -> Machine:
    """Give a furnished installation on SQLite and a local folder."""
    folder = shutil.copytree(furnished_template, tmp_path / "var")
    return Machine(tmp_path, {"EVIDENCE_VAR": str(folder)})


@pytest.fixture
def server_machine(tmp_path: Path, migrated_postgres_url: str, minio_bucket_url: str) -> Machine:
    """Give a furnished installation on PostgreSQL and MinIO."""
    machine = Machine(
        tmp_path,
        {
            "EVIDENCE_VAR": str(tmp_path / "var"),
            "EVIDENCE_DATABASE_URL": migrated_postgres_url,
            "EVIDENCE_STORAGE_URL": minio_bucket_url,
        },
    )
    furnish(machine)
    return machine
