"""Every fuzz target for a moment, always with the same inputs; `make bench` runs them for minutes."""

import pytest

from index.extraction.readers.word97 import word97_text
from tests.fuzz import TARGETS, Target
from tests.fuzz.office import word97_file


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_nothing_that_is_drawn_breaks_it(target: Target) -> None:
    target.run(150, seed_number=416)


def test_the_word_97_file_that_is_damaged_is_sound(tmp_path):
    path = tmp_path / "a.doc"
    path.write_bytes(word97_file())
    assert word97_text(path) == "Sở Nội vụ\n\nBáo cáo\tquý\nđường dẫn"
