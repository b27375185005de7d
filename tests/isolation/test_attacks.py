"""Nothing but the one input can be reached from a process that reads a file, whoever runs the program."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from index.isolation import Layer, landlock
from tests.isolation import attack
from tests.isolation.attempts import ATTEMPTS as _ATTEMPTS
from tests.isolation.strangers import run_module

ORDINARY = 4321
USERS = {"root": 0, "ordinary": ORDINARY} if os.geteuid() == 0 else {"ordinary": 0}
ATTEMPTS = set(_ATTEMPTS)

STOPPED_BY = {
    Layer.ENVIRONMENT: {"read_environment"},
    Layer.OWN_USER: {"read_asker_environment", "read_secret_key", "signal_asker", "change_mode"},
    Layer.FILES: {
        "read_asker_environment",
        "read_secret_key",
        "read_blob",
        "list_folders",
        "write_through_memory",
        "start_shell",
        "write_server_memory",
    },
    Layer.NETWORK: {"connect"},
    Layer.CALLS: {
        "change_mode",
        "connect",
        "start_shell",
        "trace_server",
        "write_server_memory_by_call",
        "signal_server",
        "signal_asker",
    },
    Layer.MEMORY: {"trace_server", "write_server_memory", "write_server_memory_by_call"},
}
NOT_AROUND_OFFICE = {Layer.CALLS: {"start_shell"}}
"""A process that becomes another program may start one: which, is what `files` stands for."""


@pytest.fixture(scope="module", params=USERS)
def attacked(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Give the user's name and what the probe got behind which layers."""
    return request.param, json.loads(run_module(attack.__name__, USERS[request.param]))


def test_without_layers_every_attempt_succeeds(attacked):
    _, got = attacked
    assert set(got["nothing"]["got"]) == ATTEMPTS


@pytest.mark.parametrize("layer", Layer)
def test_a_layer_alone_stops_what_it_is_for(attacked, layer):
    user, got = attacked
    found = got[layer.value]
    if layer is Layer.OWN_USER and user == "ordinary":
        assert (found["held"], set(found["got"])) == ([], ATTEMPTS)  # only root becomes another
        return
    assert found["held"] == [layer.value]
    assert not STOPPED_BY[layer] & set(found["got"])
    assert set(found["got"]), "one layer is not all of them"


@pytest.mark.parametrize("where", attack.PROBES)
def test_behind_all_layers_nothing_succeeds(attacked, where):
    user, got = attacked
    found = got[f"everything {where}"]
    assert found["got"] == []
    assert set(found["held"]) == set(Layer) - ({Layer.OWN_USER} if user == "ordinary" else set())


def test_where_an_office_program_opens_a_file_nothing_succeeds(attacked):
    user, got = attacked
    # Its environment is empty even with no layer; the program is started anew for each file.
    assert set(got["office nothing"]["got"]) == ATTEMPTS - {"read_environment"}
    assert got["office everything"]["got"] == []
    assert set(got["office everything"]["held"]) == set(Layer) - (
        {Layer.OWN_USER} if user == "ordinary" else set()
    )


@pytest.mark.parametrize("layer", [layer for layer in Layer if layer is not Layer.ENVIRONMENT])
def test_a_layer_alone_around_an_office_program_stops_what_it_is_for(attacked, layer):
    user, got = attacked
    found = got[f"office {layer.value}"]
    if layer is Layer.OWN_USER and user == "ordinary":
        assert found["held"] == []
        return
    assert found["held"] == [layer.value]
    assert not (STOPPED_BY[layer] - NOT_AROUND_OFFICE.get(layer, set())) & set(found["got"])
    assert set(found["got"]), "one layer is not all of them"


def test_landlock_is_there():
    assert landlock.version() >= 1, "these tests want a kernel with Landlock"
