"""Deputies on the command line, at a machine whose clock is real."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evidence_repo.clock import Clock
from tests.cli.machine import Machine

HEAD = ("--as", "giam-doc@angiang.vn")
DAYS = ("--from", Clock().today().isoformat(), "--to", (Clock().today() + timedelta(3)).isoformat())
NAMED = ("--deputy", "lan@angiang.vn", *DAYS, "--reason", "đi công tác", *HEAD)


def test_a_deputy_is_named_acts_and_is_no_deputy_any_more(machine: Machine) -> None:
    named = machine.read("delegation", "delegations", "add", *NAMED)
    assert (named["principal"], named["deputy"]) == ("giam-doc@angiang.vn", "lan@angiang.vn")
    assert (named["roles"], named["state"], named["reason"]) == (["agency_head"], "holds", "đi công tác")
    for options in ((), HEAD, ("--as", "lan@angiang.vn"), ("--as", "dieu-phoi@angiang.vn")):
        assert machine.read("delegations", "delegations", "list", *options) == [named]
    assert machine.read("delegations", "delegations", "list", "--as", "ra-soat@angiang.vn") == []
    # The head's right, held by the deputy: refused for what the pack lacks, no longer for the role.
    submitting = ("packs", "submit", "TCTP 1.1.3", "--as", "lan@angiang.vn")
    assert "neither a piece of evidence nor an explanation" in machine.error(*submitting)
    machine.error("delegations", "end", named["id"], "--as", "lan@angiang.vn")
    ended = machine.read("delegation", "delegations", "end", named["id"], *HEAD)
    assert ended["state"] == "over"
    assert "role does not include" in machine.error(*submitting)
    assert machine.read("delegations", "delegations", "list") == []
    assert machine.read("delegations", "delegations", "list", "--all") == [ended]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("--deputy", "nobody@angiang.vn"), 2),
        (("--deputy", "tu-phap@angiang.vn"), 2),
        (("--to", "2017-01-01"), 2),
        (("--from", "01/01/2030"), 2),
        (("--reason", " "), 2),
        (("--as", "dieu-phoi@angiang.vn"), 1),
    ],
)
def test_what_cannot_be_is_refused(machine: Machine, wrong: tuple[str, str], code: int) -> None:
    machine.error("delegations", "add", *NAMED, *wrong, code=code)
    assert machine.read("delegations", "delegations", "list", "--all") == []
