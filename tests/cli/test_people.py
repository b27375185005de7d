"""Accounts, agencies and the cycle on the command line."""

from __future__ import annotations

from pathlib import Path

from evidence_repo.app import build_container
from evidence_repo.cli.context import os_user
from evidence_repo.models import AuditEvent, User
from evidence_repo.services.people.passwords import is_password
from evidence_repo.settings import Settings
from tests.cli.machine import Machine

COORDINATOR = ("--as", "dieu-phoi@angiang.vn")
NEW = ("--email", "Moi@AnGiang.vn", "--name", "Trần Văn Mới", "--agency", "Sở Tư pháp")


def _password_of(machine: Machine, email: str) -> str | None:
    container = build_container(Settings.from_env(machine.settings))
    with container.database.reading() as session:
        stored = session.query(User).where(User.email == email).one().password
    container.close()
    return stored


def test_the_first_coordinator_is_made_by_the_operator(tmp_path: Path, sqlite_url: str) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path), "EVIDENCE_DATABASE_URL": sqlite_url})
    machine.read("agency", "agencies", "add", "--name", "Sở Nội vụ", "--kind", "department")
    made = machine.read(
        *("user-password", "users", "add", "--email", "hoa@angiang.vn", "--name", "Nguyễn Thị Hoa"),
        *("--agency", "so-noi-vu", "--role", "coordinator"),
    )
    assert is_password(made["one_time_password"], _password_of(machine, "hoa@angiang.vn"))
    assert machine.read("users-list", "users", "list") == [
        {"email": "hoa@angiang.vn", "name": "Nguyễn Thị Hoa", "agency": "Sở Nội vụ", "roles": ["coordinator"]}
    ]
    container = build_container(Settings.from_env(machine.settings))
    with container.database.reading() as session:
        event = session.query(AuditEvent).where(AuditEvent.action == "add_person").one()
        assert (event.actor_id, event.actor_name) == (None, "operator")
        assert (event.channel, event.os_user) == ("cli", os_user())
        assert made["one_time_password"] not in str(event.details)
    container.close()


def test_a_coordinator_adds_resets_and_closes(machine: Machine) -> None:
    made = machine.read("user-password", "users", "add", *NEW, "--role", "uploader", *COORDINATOR)
    assert (made["email"], made["agency"], made["roles"]) == ("moi@angiang.vn", "Sở Tư pháp", ["uploader"])
    reset = machine.read("user-password", "users", "reset", "moi@angiang.vn", *COORDINATOR)
    assert reset["one_time_password"] != made["one_time_password"]
    stored = _password_of(machine, "moi@angiang.vn")
    assert is_password(reset["one_time_password"], stored)
    assert not is_password(made["one_time_password"], stored)
    changed = machine.read(
        *("user", "users", "roles", "moi@angiang.vn", "--role", "uploader", "--role", "agency_head"),
        *COORDINATOR,
    )
    assert changed["roles"] == ["agency_head", "uploader"]
    machine.read("user", "users", "deactivate", "moi@angiang.vn", *COORDINATOR)
    machine.error("packs", "list", "--as", "moi@angiang.vn", code=2)
    emails = [row["email"] for row in machine.read("users-list", "users", "list", *COORDINATOR)]
    assert "moi@angiang.vn" not in emails
    machine.read("user", "users", "activate", "moi@angiang.vn", *COORDINATOR)
    machine.run("packs", "list", "--as", "moi@angiang.vn")


def test_people_print_once_and_in_words(machine: Machine) -> None:
    told = machine.run("users", "add", *NEW, "--role", "uploader").stdout
    assert "moi@angiang.vn (Trần Văn Mới, Sở Tư pháp): uploader." in told
    assert "One-time password, shown this once: " in told
    assert "moi@angiang.vn" in machine.run("users", "list").stdout


def test_only_who_may_administers(machine: Machine) -> None:
    uploader = ("--as", "lan@angiang.vn")
    machine.error("users", "add", *NEW, "--role", "uploader", *uploader)
    machine.error("users", "list", *uploader)
    machine.error("users", "reset", "tu-phap@angiang.vn", *uploader)
    machine.error("agencies", "add", "--name", "Sở Mới", "--kind", "department", *uploader)
    machine.error("cycle", "freeze", *uploader)
    assert len(machine.read("users-list", "users", "list")) == 8


def test_nobody_changes_their_own_roles(machine: Machine) -> None:
    own = ("users", "roles", "dieu-phoi@angiang.vn", "--role", "approver", *COORDINATOR)
    assert "Nobody changes their own roles" in machine.error(*own)


def test_what_an_account_lacks_is_told_with_2(machine: Machine) -> None:
    machine.error("users", "add", *NEW[:4], "--agency", "nowhere", "--role", "uploader", code=2)
    machine.error("users", "add", *NEW, code=2)
    machine.error("users", "add", *NEW, "--role", "king", code=2)
    machine.error("users", "add", "--email", "no", *NEW[2:], "--role", "uploader", code=2)
    machine.error("users", "reset", "nobody@angiang.vn", code=2)


def test_agencies_are_registered_once(machine: Machine) -> None:
    assert machine.read("agencies", "agencies", "load") == []
    words = ("agencies", "add", "--name", "Phòng Nội vụ huyện An Phú", "--kind", "district")
    added = machine.read("agency", *words, "--parent", "ubnd-huyen-an-phu", *COORDINATOR)
    assert added["code"] == "phong-noi-vu-huyen-an-phu"
    assert added["parent"] == "ubnd-huyen-an-phu"
    machine.error(*words, code=2)
    assert added in machine.read("agencies", "agencies", "list")


def test_the_cycle_moves_on_in_its_order(machine: Machine) -> None:
    machine.error("cycle", "appraise", *COORDINATOR)
    for action, state in (
        ("freeze", "frozen"),
        ("submit", "submitted"),
        ("appraise", "appraised"),
        ("close", "closed"),
    ):
        assert machine.read("cycle", "cycle", action, *COORDINATOR)["state"] == state
    machine.error("packs", "list", code=2)  # no cycle is current any more
    assert len(machine.read("packs-list", "packs", "list", "--year", 2017)) == 67
    assert [row["state"] for row in machine.read("cycle-list", "cycle", "list")] == ["closed"]
