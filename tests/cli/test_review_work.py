"""Claims, second reviews, ready comments and the council on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from evidence_repo.cli import ENTRIES
from tests.cli.machine import Machine
from tests.documents import build_admin_pdf

LAN, HEAD, REVIEWER, SECOND, APPROVER, COORDINATOR = (
    ("--as", f"{name}@angiang.vn")
    for name in ("lan", "giam-doc", "ra-soat", "ra-soat-2", "phe-duyet", "dieu-phoi")
)
CODE = "TCTP 1.1.3"
COMMENT = "nhận xét thứ nhất"


def join(machine: Machine, name: str, agency: str, role: str) -> None:
    """Open an account whose role judges: a second person confirms it."""
    added = ("users", "add", "--email", f"{name}@angiang.vn", "--name", f"Người {name}")
    refused = machine.error(*added, "--agency", agency, "--role", role)
    machine.run("users", "confirm", refused.partition("request ")[2].split()[0], *APPROVER)


@pytest.fixture
def reviewed(machine: Machine, tmp_path: Path) -> Machine:
    """Give an installation with two reviewers and a piece that waits for a verdict."""
    join(machine, "ra-soat-2", "van-phong-ubnd-tinh", "reviewer")
    file = build_admin_pdf(tmp_path / "bao-cao.pdf", number="12/BC-SNV")
    machine.run("documents", "add", file, "--criterion", CODE, "--product", "1", *LAN)
    machine.run("packs", "submit", CODE, *HEAD)
    return machine


def test_a_piece_is_claimed_by_one_and_released(reviewed: Machine) -> None:
    claim = ("review", "claim", "1")
    row = reviewed.read("review-claim", *claim, *REVIEWER)
    assert (row["person"], row["evidence_id"], row["criterion"]) == ("ra-soat@angiang.vn", 1, CODE)
    assert "Người ra-soat is reviewing this until" in reviewed.error(*claim, *SECOND)
    reviewed.error("review", "release", "1", *SECOND)
    assert reviewed.read("review-claim", "review", "release", "1", *REVIEWER)["person"] is None
    assert "in hand of ra-soat-2@angiang.vn" in reviewed.run(*claim, *SECOND).stdout
    reviewed.error("review", "claim", "1", "--year", 2016, *SECOND, code=2)


def test_ready_comments_are_kept_by_the_coordinator(reviewed: Machine) -> None:
    comments = ("review", "comments")
    added = reviewed.read(
        "review-comment", *comments, "--add", "Chưa ký.", "--reason", "unsigned", *COORDINATOR
    )
    reviewed.error(*comments, "--add", "Chưa ký.", "--reason", "unsigned", *COORDINATOR, code=2)
    reviewed.error(*comments, "--add", "Chưa ký.", *COORDINATOR, code=2)
    reviewed.error(*comments, "--add", "Khác.", "--reason", "other", *REVIEWER)
    number = added["comment_id"]
    changed = ("--change", number, "--text", "Văn bản chưa ký.")
    assert reviewed.read("review-comment", *comments, *changed)["text"] == "Văn bản chưa ký."
    assert len(reviewed.read("review-comments", *comments, *REVIEWER)) == 1
    reviewed.read("review-comment", *comments, "--remove", number)
    assert reviewed.read("review-comments", *comments) == []


def commands_that_show(group: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command of a group that shows things and can be run as it is."""
    module, _, name = ENTRIES[group].place.partition(":")
    found: click.Command = getattr(import_module(f"evidence_repo.cli.{module}"), name)
    of_group = found.commands if isinstance(found, click.Group) else {}
    for words, command in [((group,), found), *(((group, each), sub) for each, sub in of_group.items())]:
        options = {name for parameter in command.params for name in parameter.opts}
        needed = [each.name for each in command.params if each.required and each.name != "email"]
        if {"--as", "--json"} <= options and not needed:
            yield words


