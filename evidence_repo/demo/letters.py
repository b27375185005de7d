"""What an invented administrative document says; `pdf` and `word` set it as Vietnamese offices do (2017)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PROVINCE_COMMITTEE = "ỦY BAN NHÂN DÂN TỈNH AN GIANG"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its headings, its rows, and the columns' shares of the width."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float]


Block = str | Heading | Grid
"""A paragraph, a section's title or a table."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One document: its header fields, its body and who signs.

    `kind` is the type as it stands in capitals, None for a công văn, whose subject then follows "V/v".
    """

    issuer: str
    number: str
    issued_on: date
    kind: str | None
    subject: str
    body: Sequence[Block]
    signatory: str
    title: str = "GIÁM ĐỐC"
    authority: str | None = None
    parent: str | None = PROVINCE_COMMITTEE
    place: str = "An Giang"
    addressees: str | None = None
    grounds: Sequence[str] = ()
    recipients: Sequence[str] = ("Như trên", "Lưu: VT")
    annex: Sequence[Block] = ()

    @property
    def dated(self) -> str:
        """Return place and date as documents write them: small days and months with a zero."""
        day = self.issued_on
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        return f"{self.place}, ngày {day.day:02d} tháng {month} năm {day.year}"

    @property
    def header(self) -> dict[str, str | date]:
        """Return the fields that a person confirms."""
        return {
            "number": self.number,
            "type": self.kind.capitalize() if self.kind else "Công văn",
            "issued_on": self.issued_on,
            "issuer": _spoken(self.issuer),
            "subject": self.subject if self.kind else f"V/v {self.subject}",
            "signatory": self.signatory,
        }


_NAMES = {
    PROVINCE_COMMITTEE: "Ủy ban nhân dân tỉnh An Giang",
    "SỞ NỘI VỤ": "Sở Nội vụ",
    "SỞ TƯ PHÁP": "Sở Tư pháp",
    "ỦY BAN NHÂN DÂN HUYỆN CHÂU PHÚ": "Ủy ban nhân dân huyện Châu Phú",
}


def _spoken(issuer: str) -> str:
    return _NAMES.get(issuer, issuer)
