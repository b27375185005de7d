"""How long a start takes to the first page, what a command costs, and what the idle stack takes.

    python -m tests.bench.start [--rounds N] [--idle SECONDS]

Beside every figure stands pdfplumber's speed on this machine, so that another machine's can be scaled.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from evidence_repo.cli.listening import is_answering
from evidence_repo.settings import Settings
from tests.bench.ingest import alone, make_documents, with_pdfplumber
from tests.live.processes import free_port

COMMANDS = (
    ["--help"],
    ["packs", "list", "--year", "2017"],
    ["search", "báo cáo", "--json"],
    ["audit", "head"],
)


def run(environ: dict[str, str], *words: str) -> tuple[float, float]:
    """Run a command; return wall and processor time in seconds."""
    before, began = os.times(), time.monotonic()
    subprocess.run(
        [sys.executable, "-P", "-m", "evidence_repo.cli", *words],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - began, spent


def start(environ: dict[str, str]) -> tuple[psutil.Process, float]:
    """Start the whole stack; return its supervisor and the seconds to the first page."""
    settings = Settings.from_env(environ)
    began = time.monotonic()
    process = psutil.Popen(
        [sys.executable, "-P", "-m", "evidence_repo.cli", "run"], env=environ, stdout=subprocess.DEVNULL
    )
    while not is_answering(settings):
        time.sleep(0.05)
    return process, time.monotonic() - began


def stack(supervisor: psutil.Process) -> list[psutil.Process]:
    """Return every process of the stack."""
    return [supervisor, *supervisor.children(recursive=True)]


def processor_seconds(processes: list[psutil.Process]) -> float:
    """Return what the processes have used so far."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle", type=float, default=30, metavar="SECONDS")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rate = alone(make_documents(Path(folder), 10), with_pdfplumber)
        print(f"pdfplumber on one core: {rate:.1f} pages/s")
        environ = {**os.environ, "EVIDENCE_VAR": str(Path(folder) / "var"), "EVIDENCE_PORT": str(free_port())}
        run(environ, "demo", "load")
        for words in COMMANDS:
            times = [run(environ, *words) for _ in range(given.rounds)]
            wall, spent = (statistics.median(each) for each in zip(*times, strict=True))
            print(f"evidence-repo {' '.join(words):28} {wall:6.2f} s, {spent:5.2f} s of a core")
        seconds = []
        for number in range(given.rounds):
            supervisor, took = start(environ)
            seconds.append(took)
            if number == given.rounds - 1:
                time.sleep(given.idle)
                before = processor_seconds(stack(supervisor))
                time.sleep(given.idle)
                share = (processor_seconds(stack(supervisor)) - before) / given.idle
                pss = sum(process.memory_full_info().pss for process in stack(supervisor)) / 1e6
                count = len(stack(supervisor))
            supervisor.terminate()
            supervisor.wait()
        print(f"a start, to the first page         {statistics.median(seconds):6.2f} s")
        print(f"idle: {share:.2%} of a core, {pss:.0f} MB (PSS) in {count} processes")


if __name__ == "__main__":
    main()
