"""Start, use and stop the product as a newcomer does: everything together, and nothing is left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from evidence_repo.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from evidence_repo.demo.folder import is_loaded, mark_loading
from tests.cli.machine import Machine
from tests.demo.first import FirstRun
from tests.demo.runs import PROGRAM, environment_of, started
from tests.live.servers import DatabaseFactory

pytestmark = pytest.mark.xdist_group("demo")


def test_first_run_makes_a_demonstration_and_tells_address_and_accounts(first_run: FirstRun) -> None:
    told = first_run.output()
    assert "making a demonstration" in told
    assert f"http://127.0.0.1:{first_run.port}" in told
    assert DEMO_PASSWORD in told
    for account in DEMO_ACCOUNTS:
        assert re.search(rf"{account.email} .*{account.name}, {account.agency}", told)
    assert told.rstrip().endswith("Stopped.")
    assert first_run.exit_code == 0
    assert is_loaded(first_run.var)


def test_first_run_leaves_no_process(first_run: FirstRun) -> None:
    assert first_run.processes >= 3  # worker, web server and its process
    assert first_run.left_over == []


def test_second_run_keeps_the_data_and_serves(demo_folder: Path) -> None:
    before = (demo_folder / "secret-key").read_text()
    with started(demo_folder) as run:
        run.wait_until_ready()
        status, page = run.get("/sign-in")
        assert status == 200
        assert DEMO_ACCOUNTS[0].email in page
        assert "making a demonstration" not in run.output()
        assert run.stop(signal.SIGINT) == 0
    assert (demo_folder / "secret-key").read_text() == before
    assert run.leftovers() == []


def test_a_worker_that_ends_is_started_again_and_said(demo_folder: Path) -> None:
    with started(demo_folder) as run:
        run.wait_until_ready()
        first = run.program("worker")
        first.kill()
        run.wait_until("The worker ended (signal 9); it starts again in 1 s.")
        first.wait(10)
        while True:
            try:
                assert run.program("worker").pid != first.pid
                break
            except StopIteration:
                assert run.process.poll() is None
        assert run.get("/sign-in")[0] == 200
        assert run.stop() == 0


def test_nothing_runs_on_when_the_run_itself_is_killed(demo_folder: Path) -> None:
    with started(demo_folder) as run:
        run.wait_until_ready()
        run.stop(signal.SIGKILL)
        assert run.leftovers() == []


def test_a_second_start_in_the_same_folder_is_refused(demo_folder: Path) -> None:
    with started(demo_folder) as run:
        run.wait_until_ready()
        for command in ("run", "demo clear"):
            done = _program(command, demo_folder, run.port)
            assert done.returncode == 1
            assert (
                f"is in use by a program that was started before (process {run.process.pid})" in done.stderr
            )
        assert demo_folder.exists()


def test_a_taken_port_is_named(demo_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = _program("run", demo_folder, port)
    assert done.returncode == 1
    assert f"Error: Port {port} is taken by another program" in done.stderr
    assert "EVIDENCE_PORT=" in done.stderr


def test_a_demonstration_listens_on_this_machine_only(tmp_path: Path) -> None:
    var = tmp_path / "var"
    done = _program("run", var, 8416, EVIDENCE_HOST="192.0.2.1")
    assert done.returncode == 2
    assert "only listen on 127.0.0.1" in done.stderr
    assert not var.exists()


def test_a_broken_off_loading_is_no_demonstration(tmp_path: Path) -> None:
    var = tmp_path / "var"
    mark_loading(var)
    (var / "half").write_text("left by a loading that was killed")
    assert not is_loaded(var)
    mark_loading(var)
    assert not (var / "half").exists()


def test_demo_load_refuses_and_clear_removes_only_its_own(tmp_path: Path, demo_folder: Path) -> None:
    real = tmp_path / "real"
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(real)})
    assert "not marked as a demonstration" in machine.error("demo", "clear")
    assert not real.exists()
    real.mkdir()
    (real / "letters.txt").write_text("somebody's own")
    assert "not empty" in machine.error("demo", "load")
    assert "not marked as a demonstration" in machine.error("demo", "clear")
    assert (real / "letters.txt").exists()
    marked = Machine(tmp_path, {"EVIDENCE_VAR": str(demo_folder)})
    assert "not empty" in marked.error("demo", "load")
    assert "holds a demonstration" in marked.error("init")
    marked.run("demo", "clear")
    assert not demo_folder.exists()


def test_init_makes_a_real_installation_once(tmp_path: Path) -> None:
    machine = Machine(tmp_path, {"EVIDENCE_VAR": str(tmp_path / "var")})
    told = machine.run("init").stdout
    assert "plan 416/KH-UBND: 67 criteria" in told
    assert "users add" in told
    add = (
        "users",
        "add",
        "--email",
        "quan.tri@angiang.vn",
        "--name",
        "Bùi Thanh Sơn",
        "--agency",
        "so-noi-vu",
    )
    machine.run(*add, "--role", "coordinator")
    again = machine.run("init").stdout
    assert "are those of this version" in again
    assert "Loaded" not in again
    assert "users add" not in again
    assert "not empty" in machine.error("demo", "load")


def test_run_needs_tables_where_the_database_is_a_servers(tmp_path: Path) -> None:
    elsewhere = f"sqlite:///{tmp_path}/elsewhere.db"
    done = _program("run", tmp_path / "var", 8416, EVIDENCE_DATABASE_URL=elsewhere)
    assert done.returncode == 1
    assert "evidence-repo init" in done.stderr
    assert "demonstration" not in done.stdout


@pytest.mark.minio
@pytest.mark.postgres
def test_init_prepares_a_server(
    tmp_path: Path, postgres_database: DatabaseFactory, minio_bucket_url: str
) -> None:
    settings = {
        "EVIDENCE_VAR": str(tmp_path / "var"),
        "EVIDENCE_DATABASE_URL": postgres_database(),
        "EVIDENCE_STORAGE_URL": minio_bucket_url,
    }
    machine = Machine(tmp_path, settings)
    assert "evidence-repo init" in machine.error("run")
    told = machine.run("init").stdout
    assert "67 criteria" in told
    password = minio_bucket_url.split(":")[2].split("@")[0]
    assert password not in told
    machine.run("worker", "--until-idle")


def _program(command: str, var: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *command.split()],
        env={**environment_of(var, port, **more), "PATH": os.environ["PATH"]},
        cwd=var.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
