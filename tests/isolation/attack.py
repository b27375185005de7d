"""Start the fork server as the product does and let the probe loose in it; print JSON.

What is attacked (a secret, a blob, a port, this process) belongs to the user who attacks, so that nothing but
the layers can be in the way.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.extraction.channel import Incoming, parsed
from index.extraction.fork_server import ForkServer
from index.extraction.limits import Limits
from index.isolation import ALL_LAYERS, Layer
from index.isolation.trial import isolation_here
from index.media import MediaType
from index.renditions import Renderer
from tests.documents import build_docx
from tests.isolation import attempts

_memory = ctypes.create_string_buffer(b"untouched")
PROBES = ("tests.isolation.probe", "tests.isolation.recognising_probe")


def main() -> None:
    """Print what succeeded with no layer, behind each layer alone, and behind all of them."""
    os.environ["EVIDENCE_SECRET_KEY"] = "secret"
    with _target() as target:
        got = {layer.value: _attack(target, frozenset({layer})) for layer in Layer}
        got["nothing"] = _attack(target, frozenset())
        for probe in PROBES:
            got[f"everything {probe}"] = _attack(target, ALL_LAYERS, probe)
        got |= {f"office {layer.value}": _attack_from_office(target, frozenset({layer})) for layer in Layer}
        got["office nothing"] = _attack_from_office(target, frozenset())
        got["office everything"] = _attack_from_office(target, ALL_LAYERS)
    sys.stdout.write(json.dumps(got))


@contextmanager
def _target() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as server:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "secret-key").write_text("secret")
        (folder / "secret-key").chmod(0o600)
        (folder / "blob").write_text("bytes")
        (folder / "blob").chmod(0o666)
        yield {"folder": name, "port": server.getsockname()[1], "asker": os.getpid()}


def _attack(target: dict[str, Any], layers: frozenset[Layer], probe: str = PROBES[0]) -> dict[str, Any]:
    server = ForkServer(probe, layers)
    try:
        return {"held": sorted(isolation_here(layers).held), "got": _ask(server, **target)["got"]}
    finally:
        server.close()


class _TakenOver(Renderer):
    """Runs Python and the attempts in the place of LibreOffice, and hands what succeeded back as its PDF."""

    def __init__(self, target: dict[str, Any], layers: frozenset[Layer]) -> None:
        super().__init__(
            Path(sys.executable).resolve(), layers=layers, may_be_unconfined=layers != ALL_LAYERS
        )
        self._target = target

    def _command(self, room: Path, source: Path) -> list[str]:
        program = Path(attempts.__file__).read_text(encoding="utf-8") + (
            "\nimport json, sys"
            "\ngot = json.dumps(what_succeeds(json.loads(sys.argv[1])))"
            "\nPath('out').mkdir()"
            "\nPath('out/source.pdf').write_text('%PDF-' + got)"
        )
        return [str(self._program), "-c", program, json.dumps(self._target)]


def _attack_from_office(target: dict[str, Any], layers: frozenset[Layer]) -> dict[str, Any]:
    renderer = _TakenOver(target | {"address": ctypes.addressof(_memory)}, layers)
    document = build_docx(Path(target["folder"]) / "a.docx")
    told = renderer.render(document, MediaType.DOCX).removeprefix(b"%PDF-")
    return {"held": sorted(renderer.isolation().held), "got": json.loads(told)}


def _ask(server: ForkServer, **task: Any) -> dict[str, Any]:
    request = json.dumps({**task, "limits": asdict(Limits())}).encode()
    with server.start_task(request) as channel:
        return parsed(Incoming(channel, 60, 1 << 20).receive())


if __name__ == "__main__":
    main()
