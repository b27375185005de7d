"""Pieces and packs on the command line: verdicts, answers, contributions, explanations of products."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.machine import Machine
from tests.documents import build_admin_pdf
from workflows.explanations import ExplanationKind

LAST_DAY = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()

LAN, HEAD, REVIEWER, APPROVER, COORDINATOR, JUSTICE = (
    ("--as", f"{name}@angiang.vn")
    for name in ("lan", "giam-doc", "ra-soat", "phe-duyet", "dieu-phoi", "tu-phap")
)
CODE = "TCTP 1.1.3"


class Desk:
    """What the tests of this module do again and again."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine = machine
        self.folder = folder
        self.files = 0

    def file(self) -> Path:
        self.files += 1
        return build_admin_pdf(self.folder / f"{self.files}.pdf", number=f"{self.files}/BC-SNV")

    def add(self, code: str = CODE, product: int | None = 1, who: tuple[str, str] = LAN) -> int:
        words = ("--product", product) if product else ()
        [added] = self.machine.read(
            "documents-add", "documents", "add", self.file(), "--criterion", code, *words, *who
        )
        piece: int = added["evidence_id"]
        return piece

    def act(self, *words: Any) -> dict[str, Any]:
        row: dict[str, Any] = self.machine.read("evidence", "evidence", *words)
        return row

    def pack(self, action: str, who: tuple[str, str], code: str = CODE, *more: str) -> str:
        state: str = self.machine.read("pack", "packs", action, code, *more, *who)["state"]
        return state


@pytest.fixture
def desk(machine: Machine, tmp_path: Path) -> Desk:
    """Give a desk at an installation."""
    return Desk(machine, tmp_path)


