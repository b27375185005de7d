"""An installation as a province makes one: `init`, accounts from the command line, `run`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.cli.machine import Machine
from tests.demo.runs import Run, started

DOMAIN = "angiang.vn"


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in; `password` is the one-time password of the command line."""

    email: str
    name: str
    password: str

    @property
    def own_password(self) -> str:
        """Return what they choose at the first sign-in."""
        return f"của riêng {self.email}"


PEOPLE = {
    "lan": ("Nguyễn Thị Lan", "so-noi-vu", "uploader"),
    "hung": ("Lê Văn Hùng", "so-noi-vu", "agency_head"),
    "hoa": ("Phạm Thị Hoa", "van-phong-ubnd-tinh", "reviewer"),
    "quan": ("Đỗ Minh Quân", "ubnd-tinh-an-giang", "approver"),
    "son": ("Bùi Thanh Sơn", "so-noi-vu", "coordinator"),
}


@dataclass(frozen=True)
class Installation:
    """A running product, the command line beside it, and the people's accounts."""

    machine: Machine
    run: Run
    accounts: Mapping[str, Account]

    @property
    def base(self) -> str:
        """Return the address of the pages."""
        return f"http://127.0.0.1:{self.run.port}"


@dataclass(frozen=True)
class Prepared:
    """An installation with plan 416 and all accounts, before it runs."""

    machine: Machine
    accounts: Mapping[str, Account]


def prepare_installation(folder: Path, settings: Mapping[str, str]) -> Prepared:
    """Make an installation in `folder`, its data in `var`."""
    machine = Machine(folder, {"EVIDENCE_VAR": str(folder / "var"), **settings})
    machine.run("init")
    return Prepared(machine, {name: open_account(machine, name) for name in PEOPLE})


@contextmanager
def running(prepared: Prepared) -> Iterator[Installation]:
    """Run an installation until the block ends."""
    settings = prepared.machine.settings
    with started(Path(settings["EVIDENCE_VAR"]), **settings) as run:
        run.wait_until_ready()
        yield Installation(prepared.machine, run, prepared.accounts)


@contextmanager
def running_copy(
    prepared: Prepared, folder: Path, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Installation]:
    """Run a copy in `folder` of an installation on SQLite and a local folder, with more settings."""
    var = shutil.copytree(prepared.machine.settings["EVIDENCE_VAR"], folder / "var")
    machine = Machine(folder, {"EVIDENCE_VAR": str(var), **settings})
    with running(Prepared(machine, prepared.accounts)) as made:
        yield made


@contextmanager
def running_installation(folder: Path, settings: Mapping[str, str]) -> Iterator[Installation]:
    """Make an installation in `folder` and run it until the block ends."""
    with running(prepare_installation(folder, settings)) as made:
        yield made


def open_account(machine: Machine, key: str, people: Mapping[str, tuple[str, str, str]] = PEOPLE) -> Account:
    """Open the account of one of the people; it still has its one-time password."""
    name, agency, role = people[key]
    email = f"{key}@{DOMAIN}"
    told = machine.read(
        *("user-password", "users", "add", "--email", email, "--name", name),
        *("--agency", agency, "--role", role),
    )
    return Account(email, name, told["one_time_password"])
