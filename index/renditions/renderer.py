"""Have LibreOffice write a PDF, each time with a profile of its own, and end it with all it started."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from index.isolation import ALL_LAYERS, Isolation, Layer
from index.isolation.users import are_open_to_strangers, stranger
from index.media.kinds import MediaType
from index.renditions.launcher import NOT_ISOLATED, Launch, RenditionLimits, is_shut_in

_START_AGAIN = 81  # a fresh profile is set up first; the program asks to be started once more
_STARTS = 2
_PATIENCE = 30.0  # seconds for a process that only puts up its layers

# No macros, no links followed, nothing updated from elsewhere, no formula calculated anew; numbers and dates
# as in Vietnam, whatever language the program was installed in. Where Times New Roman and Arial are missing,
# LibreOffice would take Liberation, which in Debian 12 lacks most Vietnamese letters, before Tinos and Arimo.
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
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Font/Substitution">
<prop oor:name="Replacement" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Font/Substitution/FontPairs">
<node oor:name="_0" oor:op="replace">
<prop oor:name="ReplaceFont"><value>Times New Roman</value></prop>
<prop oor:name="SubstituteFont"><value>Times New Roman;Tinos;Liberation Serif</value></prop>
<prop oor:name="Always"><value>true</value></prop>
<prop oor:name="OnScreenOnly"><value>false</value></prop></node>
<node oor:name="_1" oor:op="replace">
<prop oor:name="ReplaceFont"><value>Arial</value></prop>
<prop oor:name="SubstituteFont"><value>Arial;Arimo;Liberation Sans</value></prop>
<prop oor:name="Always"><value>true</value></prop>
<prop oor:name="OnScreenOnly"><value>false</value></prop></node></item>
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

    def __init__(
        self,
        program: Path,
        limits: RenditionLimits | None = None,
        layers: frozenset[Layer] = ALL_LAYERS,
        may_be_unconfined: bool = False,
    ) -> None:
        self._program = program
        self._limits = limits or RenditionLimits()
        self._layers = layers
        self._may_be_unconfined = may_be_unconfined
        self._turn = threading.Lock()

    def render(self, path: Path, media_type: MediaType) -> bytes:
        """Return a PDF of the office file; raise RenditionFailed."""
        if not media_type.kind.is_rendered:
            raise RenditionFailed("not a kind that has pages")
        with self._turn, tempfile.TemporaryDirectory(prefix="rendition-") as folder:
            room = Path(folder)
            profile = room / "profile" / "user"
            profile.mkdir(parents=True)
            (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
            source = room / f"source{media_type.extension}"
            shutil.copyfile(path, source)
            user = self._stranger_of(room)
            for _ in range(_STARTS):
                if self._run(self._launch(room, user, self._command(room, source))) != _START_AGAIN:
                    break
            return _written(room / "out", self._limits.file_bytes)

    def isolation(self) -> Isolation:
        """Return which layers stand around LibreOffice, and why others do not."""
        with tempfile.TemporaryDirectory(prefix="rendition-") as folder:
            room = Path(folder)
            process = self._start(self._launch(room, self._stranger_of(room), []), subprocess.PIPE)
            reported, _ = process.communicate(timeout=_PATIENCE)
        return Isolation.from_json(json.loads(reported))

    def is_allowed(self, isolation: Isolation) -> bool:
        """Return whether pages are made behind these layers."""
        return self._may_be_unconfined or is_shut_in(isolation)

    def _stranger_of(self, room: Path) -> int | None:
        """Return the user who is to work in the room, which becomes theirs; None where nobody else can."""
        is_wanted = Layer.OWN_USER in self._layers and os.geteuid() == 0
        if not is_wanted or not are_open_to_strangers([self._program, room.parent]):
            return None
        user = stranger()
        for path in (room, *room.rglob("*")):
            os.chown(path, user, user, follow_symlinks=False)
        return user

    def _launch(self, room: Path, user: int | None, command: list[str]) -> Launch:
        return Launch(
            parent=os.getpid(),
            room=str(room),
            program=str(self._program),
            command=command,
            user=user,
            limits=self._limits,
            layers=self._layers,
            may_be_unconfined=self._may_be_unconfined,
        )

    def _command(self, room: Path, source: Path) -> list[str]:
        return [
            str(self._program),
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nologo",
            f"-env:UserInstallation=file://{room}/profile",
            *("--convert-to", "pdf", "--outdir", str(room / "out"), str(source)),
        ]

    def _run(self, launch: Launch) -> int:
        process = self._start(launch, subprocess.DEVNULL)
        try:
            status = process.wait(self._limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise RenditionFailed(f"no end after {self._limits.seconds} s") from error
        finally:
            _end(process)
        if status == NOT_ISOLATED:
            raise RenditionFailed("LibreOffice cannot be shut in on this machine")
        return status

    @staticmethod
    def _start(launch: Launch, output: int) -> subprocess.Popen[bytes]:
        libraries = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)
        return subprocess.Popen(
            [sys.executable, "-m", "index.renditions.launcher", launch.to_json()],
            env={"PATH": os.defpath, "PYTHONPATH": libraries},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=launch.room,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and whatever it started: they are a session of their own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _written(folder: Path, limit: int) -> bytes:
    """Return what was written; a link, or anything but a file, may have been put in its place."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        within = os.open(folder, flags | os.O_DIRECTORY)
        try:
            descriptor = os.open("source.pdf", flags, dir_fd=within)
        finally:
            os.close(within)
        with os.fdopen(descriptor, "rb") as file:
            is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
            data = file.read(limit) if is_file else b""
    except OSError as error:
        raise RenditionFailed("no PDF was written") from error
    if not data.startswith(b"%PDF-"):
        raise RenditionFailed("what was written is no PDF")
    return data