def test_a_verdict_and_its_undoing(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    desk.pack("submit", HEAD)
    judge = ("evidence", "judge", piece)
    assert "--reason" in machine.error(*judge, "needs-explanation", *REVIEWER, code=2)
    assert "--comment" in machine.error(*judge, "needs-explanation", "--reason", "other", *REVIEWER, code=2)
    machine.error(*judge, "accept", *REVIEWER)  # nothing was explained
    for person in (LAN, HEAD, APPROVER, COORDINATOR):
        machine.error(*judge, "sufficient", *person)
    assert desk.act("judge", piece, "sufficient", "--comment", "Đủ", *REVIEWER)["state"] == "sufficient"
    machine.error("evidence", "undo", piece, "--reason", " ", *REVIEWER, code=2)
    machine.error("evidence", "undo", piece, "--reason", "Nhầm", *APPROVER)
    assert desk.act("undo", piece, "--reason", "Nhầm", *REVIEWER)["state"] == "submitted"


def test_four_eyes_hold_on_the_command_line_after_a_change_of_role(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    desk.pack("submit", HEAD)
    for number, person in enumerate(("lan@angiang.vn", "giam-doc@angiang.vn"), 1):
        assert "second person" in machine.error("users", "roles", person, "--role", "reviewer", *COORDINATOR)
        machine.run("users", "confirm", number, *APPROVER)
        told = machine.error("evidence", "judge", piece, "sufficient", "--as", person)
        assert "You had a part in this" in told
    assert desk.act("judge", piece, "sufficient", *REVIEWER)["state"] == "sufficient"
    both = ("--role", "reviewer", "--role", "approver")
    machine.error("users", "roles", "ra-soat@angiang.vn", *both, *COORDINATOR)
    machine.run("users", "confirm", 3, *APPROVER)
    assert "You had a part in this" in machine.error("packs", "approve", CODE, *REVIEWER)
    assert desk.pack("approve", APPROVER) == "approved"


def test_the_approver_asks_again_and_reopens(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    desk.pack("submit", HEAD)
    desk.act("judge", piece, "sufficient", *REVIEWER)
    assert desk.act("ask-again", piece, "--reason", "Thiếu dấu", *APPROVER)["state"] == "submitted"
    machine.error("packs", "approve", CODE, *APPROVER)
    desk.act("judge", piece, "sufficient", *REVIEWER)
    assert desk.pack("approve", APPROVER) == "approved"
    machine.error("packs", "reopen", CODE, *APPROVER, code=2)
    machine.error("packs", "reopen", CODE, "--reason", "Bổ sung", *HEAD)
    assert desk.pack("reopen", APPROVER, CODE, "--reason", "Bổ sung") == "open"


def test_a_submission_is_recalled_until_a_verdict(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    machine.error("packs", "submit", CODE, *LAN)
    machine.error("packs", "submit", "TCTP 1.2.1", *HEAD)  # nothing in it
    desk.pack("submit", HEAD)
    assert desk.pack("recall", HEAD) == "open"
    desk.pack("submit", HEAD)
    desk.act("judge", piece, "sufficient", *REVIEWER)
    machine.error("packs", "recall", CODE, *HEAD)
    machine.error("packs", "return", CODE, *REVIEWER)  # nothing needs the agency


def test_a_draft_moves_and_is_withdrawn(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    moved = desk.act("move", piece, "--criterion", "1.3.1", "--product", 1, *LAN)
    assert (moved["criterion"], moved["product"], moved["state"]) == ("TCTP 1.3.1", 1, "draft")
    machine.error("evidence", "move", piece, "--criterion", "1.3.1", "--product", 9, *LAN, code=2)
    machine.error("evidence", "move", piece, "--criterion", "TCTP 2.1.1", *LAN)
    assert desk.act("pages", piece, "1", *LAN)["pages"] == "1"
    assert desk.act("pages", piece, "", *LAN)["pages"] is None
    assert desk.act("withdraw", piece, *LAN)["state"] == "withdrawn"
    machine.error("evidence", "withdraw", piece, *LAN)


def test_the_year_of_a_piece_can_be_named(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    assert "no assessment cycle of 2016" in machine.error(
        "evidence", "withdraw", piece, "--year", 2016, *LAN, code=2
    )
    assert desk.act("withdraw", piece, "--year", 2017, *LAN)["state"] == "withdrawn"


def test_a_contribution_waits_for_the_lead_agency(desk: Desk, machine: Machine) -> None:
    taken, refused = desk.add(who=JUSTICE), desk.add(who=JUSTICE)
    own = desk.add()
    waiting = machine.read("evidence-list", "evidence", "list", "--contributions", *LAN)
    assert [piece["evidence_id"] for piece in waiting] == [taken, refused]
    mine = machine.read("evidence-list", "evidence", "list", *JUSTICE)
    assert [piece["evidence_id"] for piece in mine] == [taken, refused]
    machine.error("evidence", "contribution", taken, "accept", *JUSTICE)
    assert desk.act("contribution", taken, "accept", *LAN)["state"] == "draft"
    assert desk.act("contribution", refused, "refuse", *LAN)["state"] == "withdrawn"
    machine.error("evidence", "contribution", own, "accept", *LAN)
    desk.pack("submit", HEAD)
    assert [p["state"] for p in machine.read("evidence-list", "evidence", "list", *REVIEWER)] == [
        "submitted",
        "submitted",
    ]
    desk.act("judge", taken, "needs-explanation", "--reason", "unsigned", *REVIEWER)
    desk.pack("return", REVIEWER)
    replaced = desk.act("replace", taken, desk.file(), *LAN)  # the lead agency's own document
    assert (replaced["state"], replaced["version"]) == ("submitted", 1)


def test_figures_count_only_what_the_person_may_see(desk: Desk, machine: Machine) -> None:
    desk.add()

    def pieces(*person: str) -> dict[str, int]:
        [row] = [r for r in machine.read("packs-list", "packs", "list", *person) if r["criterion"] == CODE]
        counted: dict[str, int] = row["pieces"]
        return counted

    assert [pieces(*LAN), pieces(), pieces(*REVIEWER), pieces(*JUSTICE)] == [
        {"draft": 1},
        {"draft": 1},
        {},
        {},
    ]
    desk.pack("submit", HEAD)
    assert [pieces(*REVIEWER), pieces(*JUSTICE)] == [{"submitted": 1}, {}]


def test_what_was_approved_is_uncovered_for_nobody(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    desk.pack("submit", HEAD)
    desk.act("judge", piece, "sufficient", *REVIEWER)
    desk.pack("approve", APPROVER)
    for person in (LAN, JUSTICE, REVIEWER):
        [row] = [r for r in machine.read("packs-list", "packs", "list", *person) if r["criterion"] == CODE]
        assert (row["state"], row["uncovered"]) == ("approved", [])


def test_nothing_is_stored_for_who_may_not_upload(desk: Desk, machine: Machine) -> None:
    for person in (REVIEWER, APPROVER, COORDINATOR):
        machine.run("documents", "add", desk.file(), "--criterion", CODE, *person, code=1)
    blobs = Path(machine.settings["EVIDENCE_VAR"]) / "blobs"
    assert [path for path in blobs.rglob("*") if path.is_file()] == []


def test_the_list_is_narrowed(desk: Desk, machine: Machine) -> None:
    first, second = desk.add(), desk.add("TCTP 1.3.1")
    desk.act("withdraw", second, *LAN)
    listed = machine.read("evidence-list", "evidence", "list", "--state", "withdrawn", *LAN)
    assert [piece["evidence_id"] for piece in listed] == [second]
    listed = machine.read("evidence-list", "evidence", "list", "--criterion", CODE, *LAN)
    assert [piece["evidence_id"] for piece in listed] == [first]
    assert f"{first}   {CODE}  1" in machine.run("evidence", "list").stdout


def test_the_ministry_sees_no_catalogue_and_no_packs(machine: Machine) -> None:
    ministry = ("--as", "bo-noi-vu@angiang.vn")
    for words in (
        ("catalogue", "list"),
        ("packs", "list"),
        ("cycle", "list"),
        ("agencies", "list"),
        ("bundle", "check"),
        ("packs", "submit", CODE),
    ):
        assert machine.error(*words, *ministry) == "Error: Not found.\n"
    assert machine.read("evidence-list", "evidence", "list", *ministry) == []
    assert machine.read("bundle-list", "bundle", "list", *ministry) == []


def test_a_product_is_explained_judged_and_answered(desk: Desk, machine: Machine) -> None:
    words = ("explanation", "packs", "explain", "TCTP 1.3.1", "--product", 1)
    written = machine.read(
        *(*words, "--kind", "missing", "--text", "Chưa kiểm tra.", "--basis", "QĐ 1", "--file", desk.file()),
        *LAN,
    )
    assert (written["state"], written["round"], len(written["documents"])) == ("draft", 1, 1)
    desk.pack("submit", HEAD, "TCTP 1.3.1")
    decide = ("packs", "explanation", written["explanation_id"])
    machine.error(*decide, "accept", *APPROVER)
    machine.error(*decide, "accept", *JUSTICE)
    rejected = machine.read("explanation", *decide, "reject", "--comment", "Chưa rõ", *REVIEWER)
    assert rejected["state"] == "rejected"
    machine.error(*decide, "undo", *REVIEWER, code=2)
    assert machine.read("explanation", *decide, "undo", "--reason", "Nhầm", *REVIEWER)["state"] == "submitted"
    machine.read("explanation", *decide, "reject", *REVIEWER)
    machine.run("packs", "return", "TCTP 1.3.1", "--last-day", LAST_DAY, *REVIEWER)
    answer = machine.read(*words, "--kind", "no_occurrence", "--text", "Năm 2017 không phát sinh.", *LAN)
    assert (answer["state"], answer["round"]) == ("submitted", 2)
    desk.pack("submit", HEAD, "TCTP 1.3.1")
    machine.read("explanation", "packs", "explanation", answer["explanation_id"], "accept", *REVIEWER)
    assert desk.pack("approve", APPROVER, "TCTP 1.3.1") == "approved"
    paper = desk.folder / "giai-trinh.docx"
    ask = ("explanations", "paper", "TCTP 1.3.1", "--out", paper)
    assert machine.read("explanations-paper", *ask, *LAN)["size"] == paper.stat().st_size
    machine.error(*ask, *JUSTICE)
    rounds = machine.read("explanations", "packs", "explanations", "--criterion", "TCTP 1.3.1", *LAN)
    assert [row["last_day"] for row in rounds] == [None, LAST_DAY]
    assert [row["state"] for row in rounds] == ["rejected", "accepted"]
    assert machine.read("explanations", "packs", "explanations", *JUSTICE) == []


def test_what_explanations_begin_with_is_the_coordinators(machine: Machine) -> None:
    shipped = machine.read("explanations-templates", "explanations", "templates")
    assert [row["kind"] for row in shipped] == [kind.value for kind in ExplanationKind]
    change = ("explanations", "templates", "--set", "missing", "--text", "Lý do: …", "--basis", "Luật")
    machine.error(*change, *LAN)
    machine.error(*change[:4], *COORDINATOR, code=2)
    changed = machine.read("explanations-templates", *change, *COORDINATOR)
    assert changed[0] == {"kind": "missing", "text": "Lý do: …", "legal_basis": "Luật"}
    assert changed[1:] == shipped[1:]


def test_the_latest_rounds_documents_are_asked_for(desk: Desk, machine: Machine) -> None:
    words = (
        "packs",
        "explain",
        "TCTP 5.2.1",
        "--product",
        1,
        "--kind",
        "no_occurrence",
        "--text",
        "Không thi.",
    )
    assert "attach the documents" in machine.error(*words, *LAN, code=2)
    assert machine.read("explanation", *words, "--file", desk.file(), *LAN)["state"] == "draft"


def test_an_explanation_of_a_piece_may_bring_documents(desk: Desk, machine: Machine) -> None:
    piece = desk.add()
    desk.pack("submit", HEAD)
    desk.act("judge", piece, "needs-explanation", "--reason", "missing_content", *REVIEWER)
    machine.error("evidence", "explain", piece, "--text", "x", *LAN)  # the reviewers have it
    desk.pack("return", REVIEWER)
    machine.error("evidence", "explain", piece, "--text", " ", *LAN, code=2)
    explained = desk.act(
        *("explain", piece, "--text", "Xem kèm theo.", "--attach", desk.file(), "--attach", desk.file(), *LAN)
    )
    assert (explained["state"], explained["version"]) == ("explained", 1)
    [explanation] = machine.read("explanations", "packs", "explanations", *LAN)
    assert len(explanation["documents"]) == 2
    machine.error("packs", "explanation", explanation["explanation_id"], "accept", *REVIEWER)


def test_several_pieces_are_withdrawn_each_by_itself(desk: Desk, machine: Machine) -> None:
    first, second, foreign = desk.add(), desk.add(), desk.add("TCTP 2.1.1", None, JUSTICE)
    done = machine.run("evidence", "withdraw", first, foreign, second, *LAN, code=1)
    assert f"evidence {foreign}: Not found." in done.stderr
    assert done.stdout.count("withdrawn") == 2
    third, fourth = desk.add(), desk.add()
    rows = machine.read("evidence-list", "evidence", "withdraw", third, fourth, third, *LAN)
    assert [(row["evidence_id"], row["state"]) for row in rows] == [
        (third, "withdrawn"),
        (fourth, "withdrawn"),
    ]


def test_several_packs_are_submitted_and_approved_each_by_itself(desk: Desk, machine: Machine) -> None:
    pieces = [desk.add(), desk.add("TCTP 1.3.1")]
    codes = (CODE, "TCTP 1.2.1", "TCTP 1.3.1")
    rows = machine.read("packs-list", "packs", "submit", *codes, *HEAD, code=1)  # nothing is in 1.2.1
    assert [(row["criterion"], row["state"]) for row in rows] == [
        (CODE, "submitted"),
        ("TCTP 1.3.1", "submitted"),
    ]
    desk.act("judge", pieces[0], "sufficient", *REVIEWER)
    told = machine.run("packs", "approve", CODE, "TCTP 1.3.1", *APPROVER, code=1)
    assert "Error: TCTP 1.3.1: " in told.stderr
    assert told.stdout == f"Pack of {CODE}: approved.\n"
