"""Accounts, agencies and the cycle on the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evidence_repo.app import build_container
from evidence_repo.cli.context import os_user
from evidence_repo.models import AuditEvent, User
from evidence_repo.services.people.passwords import is_password
from evidence_repo.settings import Settings
from tests.cli.conftest import PLAN
from tests.cli.machine import Machine
from tests.web.test_imports import AGENCY_HEAD, PEOPLE_HEAD, workbook

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


def test_a_guarded_account_needs_two_people_whoever_asks(machine: Machine) -> None:
    said = machine.error("users", "add", *NEW, "--role", "reviewer")
    assert "request 1 waits" in said
    assert "reset_password" not in machine.run("users", "requests").stdout
    machine.error("users", "reset", "ra-soat@angiang.vn")
    machine.error("users", "roles", "lan@angiang.vn", "--role", "approver")
    waiting = machine.run("users", "requests").stdout
    assert waiting.count("operator") == 3
    assert "may decide this" in machine.error("users", "confirm", 1)
    machine.error("users", "confirm", 1, "--as", "lan@angiang.vn", code=1)
    told = machine.run("users", "confirm", 1, "--as", "phe-duyet@angiang.vn").stdout
    assert "One-time password, shown this once: " in told
    machine.run("users", "decline", 2)
    machine.run("users", "confirm", 3, *COORDINATOR)
    people = {row["email"]: row["roles"] for row in machine.read("users-list", "users", "list")}
    assert (people["moi@angiang.vn"], people["lan@angiang.vn"]) == (["reviewer"], ["approver"])


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
    words = ("agencies", "add", "--name", "UBND xã Vĩnh Hội Đông", "--kind", "commune")
    added = machine.read("agency", *words, "--parent", "ubnd-tinh-an-giang", *COORDINATOR)
    assert added["code"] == "ubnd-xa-vinh-hoi-dong"
    assert added["parent"] == "ubnd-tinh-an-giang"
    machine.error(*words, code=2)
    assert added in machine.read("agencies", "agencies", "list")
    machine.error("agencies", "add", "--name", "Chi cục X", "--kind", "bureau", code=2)
    kinds = {kind["code"]: kind for kind in machine.read("agency-kinds", "agencies", "kinds")}
    assert kinds["district"]["until"] == kinds["special_zone"]["since"] == "2025-07-01"


def test_kinds_of_agencies_are_added_and_changed(machine: Machine) -> None:
    names = ("--name", "Chi cục", "--name-en", "Branch")
    words = ("agencies", "kind", "add", "branch", *names, "--plan-word", "department")
    machine.error(*words, "--as", "lan@angiang.vn")
    added = machine.read("agency-kind", *words, "--under", "department/2017-01-01", *COORDINATOR)
    assert added["places"] == [{"above": "department", "since": "2017-01-01", "until": None}]
    machine.error(*words, *COORDINATOR, code=2)
    change = ("agencies", "kind", "change", "branch")
    changed = machine.read("agency-kind", *change, "--until", "2025-07-01", *COORDINATOR)
    assert changed == {**added, "until": "2025-07-01"}
    machine.error(*change, "--under", "department/soon", *COORDINATOR, code=2)
    assert changed in machine.read("agency-kinds", "agencies", "kinds")


def test_the_cycle_moves_on_in_its_order(machine: Machine) -> None:
    machine.error("cycle", "appraise", "--year", 2017, *COORDINATOR)
    for action, state in (
        ("freeze", "frozen"),
        ("submit", "submitted"),
        ("appraise", "appraised"),
        ("close", "closed"),
    ):
        assert machine.read("cycle", "cycle", action, "--year", 2017, *COORDINATOR)["state"] == state
    replace(machine, year=None).error("packs", "list", code=2)
    assert len(machine.read("packs-list", "packs", "list", "--year", 2017)) == 67
    assert [row["state"] for row in machine.read("cycle-list", "cycle", "list")] == ["closed"]


def test_information_is_merged_into_science_in_mid_cycle(machine: Machine) -> None:
    """The shipped plan goes on naming the old department, and still changes nothing."""
    words = ("agencies", "merge", "so-thong-tin-va-truyen-thong", "--into", "Sở Khoa học và Công nghệ")
    shown = machine.read("agency-change", *words, "--basis", "12/QĐ-UBND", *COORDINATOR)
    assert (shown["state"], shown["successors"]) == ("shown", ["Sở Khoa học và Công nghệ"])
    assert {heap["what"]: heap["count"] for heap in shown["moves"]}["leads"] == 7
    done = machine.read("agency-change", *words, "--apply", *COORDINATOR)
    assert done["state"] == "done"
    machine.error(*words, "--apply", *COORDINATOR)
    plan = ("catalogue", "import", PLAN, "--year", 2017, "--province", "An Giang", "--apply")
    machine.run(*plan)
    leads = {row["agency"] for row in machine.read("catalogue-list", "catalogue", "list", "--year", 2017)}
    assert ("Sở Khoa học và Công nghệ" in leads, "Sở Thông tin và Truyền thông" in leads) == (True, False)
    later = ("agencies", "rename", "so-tu-phap", "--to", "Sở Pháp chế", "--on", "2029-01-01", "--apply")
    assert machine.read("agency-change", *later, *COORDINATOR)["state"] == "waits"
    cancelled = machine.read("agency-change", "agencies", "cancel", "so-tu-phap", *COORDINATOR)
    assert cancelled["state"] == "cancelled"
    machine.error("agencies", "cancel", "so-tu-phap", *COORDINATOR, code=2)
    machine.error("agencies", "end", "so-tu-phap", "--apply", *COORDINATOR)
    given = ("--give", "2017/TCTP-1.1.3=so-y-te", "--give", "lan@angiang.vn=so-y-te")
    parts = ("agencies", "split", "so-noi-vu", "--into", "so-ngoai-vu", "--into", "so-y-te")
    machine.error(*parts, "--give", "x=so-y-te", code=2)
    assert machine.read("agency-change", *parts, *given, "--apply")["state"] == "done"
    [lan] = [row for row in machine.read("users-list", "users", "list") if row["email"] == "lan@angiang.vn"]
    assert lan["agency"] == "Sở Y tế"
    machine.run(*plan)


def test_agencies_and_people_come_in_by_workbook(machine: Machine, tmp_path: Path) -> None:
    communes, people = tmp_path / "xa.xlsx", tmp_path / "nguoi.xlsx"
    communes.write_bytes(workbook(AGENCY_HEAD, ("UBND xã Vĩnh Hậu", "commune", None, "ubnd-tinh-an-giang")))
    person = ("Trần Thị Ánh", "anh@angiang.vn", "UBND xã Vĩnh Hậu", "Chuyên viên")
    people.write_bytes(workbook(PEOPLE_HEAD, person, ("Lê Soát", "soat@angiang.vn", "so-noi-vu", "reviewer")))
    wrong = machine.read("sheet-import", "users", "import", people, *COORDINATOR, code=1)
    assert [row["outcome"] for row in wrong["rows"]] == ["wrong", "asks"]
    shown = machine.read("sheet-import", "agencies", "import", communes, *COORDINATOR)
    assert (shown["applied"], shown["new"]) == (False, 1)
    assert machine.read("sheet-import", "agencies", "import", communes, "--apply", *COORDINATOR)["applied"]
    done = machine.read("sheet-import", "users", "import", people, "--apply", *COORDINATOR)
    assert (done["applied"], done["new"], done["asks"]) == (True, 1, 1)
    assert "anh@angiang.vn" in {row["email"] for row in machine.read("users-list", "users", "list")}
    machine.error("users", "import", communes, "--apply", code=2)
