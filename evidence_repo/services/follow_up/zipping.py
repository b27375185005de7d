"""All letters in one ZIP: the same letters give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from evidence_repo.errors import NotVisible
from evidence_repo.models import FollowUpLetter
from evidence_repo.services.bundles import words
from evidence_repo.services.follow_up.paper import render_letter
from evidence_repo.words import N_
from index.media.names import clean_file_name

_NO_PATH = str.maketrans("/\\", "--")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def letter_name(letter: FollowUpLetter) -> str:
    """Return the name under which the letter's DOCX is saved."""
    agency = words.one_line(letter.agency.name).translate(_NO_PATH)
    return clean_file_name(f"Công văn đôn đốc - {agency}.docx")


def letters_zip_name(year: int) -> str:
    """Return the name under which the ZIP is saved."""
    return f"Công văn đôn đốc năm {year}.zip"


def write_letters(file: IO[bytes], letters: Sequence[FollowUpLetter]) -> None:
    """Write the letters as DOCX into a ZIP, numbered in their order; without any raise `NotVisible`."""
    if not letters:
        raise NotVisible(N_("No letter is in preparation."))
    with ZipFile(file, "w", ZIP_STORED) as target:
        for place, letter in enumerate(letters, 1):
            member = ZipInfo(f"{place:03d} {letter_name(letter)}", _FIXED_TIME)
            member.external_attr = 0o644 << 16
            target.writestr(member, render_letter(letter))
