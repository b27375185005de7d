"""Make `verify.pyz`, which travels beside the ZIP: the code that checks bundles here, in one file.

It needs nothing but Python 3.8 or later. The same product gives the same bytes, its Vietnamese with them.
"""

from __future__ import annotations

import gettext
import io
import json
import stat
from collections.abc import Iterator
from functools import cache
from importlib import resources
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from verifier.words import CATALOGUE, every_message

VERIFIER_NAME = "verify.pyz"

_FIRST_LINE = b"#!/usr/bin/env python3\n"
_MAIN = b"import sys\nfrom verifier.command import main\nsys.exit(main())\n"
_UNIX = 3


@cache
def verifier_program() -> bytes:
    """Return the program's bytes."""
    output = io.BytesIO()
    output.write(_FIRST_LINE)
    with ZipFile(output, "w", ZIP_STORED) as archive:
        for name, content in sorted(_files()):
            # The first time that a ZIP can tell, and one kind of system: bytes do not depend on where.
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = _UNIX, (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return output.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    yield "__main__.py", _MAIN
    yield f"verifier/{CATALOGUE}", _catalogue()
    for source in resources.files("verifier").iterdir():
        if source.name.endswith(".py"):
            yield f"verifier/{source.name}", source.read_bytes().replace(b"\r\n", b"\n")


def _catalogue() -> bytes:
    compiled = resources.files("evidence_repo") / "translations" / "vi" / "LC_MESSAGES" / "messages.mo"
    with compiled.open("rb") as stream:
        translations = gettext.GNUTranslations(stream)
    words = {message: translations.gettext(message) for message in every_message()}
    return json.dumps(words, ensure_ascii=False, sort_keys=True, indent=1).encode()