def test_no_command_tells_the_first_verdict_to_who_judges_again(reviewed: Machine) -> None:
    share = ("review", "share", "100", "--seed", "2017")
    reviewed.error(*share, *REVIEWER)
    assert reviewed.read("second-review-share", *share)["seed"] == "2017"
    judge = ("evidence", "judge", "1", "needs-explanation", "--reason", "partial_coverage")
    reviewed.run(*judge, "--comment", COMMENT, *REVIEWER)
    [waiting] = reviewed.read("second-reviews", "review", "seconds", *SECOND)
    assert reviewed.read("second-reviews", "review", "seconds", *REVIEWER) == []
    assert (waiting["document_id"], waiting["state"], waiting["first_verdict"]) == (1, "waiting", None)
    seen = {name: _walked(reviewed, who) for name, who in (("second", SECOND), ("approver", APPROVER))}
    assert "partial_coverage" not in seen["second"]
    assert '"needs_explanation"' not in seen["second"]
    assert '"needs_explanation"' in seen["approver"], "the walk would have found it"
    for words in (("judge", "1", "sufficient"), ("undo", "1", "--reason", "nhầm")):
        reviewed.error("evidence", *words, *SECOND)
    reviewed.error("packs", "return", CODE, *SECOND)
    number = waiting["second_id"]
    reviewed.error("review", "second", number, "sufficient", *REVIEWER)
    reviewed.error("review", "second", number, "needs-explanation", *SECOND, code=2)
    given = reviewed.read("second-review", "review", "second", number, "sufficient", *SECOND)
    assert (given["verdict"], given["first_verdict"]) == ("sufficient", "needs_explanation")
    [piece] = reviewed.read("evidence-list", "evidence", "list", *SECOND)
    assert piece["state"] == "needs_explanation"
    found = reviewed.read("review-agreement", "review", "agreement")
    assert (found["overall"]["percent"], found["states"]["given"]) == ("0", 1)
    assert (
        "ra-soat@angiang.vn – ra-soat-2@angiang.vn" in reviewed.run("review", "agreement", *APPROVER).stdout
    )


def _walked(machine: Machine, who: tuple[str, str]) -> str:
    """Return everything that the commands show this person."""
    told = ""
    for group in ENTRIES:
        for words in commands_that_show(group):
            options = [*words, *who, "--json"]
            done = machine.run_any(*options)
            told += done.stdout + done.stderr
    for more in (
        ("documents", "show", "1"),
        ("search", "bao cao"),
        ("search", "416", "--state", "needs_explanation"),
    ):
        told += machine.run_any(*more, *who, "--json").stdout
    return told


def test_the_council_votes_on_the_command_line(reviewed: Machine, tmp_path: Path) -> None:
    for number in (1, 2):
        join(reviewed, f"hoi-dong-{number}", "ubnd-tinh-an-giang", "council_member")
    reviewed.run("evidence", "judge", "1", "sufficient", *REVIEWER)
    members = [word for n in (1, 2) for word in ("--add", f"hoi-dong-{n}@angiang.vn")]
    reviewed.error("council", "members", *members, *APPROVER)
    reviewed.error("council", "members", "--add", "lan@angiang.vn", code=2)
    row = reviewed.read("council", "council", "members", *members)
    assert (row["on"], row["members"]) == (False, ["hoi-dong-1@angiang.vn", "hoi-dong-2@angiang.vn"])
    opened = ("council", "open", "Phiên họp 1", CODE, *APPROVER)
    assert "has no council" in reviewed.error(*opened)
    reviewed.error("council", "set", "--on", "--quorum", "3/2", code=2)
    assert reviewed.read("council", "council", "set", "--on", "--quorum", "1")["quorum"] == "1"
    assert "has not voted" in reviewed.error("packs", "approve", CODE, *APPROVER)
    vote = reviewed.read("council-vote", *opened)
    assert (vote["number"], vote["state"], vote["quorum"]) == (1, "open", "1")
    for number in (1, 2):
        who = ("--as", f"hoi-dong-{number}@angiang.vn")
        said = reviewed.read("council-vote", "council", "vote", "1", CODE, "for", *who)
        assert said["packs"][0]["own_voice"] == "for"
        assert said["packs"][0]["voices"] == []
    out = tmp_path / "bien-ban.docx"
    reviewed.error("council", "minutes", "1", "--out", out)
    assert not out.exists()
    closed = reviewed.read("council-vote", "council", "close", "1", *APPROVER)
    [pack] = closed["packs"]
    assert (pack["outcome"], pack["for"], len(pack["voices"])) == ("passed", 2, 2)
    written: dict[str, Any] = reviewed.read("council-minutes", "council", "minutes", "1", "--out", out)
    assert written["size"] == out.stat().st_size > 5000
    assert reviewed.read("council-votes", "council", "votes") == [
        closed | {"packs": [pack | {"own_voice": None}]}
    ]
    reviewed.run("packs", "approve", CODE, *APPROVER)
    assert json.loads(reviewed.run("council", "show", "--json").stdout)["on"] is True


def test_approving_names_second_verdicts_that_differ(reviewed: Machine) -> None:
    reviewed.run("review", "share", "100")
    reviewed.run("evidence", "judge", "1", "sufficient", *REVIEWER)
    [waiting] = reviewed.read("second-reviews", "review", "seconds", *SECOND)
    asked = ("needs-explanation", "--reason", "unsigned", *SECOND)
    reviewed.run("review", "second", waiting["second_id"], *asked)
    done = reviewed.run("packs", "approve", CODE, *APPROVER)
    assert "the second verdict differs from the first: evidence 1" in done.stderr
