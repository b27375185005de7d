"""Have LibreOffice write a PDF, each time with a profile of its own, and end it with all it started."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict
from pathlib import Path

from index.media.kinds import MediaType
from index.renditions.launcher import RenditionLimits

_START_AGAIN = 81  # a fresh profile is set up first; the program asks to be started once more
_STARTS = 2
_WEB_MARKS = (b"<", b"\xef\xbb\xbf<")

# No macros, no links followed, nothing updated from elsewhere, no formula calculated anew.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


class RenditionFailed(Exception):
    """LibreOffice made no PDF of the file; the message is for the log."""


def find_office() -> Path | None:
    """Return LibreOffice's program, None if it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    program = Path(found).resolve().with_name("soffice.bin") if found else None
    return program if program is not None and program.exists() else None


class Renderer:
    """Makes PDFs, one at a time in a process: a rendition takes a core and hundreds of megabytes."""

    def __init__(self, program: Path, limits: RenditionLimits | None = None) -> None:
        self._program = program
        self._limits = limits or RenditionLimits()
        self._turn = threading.Lock()

    def render(self, path: Path, media_type: MediaType) -> bytes:
        """Return a PDF of the office file; raise RenditionFailed."""
        if not media_type.kind.is_rendered or _is_web_page(path):
            raise RenditionFailed("not a kind that has pages")
        with self._turn, tempfile.TemporaryDirectory(prefix="rendition-") as folder:
            room = Path(folder)
            profile = room / "profile" / "user"
            profile.mkdir(parents=True)
            (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
            source = room / f"source{media_type.extension}"
            shutil.copyfile(path, source)
            for _ in range(_STARTS):
                if self._run(room, source) != _START_AGAIN:
                    break
            return _written(room / "out" / "source.pdf")

    def _run(self, room: Path, source: Path) -> int:
        command = [
            str(self._program),
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nologo",
            f"-env:UserInstallation=file://{room}/profile",
            *("--convert-to", "pdf", "--outdir", str(room / "out"), str(source)),
        ]
        launch = [sys.executable, "-m", "index.renditions.launcher", json.dumps(asdict(self._limits))]
        process = subprocess.Popen(
            [*launch, str(os.getpid()), *command],
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(room),
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(self._limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise RenditionFailed(f"no end after {self._limits.seconds} s") from error
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and whatever it started: they are a session of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_web_page(path: Path) -> bool:
    """A web page called .doc may ask for any file of this machine by a frame: it is read, never rendered."""
    with path.open("rb") as file:
        return file.read(512).lstrip().startswith(_WEB_MARKS)


def _written(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RenditionFailed("no PDF was written") from error
    if not data.startswith(b"%PDF-"):
        raise RenditionFailed("what was written is no PDF")
    return data
