"""What hostile input is thrown at: each target says what is drawn and what must hold of it.

`tests/unit/test_fuzz.py` runs every target for a moment with a fixed seed, `tests/bench/fuzz.py` for minutes.
A new target is a module here that makes a `Target`, and a line in `TARGETS`.
"""

from tests.fuzz.archives import ARCHIVES
from tests.fuzz.encodings import ENCODINGS, UNICODE
from tests.fuzz.header import HEADERS
from tests.fuzz.office import WEB_PAGES, WORD_97
from tests.fuzz.target import Target

TARGETS: tuple[Target, ...] = (HEADERS, ENCODINGS, UNICODE, ARCHIVES, WORD_97, WEB_PAGES)

__all__ = ["TARGETS", "Target"]
