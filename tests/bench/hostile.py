"""Read a folder of odd, damaged and hostile files, and print in which state each ends.

    python -m tests.bench.hostile FOLDER

Every file goes through the sandbox as a worker would send it. The table tells state, pages, seconds, warnings
and, at the end, how much memory this process has gained. Asserts nothing.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evidence_repo.settings import default_workers
from index.extraction import Limits, Sandbox
from index.extraction.whole import read_file
from index.media import EmptyFile, MediaTypeNotAllowed, detect_media_type

_REFUSED = (EmptyFile, MediaTypeNotAllowed)


def ends(paths: list[Path], sandbox: Sandbox) -> Iterator[tuple[Path, str, str]]:
    """Yield each file with the state it ends in, and what is worth saying of it."""
    for path in paths:
        started = time.monotonic()
        try:
            kind = detect_media_type(path)
        except _REFUSED as error:
            yield path, "refused at the door", type(error).__name__
            continue
        extraction = read_file(sandbox, path, kind, default_workers())
        told = ", ".join(sorted({warning.kind.value for warning in extraction.warnings}))
        pages = f"{len(extraction.pages)} of {extraction.total_pages}"
        yield path, extraction.state.value, f"{pages:<12}{time.monotonic() - started:6.1f} s  {told}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit for one file")
    arguments = parser.parse_args()
    paths = sorted(path for path in arguments.folder.rglob("*") if path.is_file())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    states: Counter[str] = Counter()
    with Sandbox(Limits(seconds=arguments.seconds), workers=default_workers()) as sandbox:
        for path, state, told in ends(paths, sandbox):
            states[state] += 1
            print(f"{str(path.relative_to(arguments.folder))[:58]:<60}{state:<20}{told}", flush=True)
    gained = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"\n{len(paths)} files, {gained} MB gained:", dict(states.most_common()))


if __name__ == "__main__":
    main()
