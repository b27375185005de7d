"""Name the strings of the catalogues without a translation or with a doubtful one; end with 1 if any."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po


def untranslated(folder: Path) -> Iterator[str]:
    """Yield `file: msgid` for each."""
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                if message.id and (message.fuzzy or not all(texts)):
                    yield f"{path}: {message.id!r}"


if __name__ == "__main__":
    found = list(untranslated(Path(sys.argv[1])))
    for line in found:
        sys.stderr.write(f"No Vietnamese yet: {line}\n")
    sys.exit(1 if found else 0)
